"""Pictures of guides: put in and taken out by editors, looked at by whoever may read the guide; the public ones by everybody from any proxy."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.common import uploads
from coso.common.for_everybody import kept_by_proxies
from coso.common.performing import NothingForm, perform
from coso.handbook import actions, forms
from coso.handbook.models import Guide, GuideImage
from coso.handbook.tables import editing_page
from coso.handbook.views.guides import in_care

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def image(request: HttpRequest, pk: int) -> HttpResponseBase:
    """For whoever may read the guide, or works on it."""
    mine = Q(guide__in=Guide.objects.open_to(request.user, timezone.localdate())) | Q(guide__in=Guide.objects.visible_to(request.user))
    found = get_object_or_404(GuideImage.objects.filter(mine), pk=pk)
    return uploads.answer(found.stored_as, name=f"hinh-{found.pk}.jpg", content_type="image/jpeg", inline=True)


@login_not_required
@require_safe
def public_image(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(GuideImage.objects.filter(guide__in=Guide.objects.public(timezone.localdate())), pk=pk)
    content = (uploads.folder() / found.stored_as).read_bytes()
    page = HttpResponse(content, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})
    return kept_by_proxies(request, page)


@form_page
def add(request: HttpRequest, pk: int) -> HttpResponse:
    one = in_care(request, pk)
    request.user.require("guide.write", one.unit)
    form = forms.ImageForm(request.POST or None, request.FILES or None)
    return perform(
        request, form, lambda told: actions.add_image(guide=one, upload=told["upload"], description=told["description"], by=request.user), done=_("The picture stands in the draft."),
        to=editing_page(one), template="handbook/form.html", title=_("Put in a picture"), lead=one.question, act=_("Put in"), back=editing_page(one),
    )


@form_page
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(GuideImage.objects.filter(guide__in=Guide.objects.visible_to(request.user)).select_related("guide__unit"), pk=pk)
    request.user.require("guide.write", found.guide.unit)
    form = NothingForm(request.POST if request.method == "POST" else None)
    return perform(
        request, form, lambda _told: actions.remove_image(image=found, by=request.user), done=_("The picture is taken out of the draft."),
        to=editing_page(found.guide), template="handbook/form.html", title=_("Take out the picture"), lead=found.description, act=_("Take out"), back=editing_page(found.guide),
    )
