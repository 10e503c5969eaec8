"""Who is asked to read a draft before it is issued: for comment, or to sign it off."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.history import VersionedModel, keeps_history
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.documents.enums import RequestKind
from coso.documents.models.papers import KEEP, USER, Document, RegisterQuerySet
from coso.org.models import PlacedModel


class RequestQuerySet(RegisterQuerySet):
    def open(self) -> RequestQuerySet:
        """Not answered, and not taken back."""
        return self.filter(answered_at=None, withdrawn_at=None)


@keeps_history()
class DraftRequest(PlacedModel, VersionedModel):
    """One person asked to read a draft. agreed: of a sign-off; digest: of the content they had read, so that a later change shows."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=10, choices=RequestKind)
    asked = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True, blank=True)
    agreed = models.BooleanField(null=True, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["document", "asked", "kind"], condition=Q(answered_at=None, withdrawn_at=None), name="draft_request_once", violation_error_message=_("This person is asked already and has not answered yet.")),
            models.CheckConstraint(condition=Q(answered_at=None, agreed=None, digest="") | Q(answered_at__isnull=False) & ~Q(digest="") & (Q(kind=RequestKind.COMMENT, agreed=None) | Q(kind=RequestKind.SIGN_OFF, agreed__isnull=False)), name="draft_request_answer_whole"),
            models.CheckConstraint(condition=~Q(kind=RequestKind.SIGN_OFF, agreed=False) | ~Q(text=""), name="draft_request_refusal_says_why", violation_error_message=_("Say what has to be mended.")),
        ]
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.document_id} {self.asked_id} {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("documents:answer", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None
