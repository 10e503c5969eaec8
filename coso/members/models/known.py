"""Rows as they were known at an earlier time: what figures read."""

from __future__ import annotations

from django.db import models

from coso.common.history import KnownModel
from coso.common.periods import PeriodModel
from coso.org.models import Unit


class MemberKnown(KnownModel):
    """A member's record as it was known: what figures ask of it."""

    full_name = models.CharField(max_length=100)
    name_key = models.TextField()
    sex = models.CharField(max_length=6)
    birth_date = models.DateField()
    ethnic_group = models.CharField(max_length=20)
    religion = models.CharField(max_length=20)
    admission_date = models.DateField()
    official_date = models.DateField(null=True)
    general_education = models.CharField(max_length=20)
    professional_level = models.CharField(max_length=20)
    political_theory = models.CharField(max_length=20)
    left_on = models.DateField(null=True)
    left_reason = models.CharField(max_length=20)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.DO_NOTHING, related_name="+")

    class Meta(KnownModel.Meta):
        db_table = "members_member_known"


class StayKnown(KnownModel, PeriodModel):
    """A stay as it was known."""

    member = models.ForeignKey(MemberKnown, on_delete=models.DO_NOTHING, related_name="stays")
    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    position = models.BigIntegerField()
    kind = models.CharField(max_length=6)
    status = models.CharField(max_length=20)
    activity = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    sex = models.CharField(max_length=6)
    minority = models.BooleanField()
    birth_date = models.DateField(null=True)
    admission_date = models.DateField(null=True)

    class Meta(KnownModel.Meta):
        db_table = "members_stay_known"


class QualificationKnown(KnownModel):
    """A qualification as it was known."""

    member = models.ForeignKey(MemberKnown, on_delete=models.DO_NOTHING, related_name="qualifications")
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=40)
    obtained_on = models.DateField(null=True)

    class Meta(KnownModel.Meta):
        db_table = "members_qualification_known"
