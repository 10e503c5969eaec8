"""What a phone keeps of a member's Today to be read without network: classes 1 and 2 only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.privacy import DataClass
from coso.handbook.queries.today import Today
from coso.meetings.operations import of_notice
from coso.members.models import Member
from coso.members.tables import label_of, shown

NAME = "handbook:today"
OF_RECORD = ("full_name", "birth_date", "status", "admission_date", "official_date")
Section = dict[str, Any]


def as_pack(told: Today) -> dict[str, Any]:
    """Words only, section by section: the phone shows them and works nothing out. Notices are left out; they need the network anyway.

    at: the address in whose place the phone shows it without network.
    """
    sections = [*_meeting(told), *_tasks(told), *_dates(told), *_record(told)]
    now = timezone.localtime()
    kept = _("As it was at %(moment)s. What has changed since then is seen when there is network again.") % {"moment": f"{now:%H:%M}, {vietnamese.date(now.date())}"}
    return {"name": NAME, "at": reverse("handbook:today"), "answer": _answer(told), "title": _("Today"), "kept": kept, "back": _("On this phone"), "sections": sections}


def _answer(told: Today) -> dict[str, Any] | None:
    """What the phone needs to answer the next meeting's notice; None once it is answered. `version` is the operation's."""
    if told.meeting is None or told.meeting.said:
        return None
    of = of_notice(told.meeting.notice)
    words = {"coming": _("I am coming"), "excused": _("I can not come"), "reason": _("Reason"), "send": _("Send my answer"), "stored": _("kept on this phone, not sent yet")}
    return {"kind": of.kind, "version": of.version, "subject": of.subject, "told": of.told, "said": of.said, "words": words}


def section(title: str, lines: list[tuple[str, str]]) -> Iterator[Section]:
    if lines:
        yield {"title": title, "lines": [{"what": what, "why": why} for what, why in lines]}


def _meeting(told: Today) -> Iterator[Section]:
    if told.meeting is None:
        return
    one = told.meeting.notice
    lines = [(f"{one.at:%H:%M}, {vietnamese.long_date(one.on)}", " · ".join(filter(None, [one.place, one.theme, one.issuer])))]
    lines += [(line, "") for line in one.agenda.splitlines() if line.strip()]
    for found in section(one.get_kind_display(), lines):
        found["lines"].append({"what": _("My answer"), "why": told.meeting.said or _("Not answered yet"), "own": True})
        yield found


def _tasks(told: Today) -> Iterator[Section]:
    yield from section(_("My tasks"), [(one.title, _("Due on %(day)s") % {"day": vietnamese.date(one.due_on)}) for one in told.tasks])


def _dates(told: Today) -> Iterator[Section]:
    yield from section(_("Days that matter"), [(one.what, one.why) for one in told.dates])


def _record(told: Today) -> Iterator[Section]:
    """Never a field of class 3, whatever stands in the list above."""
    if told.record is None:
        return
    names = [name for name in OF_RECORD if Member.privacy.class_of(name) != DataClass.SENSITIVE]
    lines = [(label_of(name), str(shown(told.record, name) or "–")) for name in names]
    yield from section(_("My record"), [*lines, (_("Unit"), told.record.unit.name)])
