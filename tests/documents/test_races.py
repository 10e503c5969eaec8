"""Many offices take numbers of one series at the same moment: all differ, none is missing."""

from __future__ import annotations

import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.documents import actions
from coso.documents.models import Document, GivenNumber
from tests.documents.story import TODAY, make_draft, numbered, reserve
from tests.org.test_together import together

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 50


def issue(paper, **told):
    return actions.issue(document=paper, dated=TODAY, by=SYSTEM, today=TODAY, **told)


def test_two_offices_get_two_numbers_and_fifty_get_fifty_without_a_gap():
    commune = numbered()
    papers = [make_draft(commune) for _ in range(WRITERS + 2)]
    first = together(*(lambda paper=paper: issue(paper).symbol for paper in papers[:2]))  # the series itself begins here, twice at once
    assert sorted(first) == ["01-NQ/ĐU", "02-NQ/ĐU"]
    together(*(lambda paper=paper: issue(paper) for paper in papers[2:]))
    assert sorted(Document.objects.values_list("given__number", flat=True)) == list(range(1, WRITERS + 3))


def test_issued_twice_at_once_a_paper_gets_one_number_and_a_reserved_one_serves_one_paper():
    commune = numbered()
    paper = make_draft(commune)
    found = together(lambda: issue(paper), lambda: issue(paper))
    assert [isinstance(one, RuleBroken) for one in found].count(True) == 1
    kept = reserve(commune)
    found = together(*(lambda paper=paper: issue(paper, reserved=kept) for paper in (make_draft(commune), make_draft(commune))))
    assert [isinstance(one, RuleBroken) for one in found].count(True) == 1
    assert GivenNumber.objects.count() == 2
