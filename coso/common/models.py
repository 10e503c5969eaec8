"""Acts: one line for each thing somebody did, never changed afterwards; saved filters; imports and their rows; jobs; what phones sent."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coso.common.enums import ImportState, JobState, OperationState, RowState
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity


class ActQuerySet(models.QuerySet):
    def about(self, subject: models.Model) -> Self:
        """Everything done to one thing, newest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("-at", "-pk")  # noqa: SLF001 Django's public _meta

    def visible_to(self, user: Any) -> Self:
        in_scope = Q(pk__in=[])
        for lo, hi in user.intervals("act.view"):
            in_scope |= Q(position__gte=lo, position__lt=hi)
        if user.own_member_id:
            in_scope |= Q(member_id=user.own_member_id)
        return self.filter(in_scope)


class Act(models.Model):
    """One act: what was done, to what, by whom, when, and the day it counts from."""

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    member_id = models.BigIntegerField(null=True, blank=True)
    position = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="acts")
    at = models.DateTimeField(default=timezone.now)
    day = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    batch_id = models.BigIntegerField(null=True, blank=True)

    objects = ActQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention="as long as the record it tells of", export=True, of="member_id", notes=frozenset({"reason"}))

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"]),
            models.Index(fields=["position", "-at"]),
            models.Index(fields=["member_id", "-at"], condition=Q(member_id__isnull=False), name="act_member"),
            models.Index(fields=["batch_id"], condition=Q(batch_id__isnull=False), name="act_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """A saved filter is its maker's alone."""
        return self.filter(user_id=user.pk) if user.pk else self.none()


class SavedFilter(models.Model):
    """A list's search, filters, sort and columns under a name of the reader's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.TextField(blank=True)

    objects = SavedFilterQuerySet.as_manager()
    row_security = NotPersonal("the address of a list and no row of it; visible to its maker alone")
    privacy = Privacy(default=DataClass.PERSONAL, retention="until its maker forgets it or the account is closed", export=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "table", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Imports into units where the user may import this kind: `member.import` for members."""
        found = Q(pk__in=[])
        for lo, hi in user.intervals("member.import"):
            found |= Q(position__gte=lo, position__lt=hi)
        return self.filter(found)


class ImportBatch(models.Model):
    """One file read into the system: first looked at, then entered, then perhaps undone.

    mapping: column key -> number of the file's column. headings: the file's own, as found.
    notes: sentences on what was left out (blank rows, signatures). counts: rows by RowState.
    formulas: row and column of each cell whose value came from a formula.
    """

    kind = models.CharField(max_length=40)
    unit_id = models.BigIntegerField()
    position = models.BigIntegerField()
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=100, blank=True)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    formulas = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.READ)
    counts = models.JSONField(default=dict)
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    job_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention="two years, so that an import can be explained and undone", export=False)

    class Meta:
        indexes = [models.Index(fields=["position", "-created_at"]), models.Index(fields=["kind", "unit_id", "sha256"])]

    def __str__(self) -> str:
        return self.file_name

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class ImportRow(models.Model):
    """One row of the file: as read, as understood, and what it does or did.

    raw: the cells' texts. cleaned: column key -> plain value (text, ISO date, key of a row).
    cells: column key -> [CellState, sentence] for the cells worth a look.
    question: what a person must decide, with the keys that may be meant; answer: the key chosen, 0 for a new one.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows", db_index=False)  # import_row_once begins with it
    row_no = models.PositiveIntegerField()
    position = models.BigIntegerField()
    raw = models.JSONField(default=list)
    cleaned = models.JSONField(default=dict)
    cells = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=RowState, default=RowState.WAITING)
    question = models.JSONField(default=list)
    answer = models.BigIntegerField(null=True)
    entered = models.BooleanField(default=False)
    object_id = models.BigIntegerField(null=True)

    objects = ImportQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.SENSITIVE, retention="two years, with its import", export=False)

    class Meta:
        ordering = ["batch", "row_no"]
        constraints = [models.UniqueConstraint(fields=["batch", "row_no"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "state", "row_no"], name="import_row_state")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row_no}"


class JobQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Jobs the user asked for, and those of the units whose jobs the user may look at."""
        found = Q(owner_id=user.pk) if user.pk else Q(pk__in=[])
        for lo, hi in user.intervals("job.view"):
            found |= Q(position__gte=lo, position__lt=hi)
        return self.filter(found)

    def unfinished(self) -> Self:
        return self.filter(state__in=[JobState.WAITING, JobState.RUNNING])


class Job(models.Model):
    """Long work somebody asked for: how far it is, where it would go on after a break, and what it made.

    owner: who asked, None for the system. position: of the unit it is about. parameters: plain values.
    checkpoint: what the kind's function wants to find again. heartbeat_at: when its worker last said it lives.
    result: name of the stored file under the folder of results; result_name: what a download is called.
    """

    kind = models.CharField(max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    position = models.BigIntegerField()
    parameters = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True, blank=True)
    checkpoint = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    queue_id = models.BigIntegerField(null=True, blank=True)
    result = models.CharField(max_length=80, blank=True)
    result_name = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention="two years; its result file thirty days", export=False)

    class Meta:
        indexes = [
            models.Index(fields=["position", "-asked_at"], name="job_place"),
            models.Index(fields=["owner", "-asked_at"], name="job_owner"),
            models.Index(fields=["heartbeat_at"], condition=Q(state="running"), name="job_running"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def percent(self) -> int | None:
        """How far, in whole percent; None while the whole is not known."""
        return min(100, 100 * self.done // self.total) if self.total else None


class OperationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What was sent about the units in which the user decides on it."""
        found = Q(pk__in=[])
        for lo, hi in user.intervals("operation.settle"):
            found |= Q(position__gte=lo, position__lt=hi)
        return self.filter(found)

    def kept(self) -> Self:
        return self.filter(state=OperationState.KEPT)


class Operation(models.Model):
    """One tap on a phone, as the server received it; each `key` is applied once, however often it is sent.

    key: made by the phone at the tap. subject: what it is about, in the phone's word; taps about one subject keep their order.
    digest: of all that was sent, so that the same key with another content is noticed.
    user: who handed it in, and with whose rights it was tried. author: whose tap it is by the phone's word, a claim.
    claimed_at: when, by the phone's clock; skew: the seconds by which that clock was ahead when it was sent.
    position: of the unit it is about, or the sender's own where that is not known.
    words: what it says, for a person, where it was kept. why: what kept it from being entered. answer: what the phone is told, plain values.
    """

    key = models.UUIDField(unique=True)
    device = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author = models.CharField(max_length=150)
    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=120, blank=True)
    payload = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    claimed_at = models.DateTimeField()
    skew = models.IntegerField(default=0)
    received_at = models.DateTimeField()
    position = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=OperationState)
    words = models.TextField(blank=True)
    why = models.TextField(blank=True)
    answer = models.JSONField(default=dict)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = OperationQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(
        default=DataClass.PERSONAL, sensitive=frozenset({"payload", "words", "answer"}), export=False,
        retention="what was sent for COSO_OPERATION_DAYS, at least 400 days; key, digest and state for good, so that no phone, however long it slept, enters anything twice",
    )

    class Meta:
        indexes = [
            models.Index(fields=["position", "-received_at"], condition=Q(state="kept"), name="operation_kept"),
            models.Index(fields=["position", "-received_at"], condition=Q(settled_at__isnull=False), name="operation_settled"),
            models.Index(fields=["user"], condition=Q(state="kept"), name="operation_kept_of"),
            models.Index(fields=["subject", "received_at"], name="operation_subject"),
            models.Index(fields=["received_at"], name="operation_received"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
