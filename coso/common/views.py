"""Keep and forget a list's filters; back to the list afterwards."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coso.common import actions
from coso.common.errors import RuleBroken
from coso.common.models import SavedFilter


@require_POST
@login_required
def save_filter(request: HttpRequest) -> HttpResponse:
    asked = request.POST
    try:
        actions.save_filter(by=request.user, table=asked.get("table", ""), name=asked.get("name", ""), query=asked.get("query", ""))
        messages.success(request, _("The filter is saved."))
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return _back(request, asked.get("query", ""))


@require_POST
@login_required
def forget_filter(request: HttpRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=pk)
    actions.forget_filter(by=request.user, saved=saved)
    messages.success(request, _("The filter is forgotten."))
    return _back(request)


def _back(request: HttpRequest, query: str = "") -> HttpResponse:
    to = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        to = "/"
    return HttpResponseRedirect(f"{to}?{query}" if query else to)
