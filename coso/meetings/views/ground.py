"""What the pages of meetings share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coso.access.queries import units_with
from coso.common.performing import perform
from coso.meetings.models import Meeting
from coso.meetings.queries import papers
from coso.meetings.queries.tasks import before_meeting, given_in
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit

form_page = require_http_methods(["GET", "HEAD", "POST"])
FORM = "meetings/form.html"
HOLD = "meeting.hold"


def today() -> date:
    return timezone.localdate()


def branches_of(request: HttpRequest, permission: str) -> QuerySet[Unit]:
    """The branches in being in which the reader may do this, in the order of the tree."""
    return units_with(permission, request.user).filter(kind__in=BRANCH_KINDS).existing_on(today()).in_tree_order()


def holders_of(request: HttpRequest, permission: str) -> QuerySet[Unit]:
    """The units in being whose meetings the reader may hold: branches, and organisations with a committee."""
    return units_with(permission, request.user).existing_on(today()).in_tree_order()


def seen(request: HttpRequest, pk: int, permission: str = "") -> Meeting:
    found = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("unit__parent", "chair", "secretary", "resolution"), pk=pk)
    if permission:
        request.user.require(permission, found.unit)
    return found


def tasks_told(user: Any, meeting: Meeting) -> dict[str, Any]:
    """The tasks looked at and those given in a meeting; led there only who sees tasks of the branch."""
    return {
        "looked": before_meeting(meeting, today()), "given": given_in(meeting), "tasks_open": any(lo <= meeting.unit.position < hi for lo, hi in user.places("assignment.view")),
        "may_give": user.allowed("assignment.give", meeting.unit),
    }


def act_page(request: HttpRequest, found: Meeting, form: Any, do: Callable[[dict[str, Any]], Any], *, title: str, act: str, done: Any, template: str = FORM, to: Any = None, **more: Any) -> HttpResponse:
    """The form of one verb about a meeting, and back to its page."""
    back = found.get_absolute_url()
    return perform(request, form, do, done=done, to=to or back, template=template, title=title, lead=f"{papers.about(found)} · {found.unit.name}", act=act, back=back, **more)
