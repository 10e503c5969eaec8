"""What was believed when: each row knows since when it stands, and the database keeps what it said before.

A row as known at a time T is the present row if `recorded_at <= T`, else the event row with
`recorded_at <= T < pgh_created_at`. Inserts cost nothing; only changes and deletions leave an event.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models.functions import Now

from coso.common.row_security import NotPersonal


class AnyWrittenChange(pgtrigger.AnyChange):
    """Any change of what is written: before an update PostgreSQL has not yet computed generated columns."""

    def resolve(self, model: type[models.Model]) -> str:
        computed = [field.name for field in model._meta.fields if field.generated]  # noqa: SLF001 Django's public _meta
        return str(pgtrigger.AnyChange(exclude=[*self.exclude, *computed]).resolve(model))


class VersionedModel(models.Model):
    """A row whose earlier texts are kept by trigger. Use with `@keeps_history`."""

    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    pgh_event_model: ClassVar[Any]  # made by `keeps_history`

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="recorded_at",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=AnyWrittenChange(exclude=["recorded_at"]),
                func="NEW.recorded_at = now(); RETURN NEW;",
            )
        ]


class KnownModel(models.Model):
    """Rows as they were known at `coso.known_at`: a view over the present rows and the history, read by figures.

    The view reads with the rights of who asks, so the walls of the tables under it hold.
    """

    row_security = NotPersonal("a view; row-level security of the tables under it binds its reader")

    class Meta:
        abstract = True
        managed = False


def keeps_history(**options: Any) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: keep the old row, with who and where, at each update and deletion."""
    tracks: Callable[[type[models.Model]], type[models.Model]] = pghistory.track(
        pghistory.UpdateEvent(row=pghistory.Old),
        pghistory.DeleteEvent(row=pghistory.Old),
        obj_field=pghistory.ObjForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, null=True, related_query_name="events"),
        **options,
    )
    return tracks
