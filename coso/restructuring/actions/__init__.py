"""What may be done to plans of restructuring and of coverage."""

from coso.restructuring.actions.coverage import plan_coverage
from coso.restructuring.actions.plans import (
    begin_due,
    call_back,
    change_plan,
    check_plan,
    decide_plan,
    draft_plan,
    drop_plan,
    go_on,
    hold_up,
)
from coso.restructuring.actions.work import carry

__all__ = ["begin_due", "call_back", "carry", "change_plan", "check_plan", "decide_plan", "draft_plan", "drop_plan", "go_on", "hold_up", "plan_coverage"]
