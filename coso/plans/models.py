"""Yearly plans: the draft is the member's alone; what is registered is read by the member and the branch's own committee, by nobody above."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.access.enums import desk_choices
from coso.access.roles import Desk
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.members.models import KEEP, Member, OfMember
from coso.plans.enums import PlanState

PARTS = ("politics", "morals", "discipline", "work", "mending")


class Words(models.Model):
    """What a plan says, part by part. No form of a regulation is known: the parts are those of the yearly review."""

    politics = models.TextField(_("political and ideological stand"), max_length=4000, blank=True)
    morals = models.TextField(_("morals and way of living"), max_length=4000, blank=True)
    discipline = models.TextField(_("sense of organisation and discipline"), max_length=4000, blank=True)
    work = models.TextField(_("tasks, and what I want to reach"), max_length=4000, blank=True)
    mending = models.TextField(_("weaknesses to be mended, and how"), max_length=4000, blank=True)

    class Meta:
        abstract = True

    def words(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in PARTS}


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The reader's own; there are no others for anybody."""
        return self.filter(member=user.own_member_id or 0)


class PlanDraft(Words):
    """What a member writes and has not registered. Registered, it is gone."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()

    objects = DraftQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", only_own=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention="until the member registers it", export=True, notes=frozenset(PARTS))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "year"], name="plan_draft_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.year}"


class OfDeskQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those of the members of the branch in whose committee one sits."""
        found = Q(member_id=user.own_member_id) if user.own_member_id else Q(pk__in=[])
        for desk, place in user.desks:
            found |= Q(desk=desk, position=place)
        return self.filter(found)


class OfDesk(OfMember, Words):
    """Read by the member and by the post of the very branch on whose roll the member stands; it goes with the member to another."""

    desk = models.CharField(max_length=20, choices=desk_choices, default=Desk.BRANCH.value, editable=False)
    year = models.PositiveSmallIntegerField()

    objects = OfDeskQuerySet.as_manager()

    class Meta(OfMember.Meta):
        abstract = True


class YearlyPlan(OfDesk):
    """The plan as it stands. why: what is to be mended, or why it was amended. halfway, year_end: how it went, in the member's words.

    entered_by, told_how: who entered it for a member without a phone.
    """

    state = models.CharField(max_length=12, choices=PlanState, default=PlanState.REGISTERED)
    registered_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=1000, blank=True)
    halfway = models.TextField(max_length=4000, blank=True)
    halfway_on = models.DateField(null=True, blank=True)
    year_end = models.TextField(max_length=4000, blank=True)
    year_end_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_how = models.CharField(max_length=300, blank=True)

    row_security = RowSecurity(own="member_id", desk="desk")
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, notes=frozenset({*PARTS, "told_how", "why", "halfway", "year_end"}))

    class Meta(OfDesk.Meta):
        ordering = ("-year", "pk")
        constraints = [
            models.UniqueConstraint(fields=["member", "year"], name="yearly_plan_once", violation_error_message=_("The plan of this year is registered already. Amend it.")),
            models.CheckConstraint(condition=Q(entered_by=None) | ~Q(told_how=""), name="plan_on_behalf_says_how", violation_error_message=_("Say how and when the member told you. The member reads it.")),
            models.CheckConstraint(condition=~Q(state=PlanState.SENT_BACK) | ~Q(why=""), name="plan_sent_back_says_why"),
        ]
        indexes = [models.Index(fields=["position", "desk", "year"], name="yearly_plan_desk")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.pk])


class PlanVersion(OfDesk):
    """What a plan said when it was registered, each time. Only ever added to."""

    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    why = models.CharField(max_length=1000, blank=True)

    row_security = RowSecurity(own="member_id", desk="desk", append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, notes=frozenset({*PARTS, "why"}))

    class Meta(OfDesk.Meta):
        ordering = ("year", "number")
        constraints = [models.UniqueConstraint(fields=["member", "year", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.year} / {self.number}"
