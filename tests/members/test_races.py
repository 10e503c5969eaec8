"""Two people act on one member at the same moment: one wins, the other is told, and nothing is half done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from coso.common import scope
from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.members.actions import correct_member, leave, move_member
from coso.members.models import Member, Stay
from tests.factories import TODAY, make_member, make_unit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts in threads of their own, each having seen the state before; their results or refusals."""
    ready = Barrier(len(acts))

    def run(act):
        try:
            with scope.within(scope.everything()):
                ready.wait(10)
                return act()
        except RuleBroken as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_transfers_of_one_member_and_a_leaving():
    member, one, two = make_member(job="thợ"), make_unit(), make_unit()

    def seen():
        return Member.objects.select_related("unit").get(pk=member.pk)

    first = seen()
    results = at_once(
        lambda: move_member(member=first, to=one, on=date(2026, 2, 1), paper="", by=SYSTEM, day=TODAY),
        lambda: move_member(member=first, to=two, on=date(2026, 2, 1), paper="", by=SYSTEM, day=TODAY),
        lambda: leave(member=first, on=date(2026, 2, 2), reason="deceased", paper="", by=SYSTEM, day=TODAY),
    )
    assert sum(isinstance(result, RuleBroken) for result in results) == 2
    assert Stay.objects.filter(member=member).home().as_of(date(2026, 2, 1)).count() == 1

    now = seen()
    results = at_once(*(
        lambda job=job: correct_member(member=now, new={"job": job}, seen={"job": "thợ"}, by=SYSTEM, reason="", day=TODAY) for job in ("nông dân", "giáo viên")
    ))
    assert sum(isinstance(result, RuleBroken) for result in results) == 1
    assert seen().job in ("nông dân", "giáo viên")
