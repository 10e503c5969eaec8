"""What the worker does by itself each morning: the mail of what is due, to those who want it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.db import close_old_connections
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from coso.access.actions import mark_mailed
from coso.access.models import User
from coso.common.actors import SYSTEM
from coso.common.scope import within
from coso.home.exports import as_letter
from coso.home.queries import deadlines


@app.periodic(cron="15 * * * 1-6")
@app.task(name="coso.morning_mail", queueing_lock="coso.morning_mail", pass_context=False)
def morning_mail(timestamp: int) -> None:  # noqa: ARG001 every periodic task is given it
    """Asked each hour, sent once a day from seven o'clock on: a worker that slept through the morning still sends it."""
    close_old_connections()
    now = timezone.localtime()
    if now.hour >= settings.COSO_MAIL_FROM_HOUR:
        send_all(now.date())


def send_all(day: date) -> int:
    """Send the day's mail to everybody who wants it and has not had it; how many were sent."""
    wanting = User.objects.filter(is_active=True, morning_mail=True).exclude(email="").exclude(mailed_on=day)
    return sum(send_one(user, day) for user in wanting.order_by("pk").iterator(chunk_size=500))


def send_one(user: User, day: date) -> bool:
    """Nothing due, no mail. What cannot be handed over to the mail server today is tried again within the hour."""
    with within(user.scope("morning mail")), translation.override(user.language):
        found = deadlines(user)
        if not found or not mark_mailed(user=user, day=day, by=SYSTEM):
            return False
        subject, text = as_letter(found, day, settings.COSO_SITE)
        send_mail(subject, text, None, [user.email])
    return True
