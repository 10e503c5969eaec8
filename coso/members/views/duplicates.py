"""Records that may be of one person: found by the machine, decided by a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.enums import ReadingKind
from coso.access.sign_in import shown_again
from coso.common.errors import RuleBroken
from coso.members import actions, forms, queries, rules, tables
from coso.members.models import Member
from coso.members.views.ground import about, find_for, log, perform, sent

TOGETHER = ("admission_date", "official_date")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("member.merge")
    text = request.GET.get("unit", "").strip()
    unit = tables.find_unit(text, request.user) if text else None
    places = request.user.intervals("member.merge")
    if unit:
        places = tables.overlap(places, unit.interval)
    wide = queries.too_wide(places)
    pairs = [] if wide else queries.pairs(request.user, places)
    shown = {"pairs": pairs, "unit": unit, "asked": text, "most": queries.MOST_PAIRS, "wide": wide}
    return render(request, "members/duplicates.html", shown)


@dataclass(frozen=True)
class Choice:
    """A field in which the two records differ; `first` when the kept record's value is offered."""

    name: str
    label: str
    one: str
    other: str
    first: bool


@require_http_methods(["GET", "HEAD", "POST"])
@shown_again
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Side by side, field by field; nothing is chosen for the person but what stands alone."""
    keep, gone = find_for(request, pk, "member.merge"), find_for(request, other, "member.merge")
    differ = differences(keep, gone)
    for member in (keep, gone):
        log(request, member, ReadingKind.REVEALED, [choice.name for choice in differ if choice.name in rules.CORRECTABLE])
    if request.method == "POST":
        try:
            actions.merge_members(keep=keep, other=gone, choices=chosen(request, differ), reason=request.POST.get("reason", "").strip(), by=request.user)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The two records are one now. It can be undone on the person's page."))
            return redirect(keep)
    return render(request, "members/merge.html", about(request, keep, other=gone, differ=differ))


def chosen(request: HttpRequest, differ: list[Choice]) -> dict[str, int]:
    """Each choice as the key of the record it takes."""
    return {one.name: int(request.POST[one.name]) for one in differ if request.POST.get(one.name, "").isdecimal()}


def differences(keep: Member, gone: Member) -> list[Choice]:
    found = []
    for name in rules.CORRECTABLE:
        one, other = tables.shown(keep, name), tables.shown(gone, name)
        if name not in TOGETHER and one != other:
            found.append(Choice(name, tables.label_of(name), one, other, first=bool(one)))
    return [Choice(actions.MEMBERSHIP, _("Branch, dates, status, stays"), membership(keep), membership(gone), first=True), *found]


def membership(member: Member) -> str:
    said = [str(member.unit), member.get_status_display(), *(tables.shown(member, name) for name in TOGETHER)]
    return " · ".join(part for part in said if part)


@require_http_methods(["GET", "HEAD", "POST"])
@shown_again
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    member = find_for(request, pk, "member.merge")
    return perform(
        request, forms.ReasonForm(sent(request)), lambda data: actions.unmerge(member=member, by=request.user, **data),
        done=_("The records are two again, as before."), to=lambda parted: parted.get_absolute_url(),
        **about(request, member, title=_("Undo the joining of records"), act=_("Part them")),
    )
