"""What each member is told, and how they want to be told."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal
from coso.members.models import OfMember, OfMemberQuerySet
from coso.notices.enums import ALWAYS_TOLD, Channel, Kind, Pace, Said, SendingState

CODE_LASTS = timedelta(minutes=15)


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
    """How a member wants to be told; who never chose has none.

    off: kinds they are not told of at all; inside: kinds they read in the app only, none of which goes out.
    quiet_from, quiet_to: when nothing goes out; empty: the hours of the installation.
    mail_to: where letters go, shown to be the member's by a code; empty: none. mail_asked, code_…: an address that is not yet shown to be.
    codes_sent: how many codes were sent on the day of the last one.
    texts: whether text messages go to the number of the record.
    """

    off = ArrayField(models.CharField(max_length=10, choices=Kind), default=list, blank=True)
    inside = ArrayField(models.CharField(max_length=10, choices=Kind), default=list, blank=True)
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.AT_ONCE)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    mail_to = models.EmailField(blank=True)
    mail_asked = models.EmailField(blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    texts = models.BooleanField(default=False)

    objects = OwnQuerySet.as_manager()
    privacy = Privacy(default=DataClass.PERSONAL, retention="as long as the member is told anything; addresses until they leave the roll", export=True, withheld={"code_digest": _("only a seal of the code is kept")})

    class Meta(OfMember.Meta):
        constraints = [
            models.UniqueConstraint(fields=["member"], name="choice_once"),
            models.CheckConstraint(condition=~Q(off__overlap=list(ALWAYS_TOLD)), name="choice_meetings_told", violation_error_message=_("That a meeting is called is always told.")),
            models.CheckConstraint(condition=Q(quiet_from=None, quiet_to=None) | Q(quiet_from__isnull=False, quiet_to__isnull=False), name="choice_quiet_whole", violation_error_message=_("Quiet hours need a beginning and an end.")),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}"

    def waits_for_code(self, now: datetime) -> bool:
        """Whether the code sent last can still be entered."""
        return bool(self.code_digest and self.code_sent_at and now < self.code_sent_at + CODE_LASTS)

    @property
    def quiet(self) -> tuple[time, time]:
        """The own hours, else those of the installation."""
        return (self.quiet_from, self.quiet_to) if self.quiet_from and self.quiet_to else (settings.COSO_QUIET_FROM, settings.COSO_QUIET_TO)


class Phone(OfMember):
    """A browser that its owner asked to be told on. endpoint: the address at its push service; p256dh, auth: with what its letters are sealed."""

    endpoint = models.CharField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=30)
    added_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()
    privacy = Privacy(
        default=DataClass.PERSONAL, retention="until its owner stops it, signs out on it or leaves the roll, or its browser no longer takes letters", export=True,
        withheld=dict.fromkeys(("endpoint", "p256dh", "auth"), _("with it a phone can be written to; each phone has its own")),
    )

    class Meta(OfMember.Meta):
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.member_id} {self.pk}"


class SendingQuerySet(models.QuerySet):
    def due(self, now: datetime) -> Self:
        return self.filter(state=SendingState.WAITING, due_at__lte=now, message__member__account__is_active=True)


class Sending(models.Model):
    """That a message goes out by one way: to one phone, or to the one address or number of the member. attempts: how often it was taken up; then `due_at` is when it is taken up again."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="sendings")
    channel = models.CharField(max_length=10, choices=Channel)
    phone = models.ForeignKey(Phone, null=True, blank=True, on_delete=models.CASCADE, related_name="sendings")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SendingState, default=SendingState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = SendingQuerySet.as_manager()
    row_security = NotPersonal("which message goes out by which way and when; whom and what stands with the message, which is guarded")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "channel", "phone"], nulls_distinct=False, name="sending_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="sending_due")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.channel} {self.state}"
