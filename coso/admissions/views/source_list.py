"""The source list, and the page of one person on it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.access.enums import ReadingKind
from coso.access.reading import digest_of, log_reading
from coso.admissions import actions, forms, queries, tables
from coso.admissions.enums import ApplicantState
from coso.admissions.models import Applicant
from coso.common import exports
from coso.common.tables import Table
from coso.members.models import Member
from coso.members.queries import log_if_by_number
from coso.procedures.models import Case
from coso.procedures.views.ground import perform, today

form_page = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "admissions/form.html"


def find(request: HttpRequest, pk: int) -> Applicant:
    """The person, if the reader may see the line; else 404."""
    return get_object_or_404(Applicant.objects.visible_to(request.user).select_related("unit", "case", "member"), pk=pk)


def find_for(request: HttpRequest, pk: int) -> Applicant:
    found = find(request, pk)
    request.user.require("admission.prepare", found.unit)
    return found


def log(request: HttpRequest, applicant: Applicant, kind: ReadingKind, fields: Any = ()) -> None:
    """Who reads the line of a person is kept, as with a member's record."""
    log_reading(by=request.user, kind=kind, position=applicant.position, fields=fields, page=request.path)


def sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def require_some(request: HttpRequest) -> None:
    if not request.user.anywhere("admission.decide"):
        request.user.require_anywhere("admission.prepare")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The people of one's branches who agreed to be considered."""
    require_some(request)
    table = tables.applicant_table(request, today(), may_export=request.user.anywhere("member.export"))
    if table.export_kind:
        return take_list(request, table)
    return render(request, "admissions/list.html", {"table": table, "may_add": request.user.anywhere("admission.prepare")})


def take_list(request: HttpRequest, table: Table) -> HttpResponse:
    """The list as a file, once its purpose is said; the taking is logged."""
    purpose = request.GET.get("purpose", "").strip()
    if not purpose:
        words = [(word, value) for word, values in request.GET.lists() for value in values if word != "purpose"]
        return render(request, "purpose.html", {"words": words, "count": table.count, "back": reverse("admissions:list")})
    rows = table.ordered.inside(request.user.intervals("member.export"))
    first = request.user.intervals("member.export")[0][0]
    log_reading(
        by=request.user, kind=ReadingKind.EXPORTED, position=first, purpose=purpose, rows=rows.order_by().count(),
        fields=[column.key for column in table.export_columns], digest=digest_of(table.query), page=request.path,
    )
    return exports.response(table.export_kind, _("Source list"), table.export_columns, rows.iterator(chunk_size=2000), title=_("Source list"))


@form_page
def add(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("admission.prepare")
    form = forms.ApplicantForm(sent(request), user=request.user, unit=request.GET.get("unit", ""))
    return perform(
        request, form, lambda data: actions.add_applicant(unit=data["unit"], fields=form.record(), by=request.user, today=today()),
        done=_("The person is on the source list."), to=Applicant.get_absolute_url, template=PAGE,
        title=_("Put a person on the source list"), act=_("Put on the list"), offered=form.offered, consent=True,
    )


@require_safe
def applicant(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    log(request, found, ReadingKind.OPENED)
    return render(request, "admissions/applicant.html", page_of(request, found))


def page_of(request: HttpRequest, found: Applicant, revealed: tuple[str, ...] = ()) -> dict[str, Any]:
    mine = request.user.allowed("admission.prepare", found.unit)
    cases = Case.objects.visible_to(request.user)
    return {
        "applicant": found, "facts": tables.facts(found, revealed), "groups": tables.groups_of(found), "mine": mine,
        "may_reveal": request.user.allowed("member.reveal", found.unit), "may_begin": mine and found.state in {ApplicantState.LISTED, ApplicantState.ENDED},
        "may_correct": mine and found.state in {ApplicantState.LISTED, ApplicantState.IN_CASE},
        "may_withdraw": mine and found.state not in {ApplicantState.ADMITTED, ApplicantState.WITHDRAWN},
        "case": cases.filter(pk=found.case_id).first() if found.case_id else None,
    }


@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one class-3 field on this answer only; the reading is logged first."""
    found = find(request, pk)
    request.user.require("member.reveal", found.unit)
    name = request.POST.get("field", "")
    if name not in Applicant.privacy.sensitive or name not in tables.FACTS:
        raise Http404
    log(request, found, ReadingKind.REVEALED, [name])
    if request.htmx:
        return render(request, "admissions/_revealed.html", {"value": tables.shown(found, name)})
    return render(request, "admissions/applicant.html", page_of(request, found, (name,)))


@form_page
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole line at once; it holds class-3 fields, so their right is asked and the reading kept."""
    found = find_for(request, pk)
    request.user.require("member.reveal", found.unit)
    log(request, found, ReadingKind.REVEALED, sorted(Applicant.privacy.sensitive & set(tables.FACTS)))
    form = forms.ApplicantForm(sent(request), user=request.user, applicant=found)
    return perform(
        request, form, lambda _data: actions.correct_applicant(applicant=found, fields=form.record(), by=request.user, today=today()),
        done=_("The line is corrected."), to=found.get_absolute_url(), template=PAGE, title=_("Correct the source list"), act=_("Save the correction"), applicant=found,
    )


@form_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_for(request, pk)
    return perform(
        request, forms.WithdrawForm(sent(request)), lambda data: actions.withdraw_consent(applicant=found, on=data["on"], by=request.user, today=today()),
        done=_("The consent is withdrawn. The personal data is removed."), to="admissions:list", template=PAGE,
        title=_("Withdraw the consent"), act=_("Withdraw and remove the data"), applicant=found, removing=True,
    )


def look_for(request: HttpRequest, number: str) -> Member | None:
    """The record that bears the number; each one found leaves a reading that its member can see."""
    member = queries.former_with(number, request.user)
    log_if_by_number(number, request.user, [member] if member else [], request.path)
    return member


@form_page
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_for(request, pk)
    form = forms.BeginForm(sent(request), applicant=found, look=partial(look_for, request), initial={"on": today()})
    return perform(
        request, form, lambda data: actions.begin_admission(applicant=found, by=request.user, today=today(), **data),
        done=_("The case is opened. Its page leads you from step to step."), to=Case.get_absolute_url, template=PAGE,
        title=_("Begin the admission"), act=_("Open the case"), applicant=found,
    )
