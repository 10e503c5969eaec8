"""Figures released to everybody; and the store of counts, from which the nation is read without going over all its members (docs/adr/0027)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coso.access.models import User
from coso.access.roles import Permission
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.org.models import Unit

RELEASED = "released_figure_stands"


class ReleasedQuerySet(models.QuerySet):
    def open_to_everybody(self) -> Self:
        return self.filter(taken_back_at=None)

    def visible_to(self, user: Any) -> Self:
        """Those of the units whose figures the user may see, also what was taken back."""
        found = Q(pk__in=[])
        for lo, hi in user.intervals(Permission.FIGURE_VIEW):
            found |= Q(unit__position__gte=lo, unit__position__lt=hi)
        return self.filter(found)


# Units are named without a foreign key: checking one waits for whoever holds the unit, who may wait for the store.
COUNTS = Privacy(default=DataClass.SENSITIVE, retention="as long as the records counted; made anew from them at any time", export=False)


class ReleasedFigure(models.Model):
    """A unit's number as it was released to everybody: what was counted, of which day, as known when. It never changes; it can be taken back.

    value: a share in per cent; places: decimals it is printed with. since: the first day, for what is counted over a period.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="released_figures")
    key = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    definition = models.TextField()
    measure = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=20, decimal_places=2)
    places = models.PositiveSmallIntegerField(default=0)
    since = models.DateField(null=True)
    on = models.DateField()
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    objects = ReleasedQuerySet.as_manager()
    row_security = NotPersonal("sums of many, released on purpose; small numbers of people are refused")
    held_by_trigger: ClassVar[dict[str, Any]] = {RELEASED: _("A released figure does not change. Nothing was saved. Take it back and release it anew.")}

    class Meta:
        ordering = ("-on", "name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["unit", "key", "on", "since"], nulls_distinct=False, condition=Q(taken_back_at=None), name="released_once", violation_error_message=_("This figure of this day is released already. Take it back first.")),
        ]
        triggers = [pgtrigger.Trigger(
            name="stands", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete,
            func=f"""IF TG_OP = 'UPDATE' AND OLD.taken_back_at IS NULL AND to_jsonb(NEW) - 'taken_back_at' = to_jsonb(OLD) - 'taken_back_at' THEN RETURN NEW; END IF;
                RAISE EXCEPTION '{RELEASED}' USING ERRCODE = 'check_violation', CONSTRAINT = '{RELEASED}';""",
        )]

    def __str__(self) -> str:
        return f"{self.key} {self.unit_id} {self.on}"


class StoreRun(models.Model):
    """One making of the whole store. until: the last day the store answers; finished_at is empty while it goes on."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    until = models.DateField()

    row_security = NotPersonal("times only")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class StoredGroup(models.Model):
    """Units that have stood below the same places on the same days and stand together today, counted as one.

    wide: the sum of several such groups, which have stood below the same units right below the top of the tree; kept by month.
    whole: the wide group a group is summed up in; none while it waits for that.
    """

    built_at = models.DateTimeField()
    wide = models.BooleanField(db_default=False)
    whole = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="parts")

    row_security = NotPersonal("organisations only")

    class Meta:
        indexes = [models.Index(fields=["wide"], condition=Q(whole=None), name="stored_group_apart")]

    def __str__(self) -> str:
        return f"group {self.pk}"


class StoredUnit(models.Model):
    """In which group a unit is counted; in none when its counts stand by themselves as late ones.

    upper: it stood above the grass-roots level when it was counted; only of such units does the store tell what is right below.
    """

    unit = models.OneToOneField(Unit, primary_key=True, db_constraint=False, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(StoredGroup, null=True, on_delete=models.SET_NULL, related_name="units")
    upper = models.BooleanField()
    built_at = models.DateTimeField()

    row_security = NotPersonal("organisations only")

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.group_id}"


class StoredPlace(models.Model):
    """The unit at commune level that stood above a group over a period; above a wide one, that right below the top of the tree."""

    group = models.ForeignKey(StoredGroup, on_delete=models.CASCADE, related_name="places")
    unit = models.ForeignKey(Unit, db_constraint=False, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    row_security = NotPersonal("organisations only")

    def __str__(self) -> str:
        return f"{self.group_id} under {self.unit_id}"


class StoredCount(models.Model):
    """A group's counts over a quarter, a wide one's over a month: what stood on its first day (day 0), and what each day changed (1, 2, …).

    days, cells, counts: three lists of equal length. The count of a cell on day d is the sum of its counts up to d.
    """

    group = models.ForeignKey(StoredGroup, db_constraint=False, db_index=False, on_delete=models.CASCADE, related_name="counts")
    position = models.BigIntegerField(db_index=True)
    starts_on = models.DateField()
    days = ArrayField(models.SmallIntegerField())
    cells = ArrayField(models.SmallIntegerField())
    counts = ArrayField(models.IntegerField())

    row_security = RowSecurity()
    privacy = COUNTS

    class Meta:
        indexes = [
            models.Index(fields=["starts_on", "position"], name="stored_count_read"), models.Index(fields=["group", "starts_on"], name="stored_count_of_group"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} from {self.starts_on}"


class LateCount(models.Model):
    """What a write has changed since its unit was last counted into the store: added to every answer from `day` on.

    Written by trigger with the row itself. settled: not late, but kept by unit since it fits no group.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    position = models.BigIntegerField(db_index=True)
    day = models.DateField()
    cell = models.SmallIntegerField()
    n = models.IntegerField()
    settled = models.BooleanField(db_default=False)

    row_security = RowSecurity()
    privacy = COUNTS

    class Meta:
        indexes = [models.Index(fields=["unit"], condition=Q(settled=False), name="late_count_open")]

    def __str__(self) -> str:
        return f"{self.n:+d} in {self.unit_id} from {self.day}"


class StoreMark(models.Model):
    """A unit whose stored counts can't be trusted until they are made anew: put under another superior, or found to differ.

    wide: it stands above the grass-roots level and was put elsewhere, so that only the sums of several groups do not hold.
    """

    unit = models.ForeignKey(Unit, db_constraint=False, on_delete=models.PROTECT, related_name="+")
    wide = models.BooleanField(db_default=False)

    row_security = NotPersonal("organisations only")

    def __str__(self) -> str:
        return str(self.unit_id)
