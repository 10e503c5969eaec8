"""Where a member is and in which state, over a period."""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import Deferrable, Q
from django.utils.translation import gettext_lazy as _

from coso.common.history import VersionedModel, keeps_history
from coso.common.periods import PeriodModel, holds_a_day, no_overlap
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.figures.cells import Fact, Stored
from coso.members.enums import Activity, Sex, Status, StayKind, StayReason
from coso.members.models.member import Member
from coso.members.models.reach import KEEP, own_or_inside
from coso.org.models import LeavesEndedUnit, PlacedModel, PlacedQuerySet

COUNTED = Stored("members_stay", "kind = 'home'", (
    Fact("status", "status", tuple(Status.values)), Fact("activity", "activity", tuple(Activity.values)), Fact("sex", "sex", tuple(Sex.values)),
    Fact("minority", "minority", (False, True)),
))
CAME, WENT = COUNTED.changes("came"), COUNTED.changes("went", sign=-1)


def _counted(name: str, when: pgtrigger.Operation, *changes: str, **tables: str) -> pgtrigger.Trigger:
    """A statement's changes of the count, added to the store's late ones."""
    return pgtrigger.Trigger(
        name=name, level=pgtrigger.Statement, when=pgtrigger.After, operation=when, referencing=pgtrigger.Referencing(**tables), func=COUNTED.late(*changes),
    )


class StayQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(own_or_inside(user, "member.view", "member_id"))

    def home(self) -> Self:
        return self.filter(kind=StayKind.HOME)


LEAVES_ENDED_UNIT = LeavesEndedUnit(
    _("members"), ("stay_within_unit", _("The organisation has ended meanwhile, or ends before this time does.")), ~Q(kind=StayKind.ASIDE),
)


@keeps_history()
class Stay(PlacedModel, PeriodModel, VersionedModel):
    """A member is in a unit, in one status and one activity, over a period.

    sex, minority, birth_date and admission_date repeat the member's, kept by trigger, so that a
    subtree's count is one index range (design §9).
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False, related_name="stays")  # the index `stay_member` begins with it
    kind = models.CharField(max_length=6, choices=StayKind, default=StayKind.HOME)
    status = models.CharField(max_length=20, choices=Status)
    activity = models.CharField(max_length=20, choices=Activity, default=Activity.ACTIVE)
    reason = models.CharField(max_length=20, choices=StayReason)
    paper = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    sex = models.CharField(max_length=6, choices=Sex, editable=False, db_default="")
    minority = models.BooleanField(editable=False, db_default=False)
    birth_date = models.DateField(editable=False, null=True)
    admission_date = models.DateField(editable=False, null=True)

    objects = StayQuerySet.as_manager()
    leaves_ended_unit = LEAVES_ENDED_UNIT
    held_by_trigger = dict([LEAVES_ENDED_UNIT.broken])
    row_security = RowSecurity(own="member_id")
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, sensitive=frozenset({"minority", "note"}), notes=frozenset({"note"}))

    class Meta(PlacedModel.Meta):
        triggers = [
            *PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers, LEAVES_ENDED_UNIT.trigger(unless="NEW.kind = 'aside'"),
            pgtrigger.Trigger(
                name="facts_of_member",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("member_id"),
                func="SELECT m.sex, m.minority, m.birth_date, m.admission_date INTO NEW.sex, NEW.minority, NEW.birth_date, "
                     "NEW.admission_date FROM members_member m WHERE m.id = NEW.member_id; RETURN NEW;",
            ),
            _counted("counted_in", pgtrigger.Insert, CAME, new="came"),
            _counted("counted_anew", pgtrigger.Update, CAME, WENT, new="came", old="went"),
            _counted("counted_out", pgtrigger.Delete, WENT, old="went"),
        ]
        constraints = [
            holds_a_day("stay_day"),
            no_overlap(
                "member", "kind", name="stay_once", condition=~Q(kind=StayKind.ASIDE), deferrable=Deferrable.IMMEDIATE,
                message=_("The member already has a branch on some of these days."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["position", "valid_from", "valid_to"], include=["sex", "minority", "birth_date", "admission_date", "status", "activity", "member", "unit"],
                condition=Q(kind="home"), name="stay_figures",
            ),
            models.Index(fields=["member", "valid_from"], name="stay_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} @ {self.unit_id}"
