"""A report's text written on screen, with its preview beside it."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coso.common.errors import NoConfirmedRule, RuleBroken
from coso.figures.queries import by_subject
from coso.org.models import Unit
from coso.reports.actions import keep_template
from coso.reports.enums import Period
from coso.reports.exports.paper import blocks_of
from coso.reports.forms import TemplateForm
from coso.reports.models import ReportTemplate
from coso.reports.queries import REPORTS, Report, TextRefused, Wording, build, sees_people

PREVIEW_SECONDS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """`key` in the address names the template that is changed, or the report a new one begins from."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    request.user.require("report.freeze", unit)
    key = request.GET.get("key", "")
    own = ReportTemplate.objects.filter(unit=unit, key=key).order_by("-version").first()
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=_first(own, key))
    shown = {"title": _("Template of a report"), "unit": unit, "form": form, "own": own, "pieces": _pieces(), "faults": [], "paper": []}
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            if "keep" in request.POST:
                kept = keep_template(unit=unit, on=timezone.localdate(), by=request.user, key=own.key if own else "", **told)
                messages.success(request, _("Version %(version)s is kept. Reports begun from now on use it.") % {"version": kept.version})
                return redirect("reports:report", unit.pk, kept.key)
            shown["paper"] = _preview(unit, told, request.user)
        except TextRefused as problem:
            shown["faults"] = problem.faults
        except (RuleBroken, NoConfirmedRule) as problem:
            form.add_error(None, str(problem))
    return render(request, "reports/template.html", shown, status=422 if shown["faults"] or form.errors else 200)


def _first(own: ReportTemplate | None, key: str) -> dict[str, Any]:
    """What stands in an untouched form: the template itself, or the text of the report or of a template above to begin from."""
    from_above = ReportTemplate.objects.filter(key=key).order_by("-version").first()
    if own:
        return {"name": own.name, "period": own.period, "text": own.text, "seen": own.version}
    begun: Report | ReportTemplate | None = REPORTS.get(key) or from_above
    return {"name": "", "period": begun.period if begun else Period.YEAR, "text": begun.text if begun else "", "seen": 0}


def _preview(unit: Unit, told: dict[str, Any], reader: Any) -> list[dict[str, Any]]:
    """The text filled in for today, given up after PREVIEW_SECONDS."""
    report = Report(key="preview", name=told["name"], text=told["text"], period=Period(told["period"]))
    built = build(report, unit, timezone.localdate(), by=reader, now=timezone.now(), wording=Wording(deadline=time.monotonic() + PREVIEW_SECONDS))
    return list(blocks_of(built, people=sees_people(unit, reader)))


def _pieces() -> dict[str, Any]:
    """What can be put into a text with one press, in the reader's words."""
    return {
        "write": _('{{ write("name of the part", "What is to be written here.") }}'), "missing": _('{{ not_measured("What is not measured") }}'),
        "targets": _('{{ targets("Targets given to the unit") }}'),
        "names": [(_("Name of the unit"), "{{ unit }}"), (_("The report's day"), "{{ day }}"), (_("First day of the period"), "{{ start }}"), (_("Year"), "{{ year }}")],
        "subjects": [(subject.label, [{"name": one.name, "pieces": _pieces_of(one)} for one in indicators]) for subject, indicators in by_subject()],
    }


def _pieces_of(one: Any) -> list[tuple[str, str]]:
    return [
        (_("Number"), f'{{{{ figure("{one.key}") }}}}'), (_("A year before"), f'{{{{ before("{one.key}") }}}}'), (_("Change"), f'{{{{ change("{one.key}") }}}}'),
        (_("Table"), f'{{{{ table("{one.name}", "{one.key}") }}}}'), (_("By unit below"), f'{{{{ units("{one.name}", "{one.key}") }}}}'),
    ]
