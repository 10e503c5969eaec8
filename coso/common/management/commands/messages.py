"""`coso messages`: gather the words on screen into locale/; with --check only say whether all is done.

What has no translation yet is printed as it would stand in the file: translate it and add it there, anywhere.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coso.common import messages


class Command(BaseCommand):
    help = "Gather the words on screen into locale/, keep their translations, compile them, and print what has none yet."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when a run would, or a translation is missing")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        found = messages.gather(settings.BASE_DIR / "coso") | messages.gather(settings.BASE_DIR / "config")
        for language in messages.FORMS:
            faults = self.refresh(language, found, check=check)
            if check and faults:
                sys.stderr.write("".join(f"{language}: {fault}\n" for fault in faults))
                sys.exit(1)

    def refresh(self, language: str, found: dict[messages.Key, messages.Message], *, check: bool) -> list[str]:
        """Write one language's file unless only checking; what is wrong with it."""
        path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
        now = messages.merged(found, messages.read(path), language)
        text = messages.written(now, language)
        faults = [f"{fault}: {message.text}" for message in now for fault in message.faults()]
        if check:
            same = path.exists() and path.read_text() == text
            return faults if same else ["locale/ is not up to date; run coso messages", *faults]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.stdout.write("\n".join(messages.block(message) for message in now if not any(message.said)))
        messages.compile_file(path, language)
        return faults
