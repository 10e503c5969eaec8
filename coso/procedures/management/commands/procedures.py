from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from coso.procedures.declarations import PROCEDURES, Deadline, Procedure, Step


class Command(BaseCommand):
    help = "The procedures this installation knows: their steps, who does them, their papers, votes and deadlines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_args: Any, as_json: bool, **_options: Any) -> None:
        known = [told(one) for one in PROCEDURES.values()]
        if as_json:
            self.stdout.write(json.dumps({"rows": known}, ensure_ascii=False))
            return
        for one in known:
            self.stdout.write(f"{one['key']}: {one['title']}")
            for number, step in enumerate(one["steps"], 1):
                self.stdout.write(f"  {number}. {step['key']}: {step['title']} ({step['permission']}, {step['level']})")


def told(procedure: Procedure) -> dict[str, Any]:
    return {
        "key": procedure.key, "title": str(procedure.title), "prefix": procedure.prefix, "opens": str(procedure.opens),
        "about_member": procedure.about_member, "keeps_rules": procedure.keeps_rules, "steps": [step_told(step) for step in procedure.steps],
    }


def step_told(step: Step) -> dict[str, Any]:
    return {
        "key": step.key, "title": str(step.title), "permission": str(step.permission), "level": str(step.level.value),
        "papers": [{"key": paper.key, "title": str(paper.title), "form_code": paper.form_code, "needed": paper.needed} for paper in step.papers],
        "vote": {"share": step.vote.share, "board": str(step.vote.board.value)} if step.vote else None,
        "deadline": deadline_told(step.deadline) if step.deadline else None, "rules": list(step.keys_of_rules),
    }


def deadline_told(deadline: Deadline) -> dict[str, str]:
    """A count that starts on a day worked out from the case is told as `case`."""
    return {"rule": deadline.rule, "since": deadline.since if isinstance(deadline.since, str) else "case"}
