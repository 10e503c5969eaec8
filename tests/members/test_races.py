"""Two people act on one member at the same moment: one wins, the other is told, and nothing is half done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from coso.common import scope
from coso.common.actors import SYSTEM
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.members.actions import add_member, correct_member, leave, move_member, receive_guest
from coso.members.models import Member, Stay
from coso.org import soundness
from coso.org.actions import dissolve_unit
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


ENTERED = {"full_name": "Lò Văn Mới", "sex": "male", "birth_date": date(1990, 2, 3), "admission_date": date(2020, 5, 19), "official_date": date(2021, 5, 19)}
INTO_A_UNIT = {
    "enter": lambda unit, _other: add_member(unit=unit, fields=ENTERED, by=SYSTEM, day=TODAY),
    "move": lambda unit, other: move_member(member=other, to=unit, on=date(2026, 1, 15), paper="", by=SYSTEM, day=TODAY),
    "be a guest": lambda unit, other: receive_guest(member=other, unit=unit, on=date(2026, 1, 15), paper="", by=SYSTEM, day=TODAY),
}


@pytest.mark.parametrize("way", INTO_A_UNIT)
def test_nobody_comes_into_a_unit_in_the_moment_it_ends(way):
    """Whoever is first wins; a member who comes after the end is refused by the database itself, with a sentence."""
    for _schedule in range(12):
        unit, other = make_unit(), make_member()
        entered, ended = at_once(
            lambda unit=unit, other=other: INTO_A_UNIT[way](unit, other),
            lambda unit=unit: dissolve_unit(unit=unit, on=date(2026, 2, 1), today=TODAY, paper="QĐ 1", by=SYSTEM),
        )
        assert isinstance(entered, RuleBroken) != isinstance(ended, RuleBroken)
    assert list(soundness.differences()) == []


def test_a_stay_is_not_opened_again_beyond_the_end_of_its_unit():
    unit = make_unit()
    member = make_member(unit)
    leave(member=member, on=date(2026, 1, 10), reason="removed", paper="", by=SYSTEM, day=TODAY)
    dissolve_unit(unit=unit, on=date(2026, 2, 1), today=TODAY, paper="QĐ 1", by=SYSTEM)
    with pytest.raises(RuleBroken), explained(Stay):
        Stay.objects.filter(member=member).update(valid_to=None)
