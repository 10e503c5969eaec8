"""The worker with a great plan in hand, dying at its n-th statement: `python -m tests.restructuring.carry_worker N JOB`; N of 0: never."""

import sys

import django

django.setup()

from django.db import connection  # noqa: E402 settings come first

from coso.common import jobs  # noqa: E402
from coso.restructuring.actions import work  # noqa: E402
from tests.dying import Dying  # noqa: E402

work.PORTION = 3

if __name__ == "__main__":
    with connection.execute_wrapper(Dying(int(sys.argv[1]))):
        jobs.run(int(sys.argv[2]))
