"""What a member was told, and how they want to be told."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.middleware import about_oneself
from coso.common.performing import perform
from coso.notices import actions, queries
from coso.notices.forms import CHOSEN, ChoiceForm
from coso.notices.models import Message

SHOWN = 40


@about_oneself
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest first; older ones a page further."""
    found = Message.objects.visible_to(request.user)
    last = request.GET.get("truoc", "")
    some = list((found.filter(pk__lt=last) if last.isdecimal() else found).order_by("-pk")[: SHOWN + 1])
    more = some[SHOWN - 1].pk if len(some) > SHOWN else None
    return render(request, "notices/index.html", {"told": some[:SHOWN], "more": more, "first": last.isdecimal()})


@about_oneself
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    choice = queries.choice_of(request.user)
    form = ChoiceForm(request.POST if request.method == "POST" else None, initial={"told": [key for key, _label in CHOSEN if key not in choice.off]})
    return perform(
        request, form, lambda told: actions.choose(**told, by=request.user), done=_("Your choice is kept."), to=reverse("notices:settings"), template="notices/settings.html",
    )
