"""Papers, their numbers, files, corrections and publications."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.history import VersionedModel, keeps_history
from coso.common.periods import PeriodModel, PeriodQuerySet, holds_a_day, no_overlap
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.common.vietnamese import query_words
from coso.documents.enums import Body, Direction, DocumentState, DocumentType
from coso.org.models import PlacedModel, PlacedQuerySet, Unit

KEEP = "for good: the register and the papers of a party organisation are handed to the archive"
USER: Any = settings.AUTH_USER_MODEL
OUT = [DocumentState.ISSUED, DocumentState.WITHDRAWN]


def refusal(condition: str, constraint: str) -> str:
    return f"IF {condition} THEN RAISE EXCEPTION '{constraint}' USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}'; END IF;"


@keeps_history()
class Term(PeriodModel, VersionedModel):
    """The term of a unit's committee or branch; papers are numbered anew in each."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="document_terms")
    name = models.CharField(max_length=60)

    objects = PeriodQuerySet.as_manager()
    row_security = NotPersonal("organisations only")

    class Meta(VersionedModel.Meta):
        ordering = ("valid_from",)
        constraints = [
            holds_a_day("document_term_day"),
            no_overlap("unit", name="document_term_once", message=_("The unit has another term on some of these days.")),
            models.UniqueConstraint(fields=["unit", "name"], name="document_term_name", violation_error_message=_("The unit has a term of this name already.")),
        ]

    def __str__(self) -> str:
        return self.name


class NumberSeries(PlacedModel):
    """The numbers of one symbol in one term: `NQ/ĐU` of 2025–2030. last: the last one given."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="series")
    letters = models.CharField(max_length=10)
    mark = models.CharField(max_length=10)
    last = models.PositiveIntegerField(default=0)

    objects = PlacedQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.ORDINARY, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["term", "letters", "mark"], name="number_series_once", violation_error_message=_("This numbering has begun already."))]
        triggers = [
            *PlacedModel.Meta.triggers,
            pgtrigger.Trigger(  # only a number given counts on (the trigger of GivenNumber is then one level up)
                name="series_counts_on", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete,
                func=refusal("TG_OP = 'DELETE'", "series_stands") + refusal("NEW.last <> OLD.last AND pg_trigger_depth() < 2", "series_stands") + " RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letters}/{self.mark} {self.term}"


class RegisterQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.inside(user.intervals("document.view"))


class NumberQuerySet(RegisterQuerySet):
    def unused(self) -> Self:
        """Reserved, and no paper bears them yet."""
        return self.filter(document=None)


class GivenNumber(PlacedModel):
    """A number given out, once and for good: to a paper, or reserved for one. reserved_for: what it is kept for."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="numbers")
    number = models.PositiveIntegerField(editable=False, db_default=0)
    symbol = models.CharField(max_length=40, editable=False, db_default="")
    digits = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=DocumentType)
    body = models.CharField(max_length=20, choices=Body)
    given_on = models.DateField()
    given_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    reserved_for = models.CharField(max_length=300, blank=True)

    objects = NumberQuerySet.as_manager()
    row_security = RowSecurity(append_only=True)
    privacy = Privacy(default=DataClass.ORDINARY, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        ordering = ("series", "number")
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="given_number_once")]
        triggers = [
            *PlacedModel.Meta.triggers,
            pgtrigger.Trigger(
                name="give", when=pgtrigger.Before, operation=pgtrigger.Insert,
                func="""UPDATE documents_numberseries SET last = last + 1 WHERE id = NEW.series_id
                RETURNING last, lpad(last::text, greatest(NEW.digits, length(last::text)), '0') || '-' || letters || '/' || mark INTO STRICT NEW.number, NEW.symbol; RETURN NEW;""",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol


class DocumentQuerySet(RegisterQuerySet):
    def search(self, text: str) -> Self:
        """Papers that hold every word, typed with all, some or no tone marks; the last word may be only begun."""
        words = query_words(text)
        return self.filter(Holds(words)) if words else self.none()


class Holds(Func):
    """Whether the words of a paper hold all of these; the last may be only begun."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = models.BooleanField()

    def __init__(self, words: list[str], column: str = "words") -> None:
        quoted = ["'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words]
        super().__init__(F(column), Value(" & ".join(quoted) + ":*"))


def words_of(*fields: str) -> models.GeneratedField:
    """The distinct words of these fields, each with and without its marks, kept by the database."""
    parts: list[Any] = [part for name in fields for part in (F(name), Value(" "))]
    tokens = Func(Concat(*parts, output_field=models.TextField()), function="coso_name_tokens")
    return models.GeneratedField(expression=Func(tokens, function="array_to_tsvector"), output_field=SearchVectorField(), db_persist=True)


# What may still change once a paper is issued: that it is withdrawn, and its place when the unit moves.
MAY_CHANGE = "ARRAY['state', 'withdrawn_on', 'withdrawn_why', 'position', 'recorded_at', 'words']"
STANDS = "document_stands"


@keeps_history()
class Document(PlacedModel, VersionedModel):
    """A paper in a unit's register.

    issuer: who issued a received paper, as printed on it. symbol: as printed, `05-NQ/ĐU`; that of a received paper is its issuer's.
    recipients: a line each. basis: the paper it carries out, where that stands in no register here.
    """

    direction = models.CharField(max_length=10, choices=Direction)
    state = models.CharField(max_length=10, choices=DocumentState)
    kind = models.CharField(max_length=20, choices=DocumentType)
    body = models.CharField(max_length=20, choices=Body, blank=True)
    term = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    given = models.OneToOneField(GivenNumber, null=True, blank=True, on_delete=models.PROTECT, related_name="document")
    symbol = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    abstract = models.CharField(max_length=500)
    text = models.TextField(max_length=200_000, blank=True)
    dated = models.DateField(null=True, blank=True)
    arrived_on = models.DateField(null=True, blank=True)
    signatory = models.CharField(max_length=200, blank=True)
    signatory_role = models.CharField(max_length=100, blank=True)
    recipients = models.TextField(max_length=2000, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    carries_out = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_out_by")
    basis = models.CharField(max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    words = words_of("symbol", "issuer", "abstract", "text")

    objects = DocumentQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: _("An issued paper does not change any more. Correct it by a decision, or withdraw it.")}

    class Meta(PlacedModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=OUT) | Q(direction=Direction.ISSUED, given__isnull=False, term__isnull=False, dated__isnull=False) & ~Q(symbol="") & ~Q(signatory="") & ~Q(body=""),
                name="document_out_whole", violation_error_message=_("An issued paper needs its number, day and signatory."),
            ),
            models.CheckConstraint(condition=Q(state__in=OUT) | Q(given__isnull=True), name="document_draft_no_number"),
            models.CheckConstraint(
                condition=Q(direction=Direction.RECEIVED, state=DocumentState.RECEIVED, arrived_on__isnull=False) & ~Q(issuer="") | Q(direction=Direction.ISSUED) & ~Q(state=DocumentState.RECEIVED),
                name="document_in_whole", violation_error_message=_("A received paper needs who issued it and the day it came."),
            ),
            models.CheckConstraint(condition=~Q(state=DocumentState.WITHDRAWN) | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why=""), name="document_withdrawn_whole"),
            models.UniqueConstraint(
                fields=["unit", "symbol", "issuer", "dated"], condition=Q(direction=Direction.RECEIVED), name="document_received_once",
                violation_error_message=_("This paper stands in the register already."),
            ),
        ]
        indexes = [models.Index(fields=["position", "direction", "-dated"], name="document_place"), GinIndex(fields=["words"], name="document_words")]
        triggers = [
            *PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers,
            pgtrigger.Trigger(
                name="issued_stands", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, condition=pgtrigger.Q(old__state__in=[str(one) for one in OUT]),
                func=refusal("TG_OP = 'DELETE'", STANDS)
                + refusal(f"OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn' OR NEW.state NOT IN ('issued', 'withdrawn') OR to_jsonb(NEW) - {MAY_CHANGE} <> to_jsonb(OLD) - {MAY_CHANGE}", STANDS)
                + " RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or self.abstract

    def get_absolute_url(self) -> str:
        return reverse("documents:document", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == DocumentState.DRAFT

    @property
    def issued_by(self) -> str:
        """Who issued it, in words: the unit's body, or what the received paper says."""
        return self.issuer or self.unit.name


class Correction(PlacedModel):
    """What a decision corrects in an issued paper; the paper itself stays as it is. text: what must be read instead of what."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="corrections")
    decision = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="corrects")
    text = models.TextField(max_length=2000)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PlacedQuerySet.as_manager()
    row_security = RowSecurity(append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=~Q(document=F("decision")), name="correction_two_papers", violation_error_message=_("A paper does not correct itself."))]

    def __str__(self) -> str:
        return f"{self.document} < {self.decision}"


class DocumentFile(PlacedModel):
    """A file of a paper: an annex, the signed copy, the scan of what came. Files are added, never exchanged.

    signed_as: the certificate a PDF was signed with; signed_from: the digest of the PDF before, so that the same is not signed twice.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    title = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80, unique=True)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=300, blank=True, db_default="", default="")
    signed_from = models.CharField(max_length=64, blank=True, db_default="", default="")

    objects = RegisterQuerySet.as_manager()
    row_security = RowSecurity(append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["document", "signed_from"], condition=~Q(signed_from=""), name="document_signed_once", violation_error_message=_("This very paper is signed already; the signed PDF stands among its files.")),
            models.CheckConstraint(condition=Q(signed_as="", signed_from="") | ~Q(signed_as="") & ~Q(signed_from=""), name="document_signed_whole"),
        ]

    def __str__(self) -> str:
        return self.title
