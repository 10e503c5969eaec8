"""Papers about several members at once: the decision on the badges of a round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from coso.common.vietnamese import date as written
from coso.org.models import Unit
from coso.procedures.exports import Sheet, filled_sheet, wording
from coso.statuses.queries import Reached


def round_sheet(rows: Sequence[Reached], unit: Unit, *, on: date) -> Sheet:
    """The decision by which `unit` gives these badges on a day, the highest first."""
    people = [
        {"name": row.member.full_name, "born": written(row.member.birth_date), "admitted": written(row.member.admission_date), "branch": row.member.unit.name, "years": row.years}
        for row in rows
    ]
    counted = [{"years": years, "number": sum(row.years == years for row in rows)} for years in sorted({row.years for row in rows}, reverse=True)]
    return filled_sheet(wording("statuses/badges"), unit, {"people": people, "counted": counted, "number": len(people), "on": written(on)}, day=on)
