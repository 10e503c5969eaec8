"""Which tasks were given in which meeting. The task itself is one of `coso/assignments`, like any other."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.assignments.models import Assignment
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.meetings.models.meeting import KEEP, STANDS, STANDS_SAID, OfMeeting, settled_stands
from coso.org.models import PlacedModel

OF_BRANCH = "meeting_task_of_branch"


class MeetingTask(OfMeeting):
    """That a task was given in a meeting, and by which operation of a phone. Where the branch ends the task goes on elsewhere; this stays."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="given_in")
    operation = models.UUIDField(null=True, blank=True, unique=True)

    row_security = RowSecurity(append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: STANDS_SAID, OF_BRANCH: _("A meeting gives tasks of its own branch only.")}

    class Meta(OfMeeting.Meta):
        ordering = ("pk",)
        triggers = [
            *PlacedModel.Meta.triggers, settled_stands(pgtrigger.Insert),
            pgtrigger.Trigger(
                name="of_branch", when=pgtrigger.Before, operation=pgtrigger.Insert,
                func=f"IF NOT EXISTS (SELECT FROM assignments_assignment a JOIN meetings_meeting m ON m.unit_id = a.unit_id WHERE a.id = NEW.assignment_id AND m.id = NEW.meeting_id AND m.unit_id = NEW.unit_id) THEN RAISE EXCEPTION '{OF_BRANCH}' USING ERRCODE = 'check_violation', CONSTRAINT = '{OF_BRANCH}'; END IF; RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.assignment_id}"
