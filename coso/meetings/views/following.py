"""Committee members who follow branches: who, since when, how often they came, and what they noted."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.access.middleware import about_oneself
from coso.access.queries import units_with
from coso.common import exports, scope
from coso.common.addresses import key_in
from coso.common.performing import perform
from coso.meetings import actions, forms
from coso.meetings.actions.following import DECIDE
from coso.meetings.models import Following, Meeting, Notice, Visit
from coso.meetings.queries.following import (
    branches_below,
    not_followed,
    own_following,
    own_visit,
    with_visits,
)
from coso.meetings.tables import following_table
from coso.meetings.views.ground import FORM, HOLD, form_page, seen, today
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit, UnitQuerySet

SHOWN = 12  # branches without anybody, told by name


@require_safe
def followings(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("meeting.view")
    table = following_table(request)
    if table.export_kind:
        return exports.response(table.export_kind, "theo-doi-chi-bo", table.export_columns, table.ordered, title=_("Branches and who follows them"))
    above = units_with("meeting.view", request.user).exclude(kind__in=BRANCH_KINDS).in_tree_order().first()
    missing = not_followed(above, today()) if above else Unit.objects.none()
    return render(request, "meetings/followings.html", {
        "title": _("Branches and who follows them"), "table": table, "above": above, "branches": branches_below(above, today()).count() if above else 0,
        "missing": (count := missing.count()), "named": missing[:SHOWN], "more": count > SHOWN, "may_assign": committees(request).exists(),
    })


def committees(request: HttpRequest) -> UnitQuerySet:
    """Committees the reader decides for, other than branches."""
    return units_with(DECIDE, request.user).exclude(kind__in=BRANCH_KINDS).existing_on(today()).in_tree_order()


@form_page
def follow(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere(DECIDE)
    chosen = Unit.objects.visible_to(request.user).filter(pk=key_in(request.GET.get("unit")) or 0).first()
    branches = units_with(DECIDE, request.user).filter(kind__in=BRANCH_KINDS).existing_on(today()).in_tree_order()
    form = forms.FollowForm(request.POST or None, committees=committees(request), branches=branches, user=request.user, initial={"unit": chosen, "since": today()})
    return perform(
        request, form, lambda told: actions.assign_follower(unit=told["unit"], committee=told["committee"], assigned=form.assigned(), by=request.user), done=_("Kept. From the next call on the notice of each meeting goes to the follower too."),
        to=Following.get_absolute_url, template=FORM, title=_("Give a branch to a committee member to follow"), act=_("Keep"), back=reverse("meetings:followings") + "?now=1",
    )


def in_sight(request: HttpRequest, pk: int) -> Following:
    return get_object_or_404(with_visits(Following.objects.visible_to(request.user)).select_related("unit", "committee"), pk=pk)


@require_safe
def followed(request: HttpRequest, pk: int) -> HttpResponse:
    one = in_sight(request, pk)
    visits = one.visits.visible_to(request.user).select_related("meeting", "entered_by")
    open_to_reader = request.user.allowed("meeting.view", one.unit)
    return render(request, "meetings/followed.html", {"one": one, "visits": visits, "may_end": request.user.allowed(DECIDE, one.committee) and one.valid_to is None, "linked": open_to_reader})


@form_page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    one = in_sight(request, pk)
    request.user.require(DECIDE, one.committee)
    form = forms.EndFollowingForm(request.POST or None, initial={"until": today()})
    return perform(
        request, form, lambda told: actions.end_following(following=one, by=request.user, **told), done=_("The branch is followed by this member no longer. The visits stay."), to=reverse("meetings:followings") + "?now=1",
        template=FORM, title=_("End following the branch"), lead=f"{one.name} · {one.unit}", act=_("End it"), back=one.get_absolute_url(),
    )


@form_page
def visit(request: HttpRequest, pk: int, following: int) -> HttpResponse:
    """The branch, or the committee, enters that the follower came."""
    meeting = seen(request, pk)
    one = get_object_or_404(Following.objects.visible_to(request.user).select_related("unit", "committee"), pk=following, unit=meeting.unit_id)
    if not request.user.allowed(DECIDE, one.committee):
        request.user.require(HOLD, meeting.unit)
    form = forms.VisitForm(request.POST or None, initial={"noted": getattr(Visit.objects.filter(meeting=meeting, member=one.member_id).first(), "noted", "")})
    return perform(
        request, form, lambda told: actions.note_visit(following=one, meeting=meeting, by=request.user, now=timezone.now(), **told), done=_("The visit is noted."), to=meeting.get_absolute_url(),
        template=FORM, title=_("Visit of the committee member"), lead=f"{one.name} · {meeting}", act=_("Keep"), back=meeting.get_absolute_url(),
    )


@form_page
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit that never was."""
    one = get_object_or_404(Visit.objects.visible_to(request.user).select_related("unit", "meeting", "following"), pk=pk)
    request.user.require(HOLD, one.unit)
    form = forms.TakeBackForm(request.POST or None)
    return perform(
        request, form, lambda told: actions.take_back_visit(visit=one, by=request.user, today=today(), **told), done=_("The visit is taken back."), to=one.meeting.get_absolute_url(),
        template=FORM, title=_("Take the visit back"), lead=f"{one.following.name} · {one.meeting}", act=_("Take it back"), back=one.meeting.get_absolute_url(),
    )


@about_oneself
@form_page
def own_note(request: HttpRequest, pk: int) -> HttpResponse:
    """What a follower saw at the meeting they were called to."""
    notice = get_object_or_404(Notice.objects.filter(member_id=request.user.own_member_id or 0), pk=pk)
    one = own_following(request.user, notice.unit_id, notice.on)
    if one is None:
        raise Http404
    with scope.within(scope.everything(user=request.user.pk, where="meetings.own_note")):  # the notice is the reader's own, the meeting's row is not
        meeting = Meeting.objects.select_related("unit").get(pk=notice.meeting_id)
    stands = own_visit(request.user, meeting.pk)
    form = forms.VisitForm(request.POST or None, initial={"noted": stands.noted if stands else ""})
    return perform(
        request, form, lambda told: actions.note_visit(following=one, meeting=meeting, by=request.user, now=timezone.now(), **told), done=_("Your visit is noted."), to=notice.get_absolute_url(),
        template=FORM, title=_("What I noted at the meeting"), lead=f"{notice.get_kind_display()} · {notice.issuer}", act=_("Keep"), back=notice.get_absolute_url(),
    )
