"""Letters by the installation's mail server: which kind of news, and the way to it."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from coso.notices.channels.letters import Letter, Outcome


def is_set_up() -> bool:
    return bool(settings.EMAIL_HOST)


def send(letter: Letter, *, to: str) -> Outcome:
    if not (is_set_up() and to):
        return Outcome.AGAIN
    site = settings.COSO_SITE.rstrip("/")
    text = "\n\n".join([letter.text, f"{site}{letter.href}", _("These letters are switched off here:") + f" {site}{reverse('notices:settings')}"])
    return _sent(f"{letter.title}: {letter.text}", text, to)


def send_code(code: str, *, to: str) -> Outcome:
    """The code that shows that whoever asks for letters reads this address."""
    text = _("Your code is %(code)s. It holds for a quarter of an hour. If you did not ask for it, do nothing.") % {"code": code}
    return _sent(_("Coso: your code"), text, to)


def _sent(subject: str, text: str, to: str) -> Outcome:
    try:
        send_mail(subject, text, None, [to])
    except (SMTPException, OSError):
        return Outcome.AGAIN
    return Outcome.ARRIVED
