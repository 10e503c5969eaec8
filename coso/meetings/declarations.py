"""The items of the score frame, and which agenda a branch begins with (domain/meetings.md §3 and §5)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from coso.meetings.enums import OF_MEMBERS, ItemKind, MeetingKind
from coso.org.enums import Sector
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit

FRAME = (
    "meeting.score.1_time", "meeting.score.2_attendance", "meeting.score.3_1_content_prepared", "meeting.score.3_2_preparation_steps", "meeting.score.4_1_procedure",
    "meeting.score.4_2_content", "meeting.score.4_3_chairing", "meeting.score.5_democratic_centralism", "meeting.score.6_previous_resolution", "meeting.score.7_closing",
)
# The item under which a province's or commune's own steps of points are shown, where it has settled some (domain/meetings.md §5).
LOCAL_STEPS = {
    "meeting.score.1_time": "meeting.local.duration_points", "meeting.score.2_attendance": "meeting.local.attendance_points",
    "meeting.score.3_2_preparation_steps": "meeting.local.upload_before_points", "meeting.score.4_2_content": "meeting.local.speakers_points",
    "meeting.score.6_previous_resolution": "meeting.local.previous_resolution_points", "meeting.score.7_closing": "meeting.local.upload_after_points",
}
AGENDAS = Path(__file__).resolve().parent / "papers" / "agenda.toml"
# Which list of contents a sector has; sectors not named have that of residential areas.
LIST_OF = {
    Sector.ADMINISTRATIVE_AGENCY: "agency", Sector.PUBLIC_SERVICE_UNIT: "public_service", Sector.SCHOOL: "public_service", Sector.HEALTH_STATION: "public_service",
    Sector.STATE_ENTERPRISE: "enterprise", Sector.NON_STATE_ENTERPRISE: "enterprise", Sector.FOREIGN_INVESTED_ENTERPRISE: "enterprise", Sector.CO_OPERATIVE: "enterprise",
    Sector.ARMY: "armed_forces", Sector.POLICE: "armed_forces", Sector.BORDER_GUARD: "armed_forces",
}
RESIDENTIAL = "residential"


def _titles(meeting_kind: str, unit: Unit) -> dict[str, str]:
    if meeting_kind in OF_MEMBERS:
        return _agendas()["common"] | _agendas()[LIST_OF.get(Sector(unit.sector), RESIDENTIAL) if unit.sector else RESIDENTIAL]
    return _agendas()["branch_committee" if meeting_kind == MeetingKind.COMMITTEE and unit.kind in BRANCH_KINDS else str(meeting_kind)]


@cache
def _agendas() -> dict[str, dict[str, str]]:
    return tomllib.loads(AGENDAS.read_text(encoding="utf-8"))


def first_agenda(meeting_kind: str, unit: Unit, theme: str) -> list[tuple[ItemKind, str]]:
    """Kind and title of each item that the agenda of such a meeting of the unit begins with; a theme of a branch is discussed after the usual matter."""
    titles = _titles(meeting_kind, unit)
    found = [(kind, titles[kind]) for kind in ItemKind if kind in titles]
    at = [kind for kind, _title in found].index(ItemKind.DISCUSSION) + 1
    return [*found[:at], *([(ItemKind.DISCUSSION, f"{_agendas()['thematic']['discussion']}: {theme}")] if theme else []), *found[at:]]
