"""`coso setup_database`: make the database ready for this release; may be run again at any time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from coso.common.database_setup import set_up_database


class Command(BaseCommand):
    help = "Create the app's role, the tables, row-level security and the first data."
    requires_system_checks: list[str] = []  # it makes what the checks look at

    def handle(self, *_args: Any, **options: Any) -> None:
        set_up_database(verbosity=options["verbosity"])
