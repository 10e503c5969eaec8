"""`coso open_administrator`: the first person who may sign in, or another one where nobody is left who can give rights."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.access import actions, rules
from coso.access.models import User
from coso.common.actors import SYSTEM
from coso.common.errors import CannotRun, CosoError
from coso.common.scope import everything, within
from coso.org.models import Unit
from coso.org.queries import unit_named


class Command(BaseCommand):
    help = "Open an administrator's account for a unit and all below it, and print the code with which its owner signs in the first time."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", default="", metavar="CODE", help="code of the unit; left out: the top of the tree")
        add_person(parser)

    def handle(self, *_args: Any, unit: str, username: str, person: str, **_options: Any) -> None:
        with within(everything(where="open_administrator")), transaction.atomic():
            told(self, lambda: open_administrator(unit_of(unit), username, person))


def add_person(parser: ArgumentParser) -> None:
    parser.add_argument("--username", required=True, help="sign-in name: letters without tone marks, digits, dots, hyphens")
    parser.add_argument("--person", required=True, metavar="NAME", help="full name of the person")


def open_administrator(unit: Unit, username: str, person: str) -> actions.IssuedCode:
    """A new account with the role; of an account that is there already, which must bear the name, a new code."""
    now, known = timezone.now(), User.objects.filter(username=username.strip().lower()).first()
    if known and known.full_name != person.strip():
        raise CannotRun(_("The sign-in name “%(name)s” belongs to somebody else. Nothing was changed. Choose another one.") % {"name": username})
    code = actions.issue_code(user=known, by=SYSTEM, now=now) if known else actions.open_account(username=username, full_name=person, unit=unit, by=SYSTEM, now=now)
    today = timezone.localdate(now)
    if not code.user.appointments.as_of(today).filter(role=rules.ADMINISTRATOR, unit=unit).exists():
        actions.appoint(user=code.user, role=rules.ADMINISTRATOR, unit=unit, valid_from=today, paper="", by=SYSTEM)
    return code


def told(command: BaseCommand, act: Any) -> None:
    """Print the code; a refusal is one sentence and exit code 2."""
    try:
        code = act()
    except CosoError as refused:
        raise CannotRun(str(refused)) from refused
    command.stdout.write(_("%(who)s signs in the first time at %(address)s with the code %(code)s, before %(until)s. It is shown only now.") % {
        "who": code.user.full_name, "address": settings.COSO_SITE.rstrip("/") + reverse("access:activate"), "code": code.text, "until": timezone.localtime(code.expires_at).strftime("%H:%M %d/%m/%Y"),
    })


def unit_of(code: str) -> Unit:
    if code:
        return unit_named(code)
    top = Unit.objects.filter(parent=None, ended_on=None).order_by("position").first()
    if top is None:
        raise CannotRun(_("There is no unit yet. Nothing was done. Found the top of the tree with: coso begin."))
    return top
