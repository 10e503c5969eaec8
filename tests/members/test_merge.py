"""Two records of one person: joined by a person's decision, parted again exactly."""

from datetime import date

import pytest
from django.forms.models import model_to_dict

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.members import queries
from coso.members.actions import MEMBERSHIP, merge_members, move_member, qualify, unmerge
from coso.members.models import (
    Attachment,
    CorrectionRequest,
    FormerMembership,
    Member,
    Qualification,
    Stay,
)
from coso.members.rules import NewStay
from coso.org.enums import UnitKind
from coso.org.kinds import KINDS
from tests.factories import TODAY, make_attachment, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
PROVINCE = (0, 2 ** KINDS[UnitKind.PROVINCIAL_ORGANISATION].width)


def state():
    """Everything the joining may touch, as plain values."""
    return {
        kind.__name__: sorted((sorted(model_to_dict(row).items(), key=str) for row in kind.objects.all()), key=str)
        for kind in (Member, Stay, Qualification, Attachment, CorrectionRequest, FormerMembership)
    } | {"positions": sorted(Qualification.objects.values_list("pk", "position"))}


@pytest.fixture
def two():
    """One came from elsewhere in 2020; the other record was left behind with the years before."""
    here, there = make_unit(), make_unit()
    keep = make_member(here, party_card_number="001234567890", stays=[NewStay("official", date(2020, 1, 1))])
    other = make_member(there, "Nguyễn Văn Hùng", citizen_id_number="001234567890", job="giáo viên", admission_date=date(2009, 1, 1), official_date=date(2010, 1, 1))
    qualify(member=other, kind="language", level="B1", by=SYSTEM, day=TODAY)
    make_attachment(other)
    FormerMembership.objects.create(member=other, left_on=date(2008, 1, 1), left_reason="removed", readmitted_on=date(2009, 1, 1))
    return Member.objects.get(pk=keep.pk), Member.objects.get(pk=other.pk)


def join(keep, other, choices=None, by=SYSTEM):
    return merge_members(keep=keep, other=other, choices=choices or {}, reason="cùng một người", by=by)


@pytest.mark.parametrize("membership", ["keep", "other", None])
def test_joined_and_parted_reads_as_before(two, membership):
    keep, other = two
    before = state()
    choices = {"citizen_id_number": other.pk, "job": other.pk, "full_name": keep.pk}
    if membership:
        choices[MEMBERSHIP] = {"keep": keep.pk, "other": other.pk}[membership]
    join(keep, other, choices)
    assert state() != before
    keep.refresh_from_db()
    assert (keep.citizen_id_number, keep.job) == ("001234567890", "giáo viên")
    assert keep.unit_id == (other.unit_id if membership == "other" else keep.unit_id)
    assert {Qualification.objects.get().position, FormerMembership.objects.get().position} == {keep.position}
    unmerge(member=keep, reason="nhầm", by=SYSTEM)
    assert state() == before


def test_each_day_has_one_home_and_nobody_counts_twice(two):
    keep, other = two
    join(keep, other, {MEMBERSHIP: other.pk})
    for day in (date(2009, 6, 1), date(2015, 1, 1), date(2024, 1, 1)):
        assert Stay.objects.home().as_of(day).count() == 1
    assert not Stay.objects.home().filter(member=other).exists()


def test_the_joined_record_is_not_listed(two):
    keep, other = two
    join(keep, other)
    assert list(Member.objects.visible_to(SYSTEM)) == [keep]


def test_an_account_goes_over_and_comes_back(two):
    keep, other = two
    user = make_user(member=other)
    other.refresh_from_db()
    join(keep, other)
    assert Member.objects.get(account=user) == keep
    unmerge(member=Member.objects.get(pk=keep.pk), reason="", by=SYSTEM)
    assert Member.objects.get(account=user) == other


def test_what_cannot_be_joined_is_refused(two):
    keep, other = two
    for one, second in ((keep, keep),):
        with pytest.raises(RuleBroken):
            join(one, second)
    with pytest.raises(RuleBroken):
        join(keep, other, {"job": 0})
    with pytest.raises(RuleBroken):
        join(keep, other, {"status": other.pk})
    with pytest.raises(NotAllowed):
        join(keep, other, by=make_user("office_clerk", keep.unit))
    join(keep, other)
    with pytest.raises(RuleBroken):
        join(keep, other)


def test_two_accounts_are_not_joined(two):
    keep, other = two
    make_user(member=keep)
    make_user(member=other)
    with pytest.raises(RuleBroken):
        join(keep, other)


def test_a_record_changed_since_is_not_parted(two):
    keep, other = two
    with pytest.raises(RuleBroken):
        unmerge(member=keep, reason="", by=SYSTEM)
    join(keep, other)
    move_member(member=Member.objects.get(pk=keep.pk), to=make_unit(), on=date(2026, 1, 1), paper="", by=SYSTEM, day=TODAY)
    Stay.objects.filter(member=keep).update(recorded_at="2030-01-01T00:00:00Z")
    with pytest.raises(RuleBroken):
        unmerge(member=Member.objects.get(pk=keep.pk), reason="", by=SYSTEM)


def test_candidates_are_found_and_strangers_are_not():
    unit = make_unit()
    for name in ("Nguyễn Văn Hùng", "Nguyen Van Hung"):
        make_member(unit, name)
    make_member(unit, "Lê Thị Hoa", citizen_id_number="009876543210")
    make_member(unit, "Lê Hoa", birth_date=date(1981, 1, 1), party_card_number="009876543210")
    make_member(unit, "Trần Ba", old_identity_number="123456789")
    make_member(unit, "Trần Bốn", birth_date=date(1982, 1, 1), old_identity_number="123456789")
    make_member(unit, "Phạm Năm", birth_date=date(1983, 1, 1), citizen_id_number="001111111111", party_card_number="001111111111")
    found = {frozenset((pair.one.full_name, pair.other.full_name)) for pair in queries.pairs(SYSTEM, [(0, 2**34)])}
    assert found == {frozenset(("Nguyễn Văn Hùng", "Nguyen Van Hung")), frozenset(("Lê Thị Hoa", "Lê Hoa")), frozenset(("Trần Ba", "Trần Bốn"))}
    assert queries.pairs(SYSTEM, [make_unit().interval]) == []


def test_in_a_province_only_names_as_written_and_numbers_are_compared():
    unit = make_unit()
    for name in ("Nguyễn Văn Hùng", "Nguyễn Văn Hùng", "Nguyen Van Hung"):
        make_member(unit, name)
    assert [(pair.one.full_name, pair.other.full_name) for pair in queries.pairs(SYSTEM, [PROVINCE])] == [("Nguyễn Văn Hùng", "Nguyễn Văn Hùng")]
    assert queries.too_wide([PROVINCE, PROVINCE])
    assert not queries.too_wide([PROVINCE])
