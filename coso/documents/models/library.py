"""The library: papers laid out to be read, and who confirmed having read one, where that was asked."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.common.vietnamese import query_words
from coso.documents.enums import Body, DocumentType, Reach
from coso.documents.models.papers import KEEP, USER, Document, Holds, refusal, words_of
from coso.members.models import OfMember
from coso.org.models import PlacedQuerySet, Unit

NOT_ASKED = "receipt_asked_for"


class PublicationQuerySet(models.QuerySet):
    def public(self) -> Self:
        return self.filter(reach=Reach.PUBLIC, ended_on=None)

    def visible_to(self, user: Any) -> Self:
        """What is published to the public, to the reader's own unit or one above it, and what lies in their units."""
        found = Q(reach=Reach.PUBLIC)
        for place in places_of(user):
            found |= Q(reach=Reach.BELOW, unit__position__lte=place, unit__position_end__gt=place) | Q(reach=Reach.UNIT, unit__position=place)
        for lo, hi in user.intervals("document.view"):
            found |= Q(unit__position__gte=lo, unit__position__lt=hi)
        return self.filter(found, ended_on=None)

    def search(self, text: str) -> Self:
        words = query_words(text)
        return self.filter(Holds(words)) if words else self.none()

    def asking(self, user: Any) -> Self:
        """With `waits`: whether the reader is asked to confirm having read it, and has not yet."""
        own = user.own_record if user.own_place is not None else None
        waits = covering(own[1]) & Q(receipt_by__isnull=False, ended_on=None) & ~Exists(Receipt.objects.filter(publication=OuterRef("pk"), member=own[0])) if own else Q(pk__in=[])
        return self.annotate(waits=ExpressionWrapper(waits, output_field=models.BooleanField()))


def covering(place: int) -> Q:
    """The papers whose receipts are asked of members who stand at this place."""
    return Q(unit__position=place) | ~Q(reach=Reach.UNIT) & Q(unit__position__lte=place, unit__position_end__gt=place)


def places_of(user: Any) -> set[int]:
    """Where a reader stands: the unit on whose roll they are, and those in which they hold a role."""
    own = set() if user.own_place is None else {user.own_place}
    return own | {lo for _role, lo, _hi in user.held}


class Publication(models.Model):
    """A paper laid out to be read: what it says, copied on the day, with at most one file. Readers below never reach the register.

    body, signatory, signatory_role, recipients: what its layout prints besides; empty of received papers, which are laid out by nobody here.
    receipt_by: the day until which members are asked to confirm that they have read it; empty where nobody is asked.
    corrections: what decisions corrected since, a line each. ended_on: the paper was withdrawn, or taken out of the library.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="publications")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reach = models.CharField(max_length=10, choices=Reach)
    kind = models.CharField(max_length=20, choices=DocumentType)
    symbol = models.CharField(max_length=60)
    issuer = models.CharField(max_length=300)
    abstract = models.CharField(max_length=500)
    text = models.TextField(max_length=200_000, blank=True)
    dated = models.DateField()
    stored_as = models.CharField(max_length=80, blank=True)
    original_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.CharField(max_length=20, choices=Body, blank=True, db_default="", default="")
    signatory = models.CharField(max_length=200, blank=True, db_default="", default="")
    signatory_role = models.CharField(max_length=100, blank=True, db_default="", default="")
    recipients = models.TextField(blank=True, db_default="", default="")
    corrections = models.TextField(blank=True)
    receipt_by = models.DateField(null=True, blank=True)
    published_on = models.DateField()
    published_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    words = words_of("symbol", "issuer", "abstract", "text")

    objects = PublicationQuerySet.as_manager()
    row_security = NotPersonal("laid out on purpose for those it names; pages ask visible_to")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document"], condition=Q(ended_on=None), name="publication_once", violation_error_message=_("This paper is published already. End that publication first."))]
        indexes = [GinIndex(fields=["words"], name="publication_words"), models.Index(fields=["-dated"], name="publication_day")]

    def __str__(self) -> str:
        return self.symbol

    def get_absolute_url(self) -> str:
        return reverse("documents:publication", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return False

    @property
    def asks(self) -> bool:
        """Whether receipts are asked for now."""
        return self.receipt_by is not None and self.ended_on is None

    @property
    def has_layout(self) -> bool:
        """Whether it can be set as the paper it is; else it stands in its file."""
        return bool(self.body and self.text)


class ReceiptQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The reader's own, and those of the very units in which they see papers: never those of the units below."""
        found = Q(member_id=user.own_member_id) if user.own_member_id else Q(pk__in=[])
        for lo, hi in user.places("document.view"):
            found |= Q(position__gte=lo, position__lt=hi)
        return self.filter(found)


def only_where_asked(table: str, column: str, which: str, asked: str = "p.receipt_by IS NOT NULL") -> pgtrigger.Trigger:
    """Refuses a receipt of what nobody asked to be confirmed. table, column: what was read, and the receipt's link to it; which: in SQL, that it is still asked; asked: that it ever was."""
    return pgtrigger.Trigger(
        name="asked_for", when=pgtrigger.Before, operation=pgtrigger.Insert,
        func=refusal(f"NOT EXISTS (SELECT FROM {table} p WHERE p.id = NEW.{column} AND {asked} AND {which})", NOT_ASKED) + " RETURN NEW;",
    )


def says_how() -> models.CheckConstraint:
    """Whoever enters a receipt for another says how it came about."""
    return models.CheckConstraint(condition=Q(entered_by=None, told_how="") | Q(entered_by__isnull=False) & ~Q(told_how=""), name="%(class)s_told_how", violation_error_message=_("Say when and how the member has read or studied it."))


class ReceiptModel(OfMember):
    """That a member read something, as they confirmed themselves; written only where it was asked for.

    entered_by: who of the branch entered it for a member without a phone, and how it came about (told_how); empty, the member confirmed it.
    No act tells of it besides: acts are read from above, and whoever stands above the branch counts only.
    """

    at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_how = models.CharField(max_length=200, blank=True, db_default="", default="")

    objects = ReceiptQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", own_insert=True, append_only=True, stays=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, notes=frozenset({"told_how"}))

    class Meta(OfMember.Meta):
        abstract = True
        ordering = ("pk",)
        constraints = [says_how()]


class Receipt(ReceiptModel):
    """That a member read a paper of the library."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="receipts")
    held_by_trigger: ClassVar[dict[str, Any]] = {NOT_ASKED: _("No confirmation is asked for this paper.")}

    class Meta(ReceiptModel.Meta):
        constraints = [*ReceiptModel.Meta.constraints, models.UniqueConstraint(fields=["publication", "member"], name="receipt_once", violation_error_message=_("You have confirmed this paper already."))]
        triggers = [*OfMember.Meta.triggers, only_where_asked("documents_publication", "publication_id", "p.ended_on IS NULL")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.member_id}"
