"""After a meeting: minutes, resolution, official level."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common.performing import NothingForm
from coso.documents.enums import DocumentType
from coso.documents.models import Document
from coso.meetings import actions, forms, rules
from coso.meetings.models import Meeting
from coso.meetings.queries.branch import office_of_chair
from coso.meetings.views.ground import HOLD, act_page, form_page, seen, today


def of_minutes(meeting: Meeting) -> str:
    return reverse("meetings:minutes", args=[meeting.pk])


@form_page
def times(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, HOLD)
    if not found.is_held:
        raise Http404
    form = forms.TimesForm(request.POST or None, initial=forms.TimesForm.initial_of(found))
    return act_page(
        request, found, form, lambda _told: actions.correct_times(meeting=found, by=request.user, now=timezone.now(), **form.times()), title=_("Correct begin and end"), act=_("Keep the times"),
        done=_("Begin and end are corrected."), note=_("Where the meeting was closed late, or a phone’s clock was wrong. What stood before is kept in the history."),
    )


@form_page
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, HOLD)
    form = NothingForm(request.POST if request.method == "POST" else None)
    return act_page(
        request, found, form, lambda _told: actions.settle_minutes(meeting=found, by=request.user, now=timezone.now()), title=_("Settle the minutes"), act=_("Settle the minutes"), to=of_minutes(found),
        done=_("The minutes are settled."), note=_("The minutes say that they were read to the branch and adopted: settle them only then. Afterwards nothing of this meeting changes any more: no mark, no vote, no text. The minutes can be amended by a new version, with a reason."), rules=[rules.book_on(found.day, found.unit).rule("after")],
    )


@form_page
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, HOLD)
    last = found.minutes.last()
    form = forms.AmendForm(request.POST or None, initial={"text": last.text if last else ""})
    return act_page(
        request, found, form, lambda told: actions.amend_minutes(meeting=found, by=request.user, now=timezone.now(), **told), title=_("Amend the minutes"), act=_("Settle the new version"), to=of_minutes(found),
        done=_("The new version stands; the one before is kept."), wide=True,
    )


@form_page
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, HOLD)
    form = forms.ResolutionForm(request.POST or None, initial={"chaired_as": office_of_chair(found)})
    return act_page(
        request, found, form, lambda told: actions.draft_resolution(meeting=found, kind=DocumentType(told["kind"]), chaired_as=told["chaired_as"], by=request.user, today=today()), title=_("Draft the resolution"), act=_("Draft it"), to=Document.get_absolute_url,
        done=_("The draft stands in the register of papers. Go through it, then issue it to get its number."), note=_("The figures of the meeting, the results told under the report and tasks, the conclusion, how last month's tasks stand, and the tasks given are taken over."),
    )


@form_page
def level(request: HttpRequest, pk: int) -> HttpResponse:
    """For the committee directly above."""
    found = seen(request, pk)
    request.user.require("meeting.decide", found.unit.parent or found.unit)
    form = forms.LevelForm(request.POST or None, initial={"level": found.official_level or found.self_level})
    return act_page(
        request, found, form, lambda told: actions.decide_level(meeting=found, by=request.user, today=today(), **told), title=_("Official level"), act=_("Decide the level"), done=_("The official level is decided."),
        note=_("The branch proposed: %(level)s.") % {"level": found.get_self_level_display()} if found.self_level else _("The branch has not scored this meeting."),
    )
