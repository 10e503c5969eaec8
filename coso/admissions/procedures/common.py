"""What the procedures of this app share."""

from __future__ import annotations

from datetime import date
from typing import Any

from coso.admissions import rules
from coso.admissions.enums import Power

PREPARE, DECIDE = "admission.prepare", "admission.decide"


def decides_itself(case: Any) -> bool:
    return case.facts.get("committee", {}).get("power") != Power.SUPERIOR


def superior_decides(case: Any) -> bool:
    return not decides_itself(case)


def not_before(case: Any, on: date, *steps: str) -> None:
    """The day lies before none of these steps."""
    for key in steps:
        rules.check_not_before(on, case.told_day(key), case.declared.by_key[key].title)
