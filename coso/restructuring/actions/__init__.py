"""What may be done to plans of restructuring and of coverage."""

from coso.restructuring.actions.coverage import plan_coverage
from coso.restructuring.actions.plans import (
    change_plan,
    check_plan,
    decide_plan,
    draft_plan,
    drop_plan,
    go_on,
)
from coso.restructuring.actions.work import carry

__all__ = ["carry", "change_plan", "check_plan", "decide_plan", "draft_plan", "drop_plan", "go_on", "plan_coverage"]
