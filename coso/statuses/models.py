"""What was awarded to a member, and when card and file were looked at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.privacy import DataClass, Privacy
from coso.members.models import KEEP, OfMember, OfMemberQuerySet
from coso.org.models import Unit
from coso.statuses.enums import BadgeWay, CheckKind, CheckResult


class Badge(OfMember):
    """A Party badge: for how many years, on which day it was given, by which decision, and how.

    unit: the home branch on that day, where it is counted. entered_at: since when it is known; a badge is never changed.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    years = models.PositiveSmallIntegerField()
    on = models.DateField()
    way = models.CharField(max_length=12, choices=BadgeWay, default=BadgeWay.USUAL)
    paper = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfMemberQuerySet.as_manager()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True)

    class Meta(OfMember.Meta):
        constraints = [models.UniqueConstraint(fields=["member", "years"], name="badge_once", violation_error_message=_("This member has the badge of these years already."))]
        indexes = [models.Index(fields=["position", "on"], name="badge_place")]

    def __str__(self) -> str:
        return f"{self.years} {self.on}"


class Check(OfMember):
    """The yearly look at a member's card, or at the file."""

    kind = models.CharField(max_length=4, choices=CheckKind)
    on = models.DateField()
    result = models.CharField(max_length=10, choices=CheckResult, default=CheckResult.GOOD)
    note = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfMemberQuerySet.as_manager()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, notes=frozenset({"note"}))

    class Meta(OfMember.Meta):
        constraints = [models.UniqueConstraint(fields=["member", "kind", "on"], name="check_once_a_day", violation_error_message=_("This was checked on that day already."))]
        indexes = [models.Index(fields=["position", "kind", "on"], name="check_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
