"""Pages of plans of restructuring."""

from coso.restructuring.views.board import add, arrange, plan, remove, up
from coso.restructuring.views.coverage import cover, coverage, coverage_of
from coso.restructuring.views.deciding import call_back, check, decide, go_on
from coso.restructuring.views.plans import drop, edit, new, plans, toml
from coso.restructuring.views.recipes import recipe

__all__ = ["add", "arrange", "call_back", "check", "cover", "coverage", "coverage_of", "decide", "drop", "edit", "go_on", "new", "plan", "plans", "recipe", "remove", "toml", "up"]
