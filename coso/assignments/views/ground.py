"""What the pages of tasks share: finding one, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.assignments import actions
from coso.assignments.enums import OPEN, TaskState
from coso.assignments.models import Assignment
from coso.assignments.rules import IN_HAND

REPORTED = (TaskState.REPORTED,)


@dataclass(frozen=True)
class Act:
    """What can be done with a task: its form's key, its verb, in which states, and whether by who gave it or by who has it in hand."""

    slug: str
    label: str | Promise
    verb: Callable[..., Any]
    states: tuple[TaskState, ...]
    done: str | Promise
    of_giver: bool = True


ACTS = {
    act.slug: act
    for act in [
        Act("xong", gettext_lazy("Report it done"), actions.report_done, IN_HAND, of_giver=False, done=gettext_lazy("The task is reported done. Whoever gave it will accept it or hand it back.")),
        Act("tien-do", gettext_lazy("Report progress"), actions.report_progress, IN_HAND, of_giver=False, done=gettext_lazy("The progress is reported.")),
        Act("chap-nhan", gettext_lazy("Accept as done"), actions.accept, REPORTED, done=gettext_lazy("The task is done.")),
        Act("tra-lai", gettext_lazy("Hand back"), actions.hand_back, REPORTED, done=gettext_lazy("The task is handed back.")),
        Act("gia-han", gettext_lazy("Move the due date"), actions.extend, OPEN, done=gettext_lazy("The task is due on the new day. The earlier one stays in its story.")),
        Act("giao-lai", gettext_lazy("Give it to others"), actions.reassign, OPEN, done=gettext_lazy("The task is in other hands now.")),
        Act("huy", gettext_lazy("Call it off"), actions.call_off, OPEN, done=gettext_lazy("The task is called off.")),
    ]
}


def find(request: HttpRequest, pk: int) -> Assignment:
    found: Assignment = get_object_or_404(Assignment.objects.visible_to(request.user).select_related("unit", "to_unit").prefetch_related("hands"), pk=pk)
    return found


def may_do(user: Any, act: Act, task: Assignment) -> bool:
    """Whether the reader may do it, in whatever state the task is."""
    gives = bool(user.allowed("assignment.give", task.unit))
    if act.of_giver or gives:
        return gives
    return user.own_member_id in task.people or bool(task.to_unit and user.allowed("assignment.give", task.to_unit))


def acts_for(request: HttpRequest, task: Assignment) -> list[tuple[Act, str]]:
    """What this reader may do now, with the way there."""
    return [(one, reverse("assignments:act", args=[task.pk, one.slug])) for one in ACTS.values() if task.state in one.states and may_do(request.user, one, task)]


def tabs(request: HttpRequest, here: str) -> list[tuple[str, str, bool]]:
    """The unit's own tasks, the counts below, and what the reader has in hand."""
    named = [("list", _("Tasks of the unit")), ("below", _("Units below")), *([("mine", _("My tasks"))] if request.user.own_member_id else [])]
    return [(label, reverse(f"assignments:{key}"), key == here) for key, label in named]
