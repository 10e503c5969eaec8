"""A member's own marks: the list, one tap to set or take out, and what the phone keeps of the papers chosen for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from coso.access.middleware import about_oneself
from coso.common.performing import done_or_said
from coso.documents import actions, forms, queries
from coso.documents.enums import MarkKind
from coso.documents.exports import shelf_pack
from coso.documents.models import Publication

DONE = {
    (MarkKind.LATER, False): gettext_lazy("It stands on your reading list."), (MarkKind.LATER, True): gettext_lazy("It is off your reading list."),
    (MarkKind.KEPT, False): gettext_lazy("The paper is bookmarked."), (MarkKind.KEPT, True): gettext_lazy("The bookmark is taken out."),
    (MarkKind.OFFLINE, False): gettext_lazy("The paper is kept on this phone and can be read without network."), (MarkKind.OFFLINE, True): gettext_lazy("The paper is no longer kept on this phone."),
}


@about_oneself
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader marked, by kind. Nobody else sees this list."""
    found = list(queries.marks_of(request.user).select_related("publication").defer("publication__text", "publication__words"))
    groups = [(kind, [one.publication for one in found if one.kind == kind]) for kind in MarkKind]
    return render(request, "documents/mine.html", {"title": _("My papers"), "groups": groups, "shelf": any(one.kind == MarkKind.OFFLINE for one in found)})


@about_oneself
@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Publication.objects.visible_to(request.user), pk=pk)
    form, back = forms.MarkForm(request.POST), reverse("documents:mine") if request.POST.get("from") == "list" else found.get_absolute_url()

    def act(told: dict[str, Any]) -> Any:
        kind = MarkKind(told["kind"])
        return actions.unmark(publication=found, kind=kind, by=request.user) if told["out"] else actions.mark(publication=found, kind=kind, by=request.user, now=timezone.now())

    return done_or_said(request, form, act, said=lambda _done: str(DONE[MarkKind(form.cleaned_data["kind"]), form.cleaned_data["out"]]), to=back)


@about_oneself
@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """The papers chosen for the phone, as it keeps them."""
    return JsonResponse(shelf_pack(queries.shelf_of(request.user), request.path))
