"""A draft is read by others: asked for, commented on, signed off; and its versions side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.access.queries import people_with
from coso.common.performing import NothingForm
from coso.documents import actions, forms, queries
from coso.documents.enums import RequestKind
from coso.documents.models import DraftRequest
from coso.documents.views.ground import act_page, form_page, seen, today

PEOPLE = 60  # accounts offered to choose from


@form_page
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, "document.draft")
    able = people_with("document.view", found.unit, today()).exclude(pk=request.user.pk)
    people = able.filter(pk__in=list(able.values_list("pk", flat=True)[:PEOPLE]))
    form = forms.AskForm(request.POST or None, people=people)
    return act_page(
        request, found, form, lambda told: actions.ask(document=found, by=request.user, today=today(), **told), title=_("Ask others to read the draft"), act=_("Send the draft"),
        done=_("Sent. It stands among their things to do."), note=_("Comments hold nothing up. A paper for which a sign-off was asked is issued only once all asked have agreed to the text that stands."),
    )


@form_page
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Only whoever was asked answers."""
    one = get_object_or_404(DraftRequest.objects.visible_to(request.user).select_related("document__unit").filter(asked=request.user.pk), pk=pk)
    found = seen(request, one.document_id, "document.view")
    form = (forms.CommentForm if one.kind == RequestKind.COMMENT else forms.SignOffForm)(request.POST or None)
    return act_page(
        request, found, form, lambda told: actions.answer_request(request=one, by=request.user, now=timezone.now(), **told), title=str(one.get_kind_display()), act=_("Send my answer"), done=_("Your answer stands beside the draft."),
        template="documents/answer.html", request_of=one, document=found, paragraphs=queries.paragraphs(found.text),
    )


@form_page
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(DraftRequest.objects.visible_to(request.user).select_related("document__unit", "asked"), pk=pk)
    found = seen(request, one.document_id, "document.draft")
    return act_page(
        request, found, NothingForm(request.POST if request.method == "POST" else None), lambda _told: actions.take_back_request(request=one, by=request.user, now=timezone.now()),
        title=_("Take the request back"), act=_("Take it back"), done=_("The request is taken back."), note=f"{one.asked}: {one.get_kind_display()}",
    )


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side in one text; without a choice the last two."""
    found = seen(request, pk)
    kept = queries.versions_of(found)
    before, after = (_chosen(request, name, kept, default) for name, default in (("tu", -2), ("den", -1)))
    told = {"document": found, "versions": kept, "before": before, "after": after, "abstracts": queries.compared(before.abstract, after.abstract), "parts": queries.compared(before.text, after.text), "choosing": [("tu", _("Older version"), before), ("den", _("Newer version"), after)]}
    return render(request, "documents/versions.html", told | {"title": _("Versions of the draft")})


def _chosen(request: HttpRequest, name: str, kept: list[queries.Version], default: int) -> queries.Version:
    number = request.GET.get(name, "")
    return next((one for one in kept if str(one.number) == number), kept[max(default, -len(kept))])
