"""A unit drafts a survey, a second person releases it, and it can be ended before its day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.access.queries import units_to_choose
from coso.common import exports
from coso.common.addresses import key_in
from coso.common.performing import NothingForm, done_or_said, perform
from coso.surveys import actions, forms, queries
from coso.surveys.enums import SurveyState
from coso.surveys.models import Survey, SurveyQuestion
from coso.surveys.tables import survey_table

form_page = require_http_methods(["GET", "HEAD", "POST"])
STATES = {SurveyState.DRAFT: "", SurveyState.IN_REVIEW: "warn", SurveyState.RELEASED: "info", SurveyState.OPEN: "info", SurveyState.ENDED: "good"}
USUAL = timedelta(days=14)


@dataclass(frozen=True)
class Act:
    """What can be done with a survey: its verb, in which state, and what it means. second: not by who wrote on it."""

    slug: str
    label: str | Promise
    state: SurveyState
    do: Callable[..., Any]
    done: str | Promise
    note: str | Promise = ""
    form: type[Any] = NothingForm
    second: bool = False


ACTS = {
    act.slug: act
    for act in [
        Act("gui", gettext_lazy("Hand to a second person"), SurveyState.DRAFT, lambda one, _told, by, now: actions.submit(survey=one, by=by, today=timezone.localdate(now)), gettext_lazy("The survey waits for a second person."), gettext_lazy("Somebody else reads it and releases it, or hands it back. Until then nothing in it changes.")),
        Act("cong-bo", pgettext_lazy("survey", "Release"), SurveyState.IN_REVIEW, lambda one, _told, by, now: actions.release(survey=one, by=by, today=timezone.localdate(now)), gettext_lazy("The survey is released."), gettext_lazy("It opens on its first day, and those asked are told. From then on nothing in it changes; it can only be ended early."), second=True),
        Act("tra-lai", gettext_lazy("Hand back"), SurveyState.IN_REVIEW, lambda one, told, by, _now: actions.hand_back(survey=one, reason=told["reason"], by=by), gettext_lazy("The survey is with its author again."), form=forms.ReasonForm),
        Act("dung", pgettext_lazy("survey", "End it early"), SurveyState.OPEN, lambda one, told, by, now: actions.end_early(survey=one, reason=told["reason"], by=by, now=now), gettext_lazy("The survey has ended."), gettext_lazy("What was answered so far is counted, and no answer is taken any more. Those asked read the reason."), form=forms.ReasonForm),
    ]
}


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every survey of the units one prepares papers for."""
    request.user.require_anywhere("survey.manage")
    table = survey_table(request, Survey.objects.visible_to(request.user))
    if table.export_kind:
        return exports.response(table.export_kind, "khao-sat", table.export_columns, table.ordered, title=_("Surveys"))
    return render(request, "surveys/list.html", {"title": _("Surveys"), "table": table})


def find(request: HttpRequest, pk: int) -> Survey:
    found: Survey = get_object_or_404(Survey.objects.visible_to(request.user).select_related("unit", "released_by", "ballot"), pk=pk)
    return found


def find_question(request: HttpRequest, pk: int) -> SurveyQuestion:
    found: SurveyQuestion = get_object_or_404(SurveyQuestion.objects.filter(survey__in=Survey.objects.visible_to(request.user)).select_related("survey__unit"), pk=pk)
    return found


@require_safe
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    found, user = find(request, pk), request.user
    acts = [(one, reverse("surveys:act", args=[found.pk, one.slug])) for one in ACTS.values() if found.state == one.state and not (one.second and user.pk in found.writers)]
    told = {
        "survey": found, "title": found.title, "state": STATES[SurveyState(found.state)], "acts": acts, "questions": list(found.questions.all()), "draft": found.state == SurveyState.DRAFT,
        "wrote": found.state == SurveyState.IN_REVIEW and user.pk in found.writers, "progress": queries.progress(found) if found.state == SurveyState.OPEN else None,
        "desk": not found.anonymous and queries.at_desk(found, user), "may_enter": not found.anonymous and found.takes_answers(timezone.localdate()) and queries.members_to_enter_for(user, found).exists(),
    }
    return render(request, "surveys/survey.html", told)


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """For a unit of the reader's; the very own one to begin with."""
    request.user.require_anywhere("survey.manage")
    day = timezone.localdate()
    units = units_to_choose("survey.manage", request.user, day)
    key = key_in(request.GET.get("unit"))
    unit = get_object_or_404(units, pk=key) if key else units.first()
    if unit is None:
        raise Http404
    held = [desk for desk, place in request.user.desks if place == unit.position]
    form = forms.SurveyForm(request.POST or None, unit=unit, initial={"from_day": day, "until": day + USUAL, "publish": True, "reach": "below", "desk": held[0] if held else None})
    return perform(
        request, form, lambda _told: actions.write(unit=unit, content=form.content(), by=request.user, today=day), done=_("The draft is kept. Nobody else reads it yet. Now add its questions."),
        to=Survey.get_absolute_url, template="surveys/new.html", title=_("New survey"), lead=unit.name, act=_("Keep the draft"), back=reverse("surveys:list"), others=list(units.exclude(pk=unit.pk)[:12]),
    )


@form_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    form = forms.SurveyForm(request.POST or None, unit=found.unit, initial=forms.SurveyForm.initial_of(found))
    return perform(
        request, form, lambda _told: actions.change(survey=found, content=form.content(), by=request.user, today=timezone.localdate()), done=_("The draft is kept. Nobody else reads it yet."),
        to=Survey.get_absolute_url, template="surveys/form.html", title=_("Change the survey"), lead=found.unit.name, act=_("Keep the draft"), back=found.get_absolute_url(),
    )


@form_page
def add_question(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    form = forms.QuestionForm(request.POST or None)
    return perform(
        request, form, lambda _told: actions.add_question(survey=found, by=request.user, **form.told()), done=_("The question is added."),
        to=reverse("surveys:add_question", args=[found.pk]) if "again" in request.POST else found.get_absolute_url(), template="surveys/form.html", title=_("Add a question"), lead=found.title, act=_("Keep the question"), again=_("Keep it and add another"), back=found.get_absolute_url(),
    )


@form_page
def question(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_question(request, pk)
    form = forms.QuestionForm(request.POST or None, initial=forms.QuestionForm.initial_of(found))
    back = found.survey.get_absolute_url()
    return perform(
        request, form, lambda _told: actions.change_question(question=found, by=request.user, **form.told()), done=_("The question is changed."),
        to=back, template="surveys/form.html", title=_("Change the question"), lead=found.survey.title, act=_("Keep the question"), back=back,
    )


@require_POST
def remove_question(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_question(request, pk)
    return done_or_said(request, NothingForm(request.POST), lambda _told: actions.remove_question(question=found, by=request.user), said=_("The question is taken out."), to=found.survey.get_absolute_url())


@form_page
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The form of one act, and the act."""
    found, chosen = find(request, pk), ACTS.get(verb)
    if chosen is None:
        raise Http404
    form = chosen.form(request.POST if request.method == "POST" else None)
    return perform(
        request, form, lambda told: chosen.do(found, told, request.user, timezone.now()), done=str(chosen.done), to=found.get_absolute_url(),
        template="surveys/form.html", title=chosen.label, lead=found.title, note=chosen.note, act=chosen.label, back=found.get_absolute_url(),
    )
