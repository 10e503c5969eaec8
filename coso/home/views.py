"""The first page, search everywhere, the gallery, and how one likes the screen."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.db import OperationalError
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.access import actions as access
from coso.access.models import CalendarKey
from coso.access.queries import owner_of_calendar
from coso.common.enums import JobState, OperationState
from coso.common.errors import RuleBroken
from coso.common.jobs import KINDS, UNFINISHED, cancel, result_path
from coso.common.look import COOKIE, KEPT_SECONDS, Look
from coso.common.models import Job, Operation
from coso.common.operations import actions as operations
from coso.common.scope import within
from coso.home import gallery as specimens
from coso.home.exports import as_calendar
from coso.home.forms import ReminderForm
from coso.home.navigation import address
from coso.home.queries import (
    deadlines,
    found,
    job_title,
    kept_operations,
    offices_held,
    own_record,
    things_to_do,
)
from coso.home.tables import job_table, operation_table
from coso.members.queries import log_if_by_number

LONGEST_SEARCH = 200
SHOWN, SHOWN_AS_TYPED = 50, 6


@require_safe
@login_required
def today(request: HttpRequest) -> HttpResponse:
    """The first page of an office; a member without one opens the handbook."""
    day = timezone.localdate()
    name = str(request.user).split()[-1]  # the given name stands last in Vietnamese
    held = offices_held(request.user, day)
    if request.user.own_member_id and not held and (handbook := address("handbook:today")):
        return redirect(handbook)
    counted = next((one.unit for one in held if request.user.allowed("figure.view", one.unit)), None)
    shown = {"day": day, "name": name, "due": things_to_do(request.user, day), "held": held, "counted": counted, "record": own_record(request.user)}
    return render(request, "home/today.html", shown)


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    as_typed = bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined] set by its middleware
    most = SHOWN_AS_TYPED if as_typed else SHOWN
    met = found(request.user, text, most=most) if len(text) > 1 else None
    if met:
        log_if_by_number(text, request.user, met.members, request.path)
    shown = {"text": text, "most": most, "found": met}
    return render(request, "home/found.html" if as_typed else "home/search.html", shown)


@require_safe
@login_required
def jobs(request: HttpRequest) -> HttpResponse:
    return render(request, "home/jobs.html", {"table": job_table(request, Job.objects.visible_to(request.user).select_related("owner"))})


@require_safe
@login_required
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one job; to htmx only its progress."""
    found = get_object_or_404(Job.objects.visible_to(request.user).select_related("owner"), pk=pk)
    own = found.owner_id == request.user.pk
    shown = {"job": found, "title": job_title(found), "own": own, "result": own and result_path(found), "unfinished": found.state in UNFINISHED}
    if found.state == JobState.DONE and own and found.kind in KINDS:
        shown["opens"] = KINDS[found.kind].opens(found)
    return render(request, "home/job_part.html" if request.htmx else "home/job.html", shown)


@require_safe
@login_required
def job_result(request: HttpRequest, pk: int) -> FileResponse:
    """The file goes to the person who asked for it, and to nobody else."""
    found = get_object_or_404(Job.objects.filter(owner=request.user), pk=pk)
    path = result_path(found)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=found.result_name)


@require_POST
@login_required
def stop_job(request: HttpRequest, pk: int) -> HttpResponse:
    cancel(job=get_object_or_404(Job.objects.visible_to(request.user), pk=pk), by=request.user)
    messages.success(request, _("The work is stopped. What was finished before is kept."))
    return redirect("home:job", pk)


@require_safe
@login_required
def not_entered(request: HttpRequest) -> HttpResponse:
    """What phones sent and still waits; with a state chosen, also what was decided."""
    request.user.require_anywhere("operation.settle")
    rows = kept_operations(request.user)
    rows = rows.filter(Q(state=OperationState.KEPT) | Q(settled_at__isnull=False)) if "state" in request.GET else rows.kept()
    return render(request, "home/not_entered.html", {"table": operation_table(request, rows)})


@require_safe
@login_required
def operation(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(kept_operations(request.user), pk=pk)
    newer = Operation.objects.visible_to(request.user).filter(subject=one.subject, state=OperationState.APPLIED, received_at__gt=one.received_at).count() if one.subject else 0
    shown = {"one": one, "title": operations.title_of(one), "waits": one.state == OperationState.KEPT, "newer": newer, "off": clock_words(one.skew), "raw": [] if one.words else one.payload.items()}
    return render(request, "home/operation.html", shown)


OFF = [
    (24 * 60, ngettext_lazy("%d day ahead", "%d days ahead"), ngettext_lazy("%d day behind", "%d days behind")),
    (60, ngettext_lazy("%d hour ahead", "%d hours ahead"), ngettext_lazy("%d hour behind", "%d hours behind")),
    (1, ngettext_lazy("%d minute ahead", "%d minutes ahead"), ngettext_lazy("%d minute behind", "%d minutes behind")),
]


def clock_words(skew: int) -> str:
    """By how much a phone's clock was ahead or behind, in its largest unit; less than a minute is nothing."""
    minutes = abs(skew) // 60
    for unit, ahead, behind in OFF:
        if minutes >= unit:
            return str((ahead if skew > 0 else behind) % (minutes // unit))
    return _("not at all")


@require_POST
@login_required
def enter_operation(request: HttpRequest, pk: int) -> HttpResponse:
    return decided(request, pk, lambda one: operations.enter(operation=one, by=request.user, at=timezone.now()), _("The entry is in the records now, in your name, with a note of whose it was."))


@require_POST
@login_required
def set_aside_operation(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return decided(request, pk, lambda one: operations.set_aside(operation=one, reason=reason, by=request.user, at=timezone.now()), _("The entry is set aside. It stays on record with your reason."))


def decided(request: HttpRequest, pk: int, decide: Callable[[Operation], object], done: str) -> HttpResponse:
    one = get_object_or_404(Operation.objects.visible_to(request.user), pk=pk)
    try:
        decide(one)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("home:operation", pk)
    messages.success(request, done)
    return redirect("home:not_entered")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reminders(request: HttpRequest) -> HttpResponse:
    """How one is reminded: a mail each morning, a calendar of deadlines."""
    form = ReminderForm(request.POST or None, initial={"email": request.user.email, "wanted": request.user.morning_mail})
    if form.is_valid():
        try:
            access.want_morning_mail(**form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your choice is kept."))
            return redirect("home:reminders")
    return render(request, "home/reminders.html", {"form": form, "has_calendar": CalendarKey.objects.filter(user=request.user).exists()}, status=422 if form.errors else 200)


@require_POST
@login_required
def new_calendar(request: HttpRequest) -> HttpResponse:
    """A new secret address, shown once; or none any more."""
    if request.POST.get("end"):
        access.forget_calendar_key(by=request.user)
        messages.success(request, _("The address of your calendar no longer works."))
        return redirect("home:reminders")
    secret = access.make_calendar_key(by=request.user, now=timezone.now())
    url = request.build_absolute_uri(reverse("home:calendar", args=[secret]))
    return render(request, "home/calendar.html", {"address": url})


@require_safe
@login_not_required
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The deadlines of whoever the secret belongs to, for a calendar programme. No name of a person is in it."""
    owner = owner_of_calendar(secret)
    if owner is None:
        raise Http404
    with within(owner.scope("calendar")):
        content = as_calendar(deadlines(owner), request.build_absolute_uri("/"))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-store"})


@require_POST
@login_not_required
def look(request: HttpRequest) -> HttpResponse:
    before = Look.from_cookie(request.COOKIES.get(COOKIE, ""))
    chosen = before.changed(theme=request.POST.get("theme"), size=request.POST.get("size"))
    response = back(request)
    keep(response, COOKIE, chosen.as_cookie())
    return response


@require_POST
@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    response = back(request)
    wanted = request.POST.get("language", "")
    if translation.check_for_language(wanted) and wanted in dict(settings.LANGUAGES):
        keep(response, settings.LANGUAGE_COOKIE_NAME, wanted)
    return response


def keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=KEPT_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the person came from, when it is one of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if ours else "/")


@require_safe
@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every shared component in every state; only where invented people live."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "home/gallery.html", specimens.everything())


def server_error(_request: HttpRequest) -> HttpResponse:
    """A fault of ours is 500; a database out of reach is 503, which tells browsers and proxies to come back."""
    resting = isinstance(sys.exception(), OperationalError)
    response = HttpResponse(render_to_string("503.html" if resting else "500.html"), status=503 if resting else 500)
    if resting:
        response.headers["Retry-After"] = "60"
    return response
