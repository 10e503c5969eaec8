"""What rests on a member's own consent, and what of it they have given: gathered from where each is kept, so that it cannot differ from it.

Everything else Coso holds about a member rests on the party's rules, not on consent; the page says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coso.access.models import CalendarKey
from coso.dialogue.models import Question
from coso.members.enums import AttachmentKind
from coso.members.models import Attachment
from coso.notices.models import Phone
from coso.notices.queries import choice_of


@dataclass(frozen=True)
class Consent:
    """to: what is agreed to; given: how it stands, empty where it is not given; href: where it is given and taken back."""

    to: str
    given: str
    href: str


def consents_of(user: Any) -> list[Consent]:
    """Of a signed-in member, in the order of the page."""
    return [*_notices(user), *_published(user), *_others(user)]


def _notices(user: Any) -> Iterator[Consent]:
    choice, here = choice_of(user), reverse("notices:settings")
    phones = Phone.objects.visible_to(user).count()
    yield Consent(_("Notices on my phone"), ngettext("on one phone", "on %(n)s phones", phones) % {"n": phones} if phones else "", here)
    yield Consent(_("Notices by e-mail"), choice.mail_to, here)
    yield Consent(_("Notices by text message"), _("to the number of my record") if choice.texts else "", here)
    yield Consent(_("Mail each morning about what is due"), user.email if user.morning_mail else "", reverse("home:reminders"))


def _published(user: Any) -> Iterator[Consent]:
    allowed = Question.objects.filter(member_id=user.own_member_id, may_publish=True).count()
    told = ngettext("one question", "%(n)s questions", allowed) % {"n": allowed} if allowed else ""
    yield Consent(_("My question and its answer may be published without my name"), told, reverse("dialogue:mine"))


def _others(user: Any) -> Iterator[Consent]:
    if Attachment.objects.filter(member_id=user.own_member_id, kind=AttachmentKind.PHOTO, withdrawn_at=None).exists():
        yield Consent(_("My photo on my record"), _("kept; ask the office to take it off"), reverse("dialogue:new"))
    calendar = CalendarKey.objects.filter(user=user).exists()
    yield Consent(_("My deadlines in a calendar of another programme"), _("by a secret address") if calendar else "", reverse("home:reminders"))
