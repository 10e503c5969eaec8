"""`coso make_push_key`: the key with which this installation signs notices to phones; made once, kept as a secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from coso.notices.channels.push import make_key


class Command(BaseCommand):
    help = "Make the key for notices on phones, once; from then on they are sent."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        path = Path(settings.COSO_PUSH_KEY_FILE)
        said = _("The key is made and kept in %(path)s. Keep it with the backups: with another key every phone has to be added anew.") if make_key(path) else _("There is a key already in %(path)s. It was kept.")
        self.stdout.write(said % {"path": path})
