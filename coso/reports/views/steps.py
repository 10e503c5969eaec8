"""A report's way as its page shows it: what is done, by whom and when, and what the reader may do now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coso.common.models import Act
from coso.common.vietnamese import date as written
from coso.reports.enums import ReportAct, State
from coso.reports.models import UnitReport

IN_HAND = {State.DRAFT: 0, State.RETURNED: 0, State.CHECKED: 1, State.FROZEN: 2, State.SIGNED: 3, State.SENT: 4, State.ACCEPTED: 5}
DONE_BY = [ReportAct.CHECKED, ReportAct.FROZEN, ReportAct.SIGNED, ReportAct.SENT, ReportAct.ACCEPTED]


@dataclass(frozen=True)
class Step:
    """state: done, now, ahead. who: who did it, or who is waited for. acts: what the reader may do, named as in the page."""

    what: str
    state: str
    who: str
    when: str
    acts: tuple[str, ...] = ()


def steps_of(work: UnitReport, user: Any, acts: Iterable[Act]) -> list[Step]:
    """The steps in their order; a unit without a superior sends nothing up. acts: the latest first."""
    latest: dict[str, Act] = {}
    for act in acts:
        latest.setdefault(act.kind, act)
    at = IN_HAND[State(work.state)]
    steps = [(_("Written and checked"), _("The unit's office")), (_("Settle"), _("The unit's office")), (_("Sign off"), _("The secretary or the standing committee"))]
    if work.unit.parent:
        steps += [(_("Send up"), _("The unit's office")), (_("Taken in by the unit above"), work.unit.parent.name)]
    return [_step(place, what, waits, at, latest.get(DONE_BY[place]), _allowed(work, user) if place == at else ()) for place, (what, waits) in enumerate(steps)]


def _step(place: int, what: str, waits: str, at: int, act: Act | None, acts: tuple[str, ...]) -> Step:
    if place < at:
        return Step(what, "done", str(act.by or "") if act else "", written(act.at.date()) if act else "")
    return Step(what, "now" if place == at else "ahead", waits, "", acts)


def _allowed(work: UnitReport, user: Any) -> tuple[str, ...]:
    writes = user.allowed("report.freeze", work.unit)
    answers = work.unit.parent is not None and user.allowed("report.freeze", work.unit.parent)
    may: dict[str, tuple[tuple[str, bool], ...]] = {
        State.DRAFT: (("check", writes),), State.RETURNED: (("check", writes),), State.CHECKED: (("settle", writes), ("reopen", writes)),
        State.FROZEN: (("sign", user.allowed("report.sign", work.unit)), ("reopen", writes)), State.SIGNED: (("send", writes),),
        State.SENT: (("accept", answers), ("return", answers)), State.ACCEPTED: (),
    }
    return tuple(name for name, right in may[work.state] if right)
