"""`coso compile_messages`: make the translations in locale/ ready to be read by the server."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coso.common import messages


class Command(BaseCommand):
    help = "Compile the translations in locale/."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        for language in messages.FORMS:
            messages.compile_file(settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po", language)
