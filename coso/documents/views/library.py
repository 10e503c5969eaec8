"""The library: papers laid out to be read, also by those who have no office, and some by everybody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.common import exports, uploads
from coso.common.tables import Table
from coso.common.text_tables import table_rows
from coso.documents import queries
from coso.documents.enums import MarkKind
from coso.documents.exports import pdf_of
from coso.documents.models import Publication
from coso.documents.tables import library_table
from coso.documents.views.reading import file_name


def open_to(user: Any) -> QuerySet[Publication]:
    return queries.with_studies(Publication.objects.visible_to(user).asking(user), user) if user.is_authenticated else Publication.objects.public()


def shell(user: Any) -> str:
    """Whoever is not signed in gets the page without menus."""
    return "base.html" if user.is_authenticated else "shell_public.html"


@login_not_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    table = library_table(request, open_to(request.user))
    told = {"title": _("Library"), "table": table, "found": [hit(one, table) for one in table.objects], "shell": shell(request.user)}
    return render(request, "documents/library.html", told)


def hit(one: Publication, table: Table) -> tuple[Publication, list[tuple[str, bool]], list[tuple[str, bool]]]:
    """A paper with its abstract and the part of its text where what was searched for stands."""
    typed = table.search_text
    return one, queries.marked(one.abstract, typed, whole=True), queries.marked(one.text, typed)


@login_not_required
@require_safe
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(open_to(request.user).select_related("unit"), pk=pk)  # not its paper: readers do not see the register
    typed = request.GET.get("q", "")
    parts = [(part if table_rows(part) else "", queries.marked(part, typed, whole=True)) for part in queries.paragraphs(found.text)]
    user: Any = request.user
    asked: dict[str, Any] = {"confirmed_at": queries.confirmed_at(found, user), "counts": user.anywhere("document.view")} if user.is_authenticated and found.receipt_by else {}
    if user.is_authenticated and user.own_member_id:
        on = queries.kinds_on(found, user)
        asked["marks"] = [(kind, kind in on) for kind in MarkKind if kind != MarkKind.OFFLINE or found.text]
    told = asked | {
        "publication": found,
        "parts": parts,
        "corrections": found.corrections.splitlines(),
        "shell": shell(request.user),
        "may_end": user.is_authenticated and user.allowed("document.issue", found.unit),
        "may_study": user.is_authenticated and user.anywhere("document.issue"),
    }
    return render(request, "documents/publication.html", told)


@login_not_required
@require_safe
def publication_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(open_to(request.user), pk=pk)
    if not found.stored_as:
        raise Http404
    return uploads.answer(found.stored_as, name=found.original_name, content_type=found.content_type)


@login_not_required
@require_safe
def publication_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper in its layout, as it was laid out; one that has none stands in its file."""
    found = get_object_or_404(open_to(request.user).select_related("unit__parent"), pk=pk)
    if not found.has_layout:
        raise Http404
    return exports.as_file(pdf_of(found, found.published_on), "application/pdf", f"{file_name(found)}.pdf")
