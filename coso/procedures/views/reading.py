"""Lists, boards, statistics, and the page of one case."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.access.middleware import about_oneself
from coso.ballots.queries import standing
from coso.common import exports
from coso.members.models import Member
from coso.procedures import forms, queries, rules
from coso.procedures.declarations import PROCEDURES, Procedure, Step
from coso.procedures.enums import Board
from coso.procedures.exports.answers import in_words
from coso.procedures.models import Case
from coso.procedures.tables import case_table
from coso.procedures.views.ground import (
    find,
    lines_in_words,
    log_opening,
    log_taking,
    may_do,
    today,
)


def declared(key: str) -> Procedure:
    if key not in PROCEDURES:
        raise Http404
    return PROCEDURES[key]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("case.view")
    table = case_table(request, Case.objects.visible_to(request.user), today())
    if table.export_kind:
        log_taking(request, table)
        return exports.response(table.export_kind, _("Cases"), table.export_columns, table.ordered)
    shown = {"table": table, "kinds": list(PROCEDURES.values()), "may_open": [one for one in queries.kinds_open_to(request.user) if not one.about_member]}
    return render(request, "procedures/list.html", shown)


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Branches whose name or code holds what is typed in a unit picker, the whole tree over."""
    name, text = next(iter(request.GET.items()), ("unit", ""))
    return render(request, "procedures/units_found.html", {"name": name, "found": forms.branches_found(text), "text": text})


@require_safe
def board(request: HttpRequest, key: str) -> HttpResponse:
    request.user.require_anywhere("case.view")
    procedure = declared(key)
    piles = queries.board(procedure, Case.objects.visible_to(request.user), today())
    shown = {"procedure": procedure, "busy": [one for one in piles if one.number], "idle": [one for one in piles if not one.number], "day": today(), "kinds": list(PROCEDURES.values()), "may_open": request.user.anywhere(procedure.opens) and not procedure.about_member}
    return render(request, "procedures/board.html", shown)


@require_safe
def statistics(request: HttpRequest, key: str) -> HttpResponse:
    request.user.require_anywhere("case.view")
    procedure = declared(key)
    rows = queries.statistics(procedure, Case.objects.visible_to(request.user), today())
    return render(request, "procedures/statistics.html", {"procedure": procedure, "rows": rows, "totals": queries.totals(procedure, Case.objects.visible_to(request.user), today())})


@about_oneself
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    found = find(request, number)
    log_opening(request, found)
    return render(request, "procedures/case.html", page_of(request, found))


def page_of(request: HttpRequest, case: Case, sent: dict[str, Any] | None = None) -> dict[str, Any]:
    """Everything the page of a case shows; `sent` are the forms of the step in hand when they came back with faults."""
    user, day = request.user, today()
    mine = may_do(user, case)
    opens = user.allowed(case.declared.opens, case.unit)
    return {
        "case": case, "day": day, "lines": lines_in_words(case, user), "late": bool(case.is_open and case.due_on and case.due_on < day),
        "opened": in_words(case.declared, case.facts.get("opened", {})), "facts": case.declared.facts(case) if case.declared.facts else [],
        "subject": subject_of(case, user),
        "deciding": queries.deciding(case, day), "may_do": mine, "may_add": mine or opens, "may_cancel": opens and case.is_open and not rules.wrote(case), "may_refuse": mine and not rules.wrote(case), "hand_back_to": queries.steps_to_hand_back(case) if mine else [],
        "may_reopen": may_reopen(user, case), "story": queries.story(case, user), **(sent or (forms_of(request, case) if mine else {})),
    }


def subject_of(case: Case, user: Any) -> str:
    """The address of what the case is about, where the reader may go; the other side sees no record before the arrival."""
    if case.declared.subject:
        return case.declared.subject(case)
    member = Member.objects.visible_to(user).filter(pk=case.member_id).first()
    return member.get_absolute_url() if member else ""


def may_reopen(user: Any, case: Case) -> bool:
    step = case.declared.by_key.get(case.step)
    return bool(case.state in {"refused", "cancelled"} and step and user.allowed(step.permission, case.acting_unit))


def forms_of(request: HttpRequest, case: Case, data: Any = None) -> dict[str, Any]:
    """The forms of the step in hand: the common part, the step's own, the vote."""
    step = case.now
    if step is None:
        raise Http404
    day = today()
    lacking = queries.lacking(case, request.user)
    found: dict[str, Any] = {"form": forms.StepForm(data, case=case, step=step, today=day, missing=lacking)}
    if step.form:
        found["told"] = step.form(data, case=case, user=request.user)
    if step.vote:
        found |= vote_of(case, step, data, day)
    return found


def vote_of(case: Case, step: Step, data: Any, day: date) -> dict[str, Any]:
    """How the vote of a step is taken: by the ballot opened for it, else in numbers typed."""
    ballot = standing(queries.subject_of_ballot(case, step))
    if ballot:
        return {"ballot": ballot}
    base = queries.voting_base(case.unit, day)
    return {"vote": forms.VoteForm(data, step=step, exempt=base.exempt), "base": base, "may_open_ballot": step.vote is not None and step.vote.board == Board.OFFICIAL_MEMBERS}
