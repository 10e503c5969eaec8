"""What was believed when: each row knows since when it stands, and the database keeps what it said before.

A row as known at a time T is the present row if `recorded_at <= T`, else the event row with
`recorded_at <= T < pgh_created_at`. Inserts cost nothing; only changes and deletions leave an event.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models.functions import Now


class VersionedModel(models.Model):
    """A row whose earlier texts are kept by trigger. Use with `@keeps_history`."""

    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="recorded_at",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["recorded_at"]),
                func="NEW.recorded_at = now(); RETURN NEW;",
            )
        ]


def keeps_history(**options: Any) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: keep the old row, with who and where, at each update and deletion."""
    return pghistory.track(
        pghistory.UpdateEvent(row=pghistory.Old),
        pghistory.DeleteEvent(row=pghistory.Old),
        obj_field=pghistory.ObjForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, null=True, related_query_name="events"),
        **options,
    )
