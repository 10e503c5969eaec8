"""The installed command: Django's own command runner."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 settings come first

    execute_from_command_line(["coso", *sys.argv[1:]])


if __name__ == "__main__":
    main()
