"""What belongs to a record: levels reached, photos and papers."""

from __future__ import annotations

from django.db import models

from coso.common.history import VersionedModel, keeps_history
from coso.common.privacy import DataClass, Privacy
from coso.members.enums import AttachmentKind, QualificationKind
from coso.members.models.of_member import OfMember
from coso.members.models.reach import KEEP


@keeps_history()
class Qualification(OfMember, VersionedModel):
    """A level of education or theory reached, a language, a title: since when."""

    kind = models.CharField(max_length=20, choices=QualificationKind)
    level = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    school = models.CharField(max_length=200, blank=True)
    obtained_on = models.DateField(null=True, blank=True)

    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True)

    class Meta(OfMember.Meta):
        triggers = [*OfMember.Meta.triggers, *VersionedModel.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.kind} {self.level}"


class Attachment(OfMember):
    """A photo or a paper of the record, stored under a random name."""

    kind = models.CharField(max_length=10, choices=AttachmentKind)
    title = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80, unique=True)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(default=DataClass.SENSITIVE, retention=KEEP, export=True)

    class Meta(OfMember.Meta):
        pass

    def __str__(self) -> str:
        return self.title
