"""`coso import_members` that dies at its n-th statement: `python -m tests.members.import_worker N FILE CODE`; N of 0: never."""

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402 settings come first
from django.db import connection  # noqa: E402

from coso.common.imports import actions  # noqa: E402
from tests.dying import Dying  # noqa: E402

actions.CHUNK = 15

if __name__ == "__main__":
    with connection.execute_wrapper(Dying(int(sys.argv[1]))):
        call_command("import_members", sys.argv[2], unit=sys.argv[3], json=True)
