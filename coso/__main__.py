"""The installed command: Django's own command runner, with the embedded database beside it where none is named."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import NoReturn

import django
from django.core.management import execute_from_command_line
from django.db import OperationalError

from config.database import VAR, uses_embedded
from config.embedded import Server
from coso.common.database_setup import sentence_of
from coso.common.errors import CannotRun

CANNOT_RUN = 2
WITHOUT_DATABASE = {"", "check", "check_figures", "collectstatic", "compile_messages", "help", "makemigrations", "messages", "version", "--help", "--version"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        with database(sys.argv[1] if len(sys.argv) > 1 else ""):
            execute_from_command_line(["coso", *sys.argv[1:]])
    except CannotRun as problem:
        give_up(str(problem))
    except OperationalError as problem:
        give_up(sentence_of(problem))


def give_up(sentence: str) -> NoReturn:
    """One sentence in place of a trace, when the machine does not allow what was asked."""
    sys.stderr.write(f"{sentence}\n")
    sys.exit(CANNOT_RUN)


def database(command: str) -> AbstractContextManager[None]:
    """The embedded server for as long as the command runs, if this command needs one."""
    if not uses_embedded() or command in WITHOUT_DATABASE or "--help" in sys.argv:
        return nullcontext()
    return Server(VAR).in_use()


if __name__ == "__main__":
    main()
