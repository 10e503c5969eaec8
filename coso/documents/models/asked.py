"""What figures read of receipts: a row for each who was asked to confirm or to study, with the day they did. Views, as they stand and as they were known; they name no person."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from coso.common.history import KnownModel
from coso.org.models import Unit


class AskedRow(KnownModel):
    """One of those who were on the roll on the day until which they were asked. unit: where they were then; reading_id: what they were asked to read."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    position = models.BigIntegerField()
    reading_id = models.BigIntegerField()
    until = models.DateField()
    confirmed_on = models.DateField(null=True)

    class Meta(KnownModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.reading_id} {self.unit_id}"


class PaperAskedRow(AskedRow):
    class Meta(AskedRow.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse("documents:receipts", args=[self.reading_id])


class PaperAsked(PaperAskedRow):
    class Meta(PaperAskedRow.Meta):
        db_table = "documents_paper_asked"


class PaperAskedKnown(PaperAskedRow):
    class Meta(PaperAskedRow.Meta):
        db_table = "documents_paper_asked_known"


class StudyAskedRow(AskedRow):
    class Meta(AskedRow.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse("documents:study_receipts", args=[self.reading_id])


class StudyAsked(StudyAskedRow):
    class Meta(StudyAskedRow.Meta):
        db_table = "documents_study_asked"


class StudyAskedKnown(StudyAskedRow):
    class Meta(StudyAskedRow.Meta):
        db_table = "documents_study_asked_known"
