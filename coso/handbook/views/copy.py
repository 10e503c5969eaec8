"""A member takes a copy of all that Coso holds about them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.enums import ReadingKind
from coso.access.middleware import about_oneself
from coso.access.reading import log_reading
from coso.access.sign_in import shown_again
from coso.common.exports import as_file
from coso.handbook import actions
from coso.handbook.exports.copy import as_json, as_pdf, copy_of
from coso.handbook.exports.labels import PARTS
from coso.handbook.queries import consents as queries
from coso.members.models import Member
from coso.members.navigation import PersonPart

FORMS = {"pdf": (as_pdf, "application/pdf"), "json": (as_json, "application/json")}


def part(user: Any, member: Member) -> PersonPart:
    """What the handbook puts on a person's page: on one's own, the way to the copy."""
    return PersonPart(template="handbook/_copy_of_person.html") if user.own_member_id == member.pk else PersonPart()


@about_oneself
@require_http_methods(["GET", "HEAD", "POST"])
@shown_again
def copy(request: HttpRequest) -> HttpResponse:
    """What is in it and what is not; then the file. Who holds a phone that is not theirs is asked who they are."""
    if request.user.own_member_id is None:
        return HttpResponseRedirect(reverse("members:mine"))  # which says whom to ask
    form = request.POST.get("form", "")
    if form in FORMS:
        return taken(request, form)
    return render(request, "handbook/copy.html", {"titles": [title for title, _heads in PARTS.values()]})


@about_oneself
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """What the member has agreed to, each with the way to take it back."""
    if request.user.own_member_id is None:
        return HttpResponseRedirect(reverse("members:mine"))
    return render(request, "handbook/consents.html", {"title": _("What I agreed to"), "consents": queries.consents_of(request.user)})


def taken(request: HttpRequest, form: str) -> HttpResponse:
    """The taking is kept first, as an act and as a reading, so that the copy tells of itself."""
    member = get_object_or_404(Member.objects.select_related("unit"), pk=request.user.own_member_id)
    actions.note_copy(member=member, form=form, by=request.user)
    purpose = _("Copy of the own data (%(form)s)") % {"form": form.upper()}
    log_reading(by=request.user, kind=ReadingKind.EXPORTED, position=member.position, member_id=member.pk, purpose=purpose, page=request.path)
    write, content_type = FORMS[form]
    now = timezone.localtime()
    return as_file(write(copy_of(member, now)), content_type, f"ban-sao-du-lieu-{now:%Y-%m-%d}.{form}")
