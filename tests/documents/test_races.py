"""Many offices take numbers of one series at the same moment: all differ, none is missing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.common.scope import within
from coso.documents import actions
from coso.documents.models import Document, GivenNumber, PartRead, StudyReceipt
from coso.org.enums import UnitKind
from tests.documents.story import (
    TODAY,
    lay_out_study,
    make_draft,
    numbered,
    prepare_study,
    reserve,
)
from tests.factories import make_member, make_unit, make_user
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


def test_a_study_finished_twice_at_once_or_entered_meanwhile_leaves_one_receipt_and_no_progress():
    commune = numbered()
    branch = make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    member, other = make_member(branch, "Lò Thị Hường"), make_member(branch, "Lò Văn Chính")
    user, secretary = make_user(member=member), make_user("branch_secretary", branch, member=other)
    study, now = lay_out_study(commune, text="I. Một\n\nHết.\n\nII. Hai\n\nHết."), timezone.now()

    def finish():
        with within(user.scope(about_oneself=True)):
            for part in study.parts.all():
                actions.read_part(part=part, by=user, now=now)
            return actions.finish_study(study=study, by=user, now=now)

    def enter():
        with within(secretary.scope()):
            return actions.enter_receipts(reading=study, members=[member], told_how="Học tại buổi họp", by=secretary, now=now)

    assert not [one for one in together(finish, finish, enter) if isinstance(one, RuleBroken)]
    assert StudyReceipt.objects.filter(study=study, member=member).count() == 1
    finish()  # whatever was tapped in between goes with the next tap
    with within(user.scope(about_oneself=True)):
        assert not PartRead.objects.exists()


def test_a_part_is_written_before_a_study_is_opened_or_not_at_all():
    commune = numbered()
    make_member(make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune), "Lò Thị Hường")
    study = prepare_study(commune)
    said = actions.PartSaid(9, "Thêm", "Chữ")
    wrote, opened = together(lambda: actions.write_part(study=study, said=said, by=SYSTEM, today=TODAY), lambda: actions.open_study(study=study, by=SYSTEM, today=TODAY))
    assert not isinstance(opened, RuleBroken)
    assert study.parts.filter(title="Thêm").count() == (0 if isinstance(wrote, RuleBroken) else 1)
