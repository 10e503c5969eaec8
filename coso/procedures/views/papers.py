"""Papers of a case: handed in, taken out, withdrawn."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.enums import ReadingKind
from coso.access.reading import log_reading
from coso.common import uploads
from coso.common.uploads import Upload
from coso.procedures import actions, forms
from coso.procedures.enums import PaperWay
from coso.procedures.exports import TYPES, Sheet, sheet_of
from coso.procedures.models import Case, CasePaper
from coso.procedures.views.ground import about, find, perform, today


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, number: str, key: str) -> HttpResponse:
    case = find(request, number)
    if key not in {paper.key for step in case.declared.steps for paper in step.papers}:
        raise Http404
    step, paper = case.declared.paper(key)
    actions.require_a_side(case, step, request.user)
    form = forms.PaperForm(request.POST or None, request.FILES or None)
    return perform(
        request, form, lambda sent: actions.add_paper(case=case, key=key, by=request.user, upload=sent.get("upload"), secret=sent["secret"] == "yes", number=sent["number"], dated=sent["dated"]),  # noqa: S105 an answer, not a password
        done=_("The file is kept with the case."), to=case.get_absolute_url(), **about(case, title=forms.named(paper), lead=case.title, act=_("Add")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """A paper the system can write: read it, take it as a document to edit and sign, or keep it with the case as PDF."""
    case = find(request, number)
    paper = next((one for step in case.declared.steps for one in step.papers if one.key == key and one.template), None)
    if paper is None:
        raise Http404
    actions.require_a_side(case, case.declared.paper(key)[0], request.user)
    asked = request.POST if request.method == "POST" else request.GET
    form = forms.MakeForm(asked or None, today=today())
    day = form.cleaned_data["dated"] if form.is_bound and form.is_valid() else today()
    number_given = form.cleaned_data["number"] if form.is_bound and form.is_valid() else ""
    log_writing(request, case)
    sheet = sheet_of(case, paper, user=request.user, day=day, number=number_given)
    if request.method == "GET" and form.is_bound and form.is_valid() and request.GET.get("form") in TYPES:
        return as_file(sheet, request.GET["form"], f"{case.number}-{key}")
    return perform(
        request, form, lambda sent: actions.add_paper(case=case, key=key, by=request.user, upload=kept(sheet, f"{case.number}-{key}"), way=PaperWay.MADE, number=sent["number"], dated=sent["dated"]),
        done=_("The paper is kept with the case."), to=case.get_absolute_url(), template="procedures/paper.html",
        **about(case, title=forms.named(paper), lead=case.title, act=_("Keep it with the case"), sheet=sheet),
    )


def log_writing(request: HttpRequest, case: Case) -> None:
    """A paper names the card number and days of the record: its writing is logged."""
    if case.member_id and case.member_id != request.user.own_member_id:
        log_reading(by=request.user, kind=ReadingKind.REVEALED, position=case.position, member_id=case.member_id, fields=["party_card_number"], page=request.path)


def as_file(sheet: Sheet, form: str, name: str) -> HttpResponse:
    write, kind = TYPES[form]
    return HttpResponse(write(sheet), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'})


def kept(sheet: Sheet, name: str) -> Upload:
    write, kind = TYPES["pdf"]
    return Upload(write(sheet), kind, f"{name}.pdf")


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper of a case as a download; class 3, so its reading is logged where the case is about a member."""
    kept = get_object_or_404(CasePaper.objects.visible_to(request.user).filter(withdrawn_at=None).exclude(stored_as="").select_related("case"), pk=pk)
    if kept.case.member_id and kept.case.member_id != request.user.own_member_id:
        log_reading(by=request.user, kind=ReadingKind.REVEALED, position=kept.position, member_id=kept.case.member_id, fields=["attachment"], page=request.path)
    return uploads.answer(kept.stored_as, name=kept.original_name, content_type=kept.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(CasePaper.objects.visible_to(request.user).filter(withdrawn_at=None).select_related("case__unit", "case__other_unit"), pk=pk)
    actions.require_a_side(kept.case, kept.case.declared.by_key[kept.step], request.user)
    return perform(
        request, forms.WithdrawForm(request.POST or None), lambda sent: actions.withdraw_paper(paper=kept, by=request.user, **sent),
        done=_("The paper is withdrawn from the case."), to=kept.case.get_absolute_url(),
        **about(kept.case, title=_("Withdraw “%(title)s”") % {"title": kept.title}, act=_("Withdraw")),
    )
