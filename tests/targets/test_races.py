"""Two people act on one target at the same moment: one wins, the other is told, nothing is done twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.targets import actions
from coso.targets.enums import HandState
from coso.targets.models import AssignedValue, Assignment
from tests.factories import TODAY, make_commune
from tests.org.test_together import together
from tests.targets.story import decided, make_branches, make_target, shared_out

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 10


def shares_of_many_targets():
    """A share in one branch of each of so many targets."""
    commune = make_commune()
    make_branches(commune, 1)
    root = make_target(commune)
    roots = [root, *(make_target(scheme=root.target.scheme, title=f"Chỉ tiêu {at}") for at in range(1, TIMES))]
    return [shared_out(one)[0] for one in roots]


def one_won(first, second):
    """Both acts at once; of the two one is refused."""
    found = together(first, second)
    assert [isinstance(one, RuleBroken) for one in found].count(True) == 1
    return next(one for one in found if not isinstance(one, RuleBroken))


def test_of_accepting_and_answering_at_once_one_holds():
    for share in shares_of_many_targets():
        won = one_won(
            lambda share=share: actions.accept(assignment=share, by=SYSTEM, today=TODAY),
            lambda share=share: actions.answer(assignment=share, reason="Ít nguồn", by=SYSTEM, today=TODAY),
        )
        assert Assignment.objects.get(pk=share.pk).state == won.state


def test_decided_twice_at_once_one_value_is_in_force():
    for share in shares_of_many_targets():
        actions.accept(assignment=share, by=SYSTEM, today=TODAY)
        won = one_won(*(lambda share=share, paper=paper: actions.decide(assignment=share, paper=paper, by=SYSTEM, today=TODAY) for paper in ("1-QĐ", "2-QĐ")))
        assert (won.state, AssignedValue.objects.filter(assignment=share).count()) == (HandState.DECIDED, 1)


def test_revised_twice_at_once_one_revision_begins_that_day():
    for share in shares_of_many_targets():
        decided(share)
        one_won(*(lambda share=share, value=value: actions.revise(assignment=share, value=Decimal(value), from_day=date(2026, 7, 1), paper="3-QĐ", reason="Bão", by=SYSTEM) for value in (3, 4)))
        assert [one.valid_to for one in AssignedValue.objects.filter(assignment=share)] == [date(2026, 7, 1), None]
