"""`coso restructure PLAN.toml`: many units changed by one decision; with --dry-run only told what would change."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import jobs, scope, vietnamese
from coso.common.actors import SYSTEM
from coso.common.errors import CosoError, RuleBroken
from coso.restructuring.actions import check_plan, decide_plan, draft_plan
from coso.restructuring.enums import PlanState
from coso.restructuring.imports import PlanFile, read_plan
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.queries import Forecast, forecast


class Command(BaseCommand):
    help = "Restructure units by a plan in TOML. Exit code 1: the rules refuse it; 2: the file cannot be read."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", type=Path, metavar="PLAN.toml")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            told, plan = self.run(options["plan"], dry=options["dry_run"])
            carried = self.carried(plan)
        except RuleBroken as problem:
            self.give_up(str(problem), 1, as_json=options["json"])
        except CosoError as problem:
            self.give_up(str(problem), 2, as_json=options["json"])
        answer = {"carried_out": carried, **told.plain()}
        self.stdout.write(json.dumps(answer, ensure_ascii=False) if options["json"] else as_words(told, carried=carried))
        if not told.ready:
            sys.exit(1)

    def run(self, path: Path, *, dry: bool) -> tuple[Forecast, RestructuringPlan | None]:
        """What changes, and the plan that was decided."""
        with scope.within(scope.everything(where="coso restructure")):
            file = read_plan(path)
            told = forecast(file.operations, file.unit, file.on)
            return told, None if dry or not told.ready else self.decided(file)

    def decided(self, file: PlanFile) -> RestructuringPlan:
        now, today = timezone.now(), timezone.localdate()
        plan = draft_plan(
            unit=file.unit, title=file.title, on=file.on, paper=file.paper, paper_date=file.paper_date, operations=file.operations, by=SYSTEM, now=now,
        )
        check_plan(plan=plan, by=SYSTEM)
        return decide_plan(plan=plan, paper=file.paper, paper_date=file.paper_date or today, by=SYSTEM, today=today, now=now)

    def carried(self, plan: RestructuringPlan | None) -> bool:
        """Whether it is done; a very large plan is long work, which is done here, or by the worker that was quicker."""
        if plan is None:
            return False
        if plan.state == PlanState.DECIDED:
            jobs.run(plan.job_id)
        with scope.within(scope.everything(where="coso restructure")):
            plan.refresh_from_db()
            if plan.state != PlanState.DONE:
                raise RuleBroken(_("The plan is decided, but not carried out to its end yet. What is done is kept. Look at “Long work” and go on from the plan's page."))
        return True

    def give_up(self, sentence: str, code: int, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"carried_out": False, "ready": False, "message": sentence}, ensure_ascii=False))
        self.stderr.write(sentence)
        sys.exit(code)


def as_words(told: Forecast, *, carried: bool) -> str:
    """The answer for a terminal."""
    lines = [_("The plan is carried out.") if carried else _("Dry run: nothing was changed.")]
    lines += [f"{place}. {said}" for place, said in enumerate(told.operations, start=1)]
    lines += [_("Operation %(place)s: %(sentence)s") % {"place": one.place, "sentence": one.sentence} for one in told.refusals]
    lines += ["\t".join([line.name, _number(line.before), "→", _number(line.after), *line.warnings]) for line in told.lines]
    totals = {"before": vietnamese.number(told.before.counts.members), "after": vietnamese.number(told.after.counts.members), "moved": vietnamese.number(told.moved)}
    lines += [_("Members before: %(before)s, after: %(after)s; %(moved)s move.") % totals, *told.warnings]
    lines += [_("To be given anew: %(role)s, %(name)s, %(unit)s") % {"role": role.role, "name": role.name, "unit": role.unit} for role in told.roles]
    return "\n".join(lines)


def _number(counts: Any) -> str:
    return vietnamese.number(counts.members) if counts else "–"
