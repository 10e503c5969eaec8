"""The register, and the page of one paper."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from coso.common import exports, signing, uploads
from coso.documents import queries, rules
from coso.documents.enums import Direction, DocumentState
from coso.documents.exports import docx_of, pdf_of
from coso.documents.models import Document, Publication
from coso.documents.tables import document_table
from coso.documents.views.ground import following, seen, today

STATES = {DocumentState.DRAFT: "warn", DocumentState.ISSUED: "good", DocumentState.WITHDRAWN: "bad", DocumentState.RECEIVED: "info"}
RELATIONS = {
    "replaces": gettext_lazy("Replaces"), "carries_out": gettext_lazy("Carries out"), "replaced_by": gettext_lazy("Replaced by"),
    "carried_out_by": gettext_lazy("Carried out by"), "corrects": gettext_lazy("Corrects"),
}


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("document.view")
    direction = request.GET.get("so") if request.GET.get("so") in Direction.values else Direction.ISSUED
    table = document_table(request, direction)
    if table.export_kind:
        return exports.response(table.export_kind, _("Register of papers"), table.export_columns, table.ordered, title=_("Register of papers"))
    tabs = [(_("Papers out"), "?", direction == Direction.ISSUED), (_("Papers in"), f"?so={Direction.RECEIVED}", direction == Direction.RECEIVED)]
    may = {"may_draft": request.user.anywhere("document.draft"), "may_issue": request.user.anywhere("document.issue")}
    return render(request, "documents/list.html", {"title": _("Register of papers"), "table": table, "tabs": tabs, "came": direction == Direction.RECEIVED, **may})


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    told = {
        "document": found, "state": STATES[DocumentState(found.state)], "issuer": queries.issuer_of(found),
        "recipients": found.recipients.splitlines(), "paragraphs": queries.paragraphs(found.text), "files": found.files.select_related("added_by"),
        "corrections": found.corrections.select_related("decision"), "related": [(RELATIONS[one.how], one.document) for one in queries.related(found, request.user)],
        "may_draft": request.user.allowed("document.draft", found.unit), "may_issue": request.user.allowed("document.issue", found.unit),
        "rule": rules.permitted(found.body, found.unit, found.dated or today()).rule if found.body else None,
        "publishable": [DocumentState.ISSUED, DocumentState.RECEIVED], "published": found.publications.filter(ended_on=None).first(),
        "may_sign": found.state == DocumentState.ISSUED and request.user.allowed("document.issue", found.unit), "certificate": signing.is_set_up(), "requests": found.requests.select_related("asked"), "digest": rules.digest_of(found), "ordered_url": "" if found.is_draft else reverse("assignments:of_paper", args=[found.pk]), "following": following(found.unit, found.body, found.kind) if found.is_draft else None,
    }
    return render(request, "documents/document.html", told)


@require_safe
def as_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper to edit and sign, in the party's layout."""
    found = seen(request, pk)
    if rules.is_received(found):
        raise Http404
    return exports.as_file(docx_of(found, today()), uploads.DOCX, f"{file_name(found)}.docx")


@require_safe
def as_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same paper to print and file."""
    found = seen(request, pk)
    if rules.is_received(found):
        raise Http404
    return exports.as_file(pdf_of(found, today()), "application/pdf", f"{file_name(found)}.pdf")


def file_name(found: Document | Publication) -> str:
    return (found.symbol or f"du-thao-{found.pk}").replace("/", "-")
