"""After a meeting: its minutes are settled and amended, its resolution drafted, its level decided above."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.errors import RuleBroken
from coso.documents import actions as documents
from coso.documents.actions import Content
from coso.documents.enums import DocumentType
from coso.documents.models import Document
from coso.documents.queries import first_recipient
from coso.meetings import rules
from coso.meetings.actions.ground import kept, require_in_hand
from coso.meetings.enums import Level, MeetingAct, MeetingState
from coso.meetings.models import HELD, Meeting, Minutes
from coso.meetings.queries import papers


@transaction.atomic
def settle_minutes(*, meeting: Meeting, by: Actor, now: datetime) -> Minutes:
    """Fix the minutes as they follow from what was entered; from now on nothing of the meeting changes."""
    meeting = require_in_hand(meeting, "meeting.hold", by)
    rules.check_becomes(meeting, MeetingState.SETTLED)
    made = Minutes.objects.create(
        unit=meeting.unit, meeting=meeting, number=1, text=papers.minutes_text(meeting), chair_name=papers.name_of(meeting.chair), secretary_name=papers.name_of(meeting.secretary),
        settled_at=now, settled_by_id=by.pk,
    )
    meeting.state, meeting.settled_at = MeetingState.SETTLED, now
    meeting.save(update_fields=["state", "settled_at"])
    kept(MeetingAct.SETTLED, meeting, by, day=timezone.localdate(now))
    return made


@transaction.atomic
def amend_minutes(*, meeting: Meeting, text: str, why: str, by: Actor, now: datetime) -> Minutes:
    """A new version of settled minutes, with the reason; the versions before stay."""
    meeting = require_in_hand(meeting, "meeting.hold", by, MeetingState.SETTLED)
    last = meeting.minutes.last()
    if not why.strip():
        raise RuleBroken(_("Say why the minutes are amended. Nothing was saved."))
    if last is None or last.text == text.strip():
        raise RuleBroken(_("The minutes say this already. Nothing was saved."))
    made = Minutes.objects.create(
        unit=meeting.unit, meeting=meeting, number=last.number + 1, text=text.strip(), chair_name=last.chair_name, secretary_name=last.secretary_name,
        settled_at=now, settled_by_id=by.pk, why=why.strip(),
    )
    kept(MeetingAct.AMENDED, meeting, by, day=timezone.localdate(now), reason=made.why, number=made.number)
    return made


@transaction.atomic
def draft_resolution(*, meeting: Meeting, kind: DocumentType, chaired_as: str, by: Actor, today: date) -> Document:
    """Begin the resolution or conclusion in the register of papers, with the figures of the meeting in its preamble; who chaired signs it, in their own office."""
    meeting = require_in_hand(meeting, "meeting.hold", by, *HELD)
    if meeting.resolution_id:
        raise RuleBroken(_("The resolution of this meeting is drafted already. Nothing was saved. Open it in the register of papers."))
    content = Content(papers.about(meeting), text=papers.resolution_text(meeting), signatory=papers.name_of(meeting.chair), signatory_role=papers.signed_as(meeting, chaired_as), recipients=first_recipient(meeting.unit))
    meeting.resolution = documents.draft(unit=meeting.unit, body=papers.words_of(meeting).body, kind=kind, content=content, secret=False, by=by, today=today)
    meeting.save(update_fields=["resolution"])
    kept(MeetingAct.RESOLUTION_DRAFTED, meeting, by, day=today, document=meeting.resolution.pk)
    return meeting.resolution


@transaction.atomic
def decide_level(*, meeting: Meeting, level: str, note: str, by: Actor, today: date) -> Meeting:
    """The committee directly above decides the official level; one that differs from the branch's proposal needs a reason."""
    by.require("meeting.decide", meeting.unit.parent or meeting.unit)
    meeting = require_in_hand(meeting, "meeting.decide", by, *HELD)
    rules.check_level_reason(level, meeting.self_level, note)
    meeting.official_level, meeting.official_note, meeting.official_on = Level(level), note.strip(), today
    meeting.save(update_fields=["official_level", "official_note", "official_on"])
    return kept(MeetingAct.LEVEL_DECIDED, meeting, by, day=today, reason=meeting.official_note, level=level)
