"""What a meeting takes along on paper, and a member's meetings as a calendar."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.access.middleware import about_oneself
from coso.common.exports import as_file
from coso.meetings.exports.calendar import as_calendar
from coso.meetings.exports.pack import as_pdf, pack_of
from coso.meetings.models import Notice
from coso.meetings.queries.roll import Person, roll
from coso.meetings.views.ground import HOLD, seen, today
from coso.members.models import Member

MOST_EVENTS = 60


@require_safe
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Notice, agenda, tasks and last resolution on A5, for those who ought to come and have no account; with `tat-ca` for everybody who ought to come."""
    found = seen(request, pk, HOLD)
    people = [one for one in roll(found) if one.expected]
    chosen = people if request.GET.get("tat-ca") == "1" else without_account(people)
    if not chosen:
        messages.info(request, _("Everybody who ought to come has an account. Print for the whole branch instead."))
        return HttpResponseRedirect(found.get_absolute_url())
    return as_file(as_pdf(pack_of(found, chosen, today())), "application/pdf", f"sinh-hoat-{found.planned_on:%Y-%m-%d}-A5.pdf")


def without_account(people: list[Person]) -> list[Person]:
    keys = [one.member_id for one in people]
    reached = set(Member.objects.filter(pk__in=keys, account__is_active=True).values_list("pk", flat=True))
    return [one for one in people if one.member_id not in reached]


@about_oneself
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The reader's own meetings, those to come and the latest that were."""
    own = request.user.own_member_id
    mine = Notice.objects.filter(member_id=own).select_related("unit")[:MOST_EVENTS] if own else []
    return as_file(as_calendar(mine, request.build_absolute_uri("/")), "text/calendar; charset=utf-8", "sinh-hoat-chi-bo.ics")
