"""What each member is told, and how they want to be told."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coso.common.privacy import DataClass, Privacy
from coso.members.models import OfMember, OfMemberQuerySet
from coso.notices.enums import ALWAYS_TOLD, Kind, Said


class OwnQuerySet(OfMemberQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own only: no office reads what others are told or how they want it."""
        return self.filter(member_id=user.own_member_id) if user.own_member_id else self.none()


class Message(OfMember):
    """One thing a member is told. It is never noted whether they read it.

    what: which meeting, task or paper, shown after signing in only; never anything of class 3. href: where it stands.
    act_id: the act that concerns the member; it tells each member once.
    """

    said = models.CharField(max_length=30, choices=Said)
    kind = models.CharField(max_length=10, choices=Kind)
    what = models.CharField(max_length=300, blank=True)
    href = models.CharField(max_length=200)
    told_at = models.DateTimeField()
    act_id = models.BigIntegerField()

    objects = OwnQuerySet.as_manager()
    privacy = Privacy(default=DataClass.PERSONAL, retention="180 days; what it is about stands in its own place", export=True, notes=frozenset({"what"}))

    class Meta(OfMember.Meta):
        ordering = ("-told_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["member", "act_id"], name="message_once")]
        indexes = [models.Index(fields=["told_at"], name="message_told")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.said}"


class Choice(OfMember):
    """How a member wants to be told; who never chose has none. off: kinds they are not told of at all."""

    off = ArrayField(models.CharField(max_length=10, choices=Kind), default=list, blank=True)

    objects = OwnQuerySet.as_manager()
    privacy = Privacy(default=DataClass.PERSONAL, retention="as long as the member is told anything", export=True)

    class Meta(OfMember.Meta):
        constraints = [
            models.UniqueConstraint(fields=["member"], name="choice_once"),
            models.CheckConstraint(condition=~Q(off__overlap=list(ALWAYS_TOLD)), name="choice_meetings_told", violation_error_message=_("That a meeting is called is always told.")),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}"
