"""What a survey found, once it has ended: sums for those to whom they were promised, names and texts for its office."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.access.middleware import about_oneself
from coso.common import exports
from coso.common.addresses import key_in
from coso.common.errors import NotAllowed
from coso.figures.exports import Bar, bars
from coso.surveys import queries
from coso.surveys.enums import SurveyState
from coso.surveys.models import Survey
from coso.surveys.queries import Found
from coso.surveys.tables import lines_of, reply_table, result_columns, share_of

FILES = ("xlsx", "csv")


@about_oneself
@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    survey = get_object_or_404(Survey.objects.select_related("unit"), pk=pk)
    voter = queries.own_voter(survey, request.user)
    if not (voter or request.user.allowed("survey.manage", survey.unit)):
        raise Http404
    if not queries.may_read_sums(survey, request.user, voter):
        raise NotAllowed(_("This survey did not promise its results to those asked. They are read by the unit that asked."))
    found = queries.results(survey, request.user) if survey.state == SurveyState.ENDED and survey.shown else []
    if found and (kind := request.GET.get("export")) in FILES:
        return exports.response(kind, f"khao-sat-{survey.pk}", result_columns(), lines_of(found), title=survey.title, notes=[head_of(survey)])
    return render(request, "surveys/results.html", shown(request, survey, found) | {"voter": voter})


def head_of(survey: Survey) -> str:
    return _("%(unit)s. %(kind)s. Asked: %(asked)s, answered: %(answered)s.") % {"unit": survey.unit.name, "kind": survey.get_kind_display(), "asked": survey.asked, "answered": survey.answered}


def shown(request: HttpRequest, survey: Survey, found: list[Found]) -> dict[str, Any]:
    manages = request.user.allowed("survey.manage", survey.unit)
    units = list(survey.turnouts.select_related("unit").order_by("unit__position")) if manages else []
    turnouts = [(one, share_of(one)) for one in units if one.asked is not None]
    return {
        "survey": survey, "title": survey.title, "ended": survey.state == SurveyState.ENDED, "manages": manages, "turnouts": turnouts if len(units) > 1 else [], "too_few": len(units) - len(turnouts),
        "share": 100 * (survey.answered or 0) / survey.asked if survey.asked else None, "files": [(kind, f"?export={kind}") for kind in FILES] if found else [],
        "drawn": [(one, bars([Bar(choice.label, choice.number) for choice in one.choices]), linked(request, survey, one)) for one in found],
        "replies": not survey.anonymous and queries.at_desk(survey, request.user),
    }


def linked(request: HttpRequest, survey: Survey, one: Found) -> list[tuple[queries.Choice, str]]:
    """Each number with the way to its records, which only a survey by name has, and only its office may open."""
    opens = not survey.anonymous and queries.at_desk(survey, request.user)
    page = reverse("surveys:replies", args=[survey.pk])
    return [(choice, f"{page}?cau={one.question.pk}&chon={choice.option}" if opens and choice.number else "") for choice in one.choices]


@require_safe
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """What was answered by name: for the office the survey names, and nobody above it; after its end, since till then members may change it."""
    survey = get_object_or_404(Survey.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if survey.anonymous or not queries.at_desk(survey, request.user):
        raise NotAllowed(_("Answers by name are read by the office that the survey names, and by nobody else."))
    if survey.state != SurveyState.ENDED:
        raise NotAllowed(_("Until the survey ends its members may change what they answered. Answers are read after that."))
    questions = list(survey.questions.all())
    asked = next((one for one in questions if one.pk == key_in(request.GET.get("cau"))), None)
    option = key_in(request.GET.get("chon"))
    rows = queries.answered_so(survey, request.user, asked, option) if asked and option is not None else survey.replies.visible_to(request.user)
    table = reply_table(request, rows, questions)
    if table.export_kind:
        return exports.response(table.export_kind, f"khao-sat-{survey.pk}-tra-loi", table.export_columns, table.ordered, title=survey.title)
    narrowed = f"{asked.text} – {asked.options[option]}" if asked and option is not None and option < len(asked.options) else ""
    return render(request, "surveys/replies.html", {"survey": survey, "title": survey.title, "table": table, "narrowed": narrowed})
