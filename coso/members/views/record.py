"""The list, the person's page, and what may be seen there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.access.enums import ReadingKind
from coso.access.middleware import about_oneself
from coso.access.queries import who_has_read
from coso.access.reading import digest_of, log_reading
from coso.access.sign_in import shown_again
from coso.common import exports, jobs
from coso.common.models import Job
from coso.common.tables import Table
from coso.members import forms, queries, search, tables, tasks
from coso.members.enums import AttachmentKind, CorrectionState, Status
from coso.members.models import Attachment, CorrectionRequest, Member
from coso.members.navigation import parts_for
from coso.members.rules import age, party_age, warnings_about
from coso.members.views.ground import about, find, is_own, log, perform, sent, today


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The members on the roll of one's units."""
    request.user.require_anywhere("member.view")
    may_export = request.user.anywhere("member.export")
    table = tables.member_table(request, today(), may_export=may_export)
    if table.export_kind:
        return take_list(request, table)
    queries.log_if_by_number(table.search_text, request.user, table.objects, request.path)
    more = bool(table.search_text) and table.narrowed.cut_off
    shown = {"table": table, "more": more, "most": search.MOST_FOUND, "may_add": request.user.anywhere("member.add"), "may_check": request.user.anywhere("status.prepare"), "may_award": request.user.anywhere("status.decide"), "may_merge": request.user.anywhere("member.merge"), "may_take_sheet": may_export and request.user.anywhere("member.reveal"), "unit": request.GET.get("unit", "")}
    return render(request, "members/list.html", shown)


def first_position(request: HttpRequest) -> int:
    return int(request.user.intervals("member.view")[0][0])


def take_list(request: HttpRequest, table: Table) -> HttpResponse:
    """The list as a file, once its purpose is said; the taking is logged."""
    purpose = request.GET.get("purpose", "").strip()
    if not purpose:
        words = [(word, value) for word, values in request.GET.lists() for value in values if word != "purpose"]
        return render(request, "purpose.html", {"words": words, "count": table.count, "back": reverse("members:list")})
    rows = table.ordered.inside(request.user.intervals("member.export"))
    log_reading(
        by=request.user, kind=ReadingKind.EXPORTED, position=first_position(request), purpose=purpose, rows=rows.order_by().count(),
        fields=[column.key for column in table.export_columns], digest=digest_of(table.query), page=request.path,
    )
    return exports.response(table.export_kind, _("Party members"), table.export_columns, rows.iterator(chunk_size=2000), title=_("Party members"))


@require_http_methods(["GET", "HEAD", "POST"])
@shown_again
def sheet(request: HttpRequest) -> HttpResponse:
    """The 28-column sheet of a unit on a day: the worker writes it, and its taking is logged."""
    request.user.require_anywhere("member.export")
    request.user.require_anywhere("member.reveal")
    asked = tables.find_unit(request.GET.get("unit", ""), request.user) if request.GET.get("unit") else None
    form = forms.SheetForm(sent(request), user=request.user, today=today(), initial={"unit": forms.written(asked) if asked else ""})

    def ask(data: dict[str, Any]) -> Job:
        told = {"unit": data["unit"].pk, "on": data["on"].isoformat(), "purpose": data["purpose"], "page": request.path}
        return jobs.start(kind=tasks.EXPORT, by=request.user, unit=data["unit"], parameters=told)

    return perform(
        request, form, ask, done=_("The sheet is being written. You can leave this page; the file waits under “Long work”."), to=lambda job: reverse("home:job", args=[job.pk]),
        template="members/sheet.html", offered=form.fields["unit"].offered(),
    )


@about_oneself
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own record."""
    if request.user.own_member_id is None:
        messages.info(request, _("No member record belongs to your account yet. Ask your branch secretary."))
        return redirect("home:today")
    return person(request, request.user.own_member_id)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    member = find(request, pk)
    log(request, member, ReadingKind.OPENED)
    return render(request, "members/person.html", page_of(request, member))


def page_of(request: HttpRequest, member: Member, revealed: tuple[str, ...] = ()) -> dict[str, Any]:
    """Everything the person's page shows."""
    user, day, own = request.user, today(), is_own(request, member)
    papers = list(Attachment.objects.visible_to(user).filter(member=member, withdrawn_at=None).order_by("-added_at"))
    requests = list(CorrectionRequest.objects.visible_to(user).filter(member=member).select_related("entered_by").order_by("-asked_at")[:20])
    rights = {name: user.allowed(f"member.{name}", member.unit) for name in ("change", "merge")}
    return about(
        request, member, own=own, day=day, added=parts_for(user, member), sections=list(tables.facts(member, revealed)), story=queries.story(member, user),
        photo=next((one for one in papers if one.kind == AttachmentKind.PHOTO), None),
        papers=[one for one in papers if one.kind == AttachmentKind.PAPER],
        requests=[(one, tables.label_of(one.field), one.state == CorrectionState.OPEN) for one in requests],
        may_change=rights["change"], may_merge=rights["merge"], may_ask_for=not own and user.allowed("status.prepare", member.unit), may_answer=user.allowed("correction.answer", member.unit),
        may_reveal=own or user.allowed("member.reveal", member.unit), may_see_readings=own or user.allowed("reading.view", member.unit),
        age=age(member, day), party_age=party_age(member, member.left_on or day), warnings=warnings_about(member), parts=[(key, title) for key, (title, _names) in tables.PARTS.items()],
        probationary=member.status == Status.PROBATIONARY, joined=member.merged_from.exists() if rights["merge"] else False,
    )


@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one class-3 field, or all, on this answer only; the reading is logged first."""
    member = find(request, pk)
    if not is_own(request, member):
        request.user.require("member.reveal", member.unit)
    everything = [name for _title, names in tables.SECTIONS for name in tables.sensitive(names)]
    asked = request.POST.get("field", "")
    names = tuple(everything) if asked == "all" else (asked,)
    if not set(names) <= set(everything):
        raise Http404
    log(request, member, ReadingKind.REVEALED, names)
    if request.htmx and asked != "all":
        return render(request, "members/_revealed.html", {"field": asked, "value": tables.shown(member, asked)})
    return render(request, "members/person.html", page_of(request, member, names))


@require_safe
def readings(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has seen this record: for the member, and for those who watch over readings."""
    member = find(request, pk)
    if not is_own(request, member):
        request.user.require("reading.view", member.unit)
    read = [(one, tables.labels_of(one.fields)) for one in who_has_read(member.pk, request.user)]
    return render(request, "members/readings.html", about(request, member, readings=read))
