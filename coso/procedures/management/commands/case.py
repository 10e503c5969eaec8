from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from coso.access.enums import ReadingKind
from coso.access.reading import log_reading
from coso.common.actors import SYSTEM
from coso.common.errors import CannotRun
from coso.common.scope import everything, within
from coso.procedures import queries
from coso.procedures.models import Case, CaseVote, Entry


class Command(BaseCommand):
    help = "One case: where it stands, by when, its story, papers and votes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="as it stands on the case, e.g. KN26-00012")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_args: Any, number: str, as_json: bool, **_options: Any) -> None:
        with within(everything(where="case")):
            case = Case.objects.select_related("unit", "other_unit", "acting_unit").filter(number=number).first()
            if case is None:
                raise CannotRun(_("There is no case %(number)s.") % {"number": number})
            found = told(case)
        log_reading(by=SYSTEM, kind=ReadingKind.OPENED, position=case.position, member_id=case.member_id, page=f"coso case {number}")
        self.stdout.write(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(f"{key}: {value}" for key, value in found.items()))


def told(case: Case) -> dict[str, Any]:
    return {
        "number": case.number, "procedure": case.procedure, "title": case.title, "state": case.state, "step": case.step if case.is_open else None,
        "unit": case.unit.code or case.unit.name, "other_unit": (case.other_unit.code or case.other_unit.name) if case.other_unit else None,
        "in_hands_of": (case.acting_unit.code or case.acting_unit.name) if case.is_open else None, "opened_on": day(case.opened_on), "closed_on": day(case.closed_on),
        "due_on": day(case.due_on), "due_rule": case.due_rule or None, "outcome": case.outcome,
        "steps": [{"key": step.key, "state": queries.state_of(case, step), **case.facts.get(step.key, {})} for step in case.declared.steps],
        "entries": [entry_told(row) for row in Entry.objects.filter(case=case)],
        "papers": [{"key": row.key, "title": row.title, "way": row.way, "number": row.number, "dated": day(row.dated)} for row in queries.papers_of(case, SYSTEM)],
        "votes": [vote_told(row) for row in CaseVote.objects.filter(case=case, void=False)],
    }


def entry_told(row: Entry) -> dict[str, Any]:
    return {"kind": row.kind, "step": row.step, "on": day(row.on), "at": row.at.isoformat(), "by": row.by_id, "on_behalf_of": row.on_behalf_of, "note": row.note, "rules": row.rules}


def vote_told(row: CaseVote) -> dict[str, Any]:
    names = ("way", "base", "left_out", "present", "issued", "returned", "invalid", "in_favour", "against", "abstained", "share", "needed", "passed", "rule")
    return {"step": row.step, "on": day(row.on), **{name: getattr(row, name) for name in names}}


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None
