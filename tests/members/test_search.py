"""Search: with no, some or all marks; by number; inside one's scope only; equal to a slow reference."""

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coso.common import scope
from coso.common.actors import SYSTEM
from coso.common.vietnamese import name_tokens, query_words
from coso.members import search
from coso.members.models import Member
from coso.org.enums import UnitKind
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
NAMES = ["Nguyễn Văn Hùng", "Nguyễn Đức Hưng", "Hoàng Thị Hồng", "Đỗ Đình Đạt", "Lê Thúy Hòa", "Trần Nguyên Vũ", "Đoàn Hữu Hưởng"]


def names_found(text, user=SYSTEM):
    return set(Member.objects.visible_to(user).search(text, user).values_list("full_name", flat=True))


@pytest.fixture
def seven():
    branch = make_unit()
    return [make_member(branch, name) for name in NAMES]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("nguyen van hung", {"Nguyễn Văn Hùng"}),
        ("Nguyễn Văn Hùng", {"Nguyễn Văn Hùng"}),
        (unicodedata.normalize("NFD", "Nguyễn Văn Hùng"), {"Nguyễn Văn Hùng"}),
        ("nguyên văn hung", {"Nguyễn Văn Hùng"}),
        ("HUNG", {"Nguyễn Văn Hùng", "Nguyễn Đức Hưng"}),
        ("hưng", {"Nguyễn Đức Hưng"}),
        ("nguyen", {"Nguyễn Văn Hùng", "Nguyễn Đức Hưng", "Trần Nguyên Vũ"}),
        ("do dinh dat", {"Đỗ Đình Đạt"}),
        ("đo đinh đat", {"Đỗ Đình Đạt"}),
        ("le thuy hoa", {"Lê Thúy Hòa"}),
        ("Lê Thuý Hoà", {"Lê Thúy Hòa"}),
        ("ng v h", {"Nguyễn Văn Hùng"}),
        ("hung nguyen", {"Nguyễn Văn Hùng", "Nguyễn Đức Hưng"}),
        ("o'brien \\", set()),
        ("   ", set()),
        ("zzz", set()),
    ],
)
def test_a_name_is_found_however_it_is_typed(seven, typed, expected):
    assert names_found(typed) == expected


def test_people_with_that_given_name_stand_first(seven):
    make_member(name := make_unit(), "Hùng Văn An")
    found = search.found(search.name_query("hung"), [(0, 2**62)], None)
    assert [Member.objects.get(pk=pk).full_name for pk in found] == ["Nguyễn Văn Hùng", "Nguyễn Đức Hưng", "Hùng Văn An"]
    assert name


@pytest.mark.parametrize("box", ["citizen_id_number", "party_card_number", "old_identity_number", "old_card_number", "database_id", "history_number"])
def test_a_number_is_found_whole_and_never_in_part(box):
    make_member(full_name="Bùi Thị Số", **{box: "0123456789"[: 10] if box not in ("citizen_id_number", "party_card_number") else "001234567890"})
    number = Member.objects.values_list(box, flat=True).get()
    assert names_found(number) == {"Bùi Thị Số"}
    assert names_found(number[:-1]) == set()


def test_a_number_may_be_typed_in_groups(seven):
    make_member(full_name="Bùi Thị Số", party_card_number="001234567890")
    assert names_found("0012 3456 7890") == names_found("001.234.567.890") == {"Bùi Thị Số"}


def test_search_stays_inside_the_readers_units(seven):
    province = make_unit(kind=UnitKind.PROVINCIAL_ORGANISATION)
    commune = make_unit(kind=UnitKind.COMMUNE_ORGANISATION, parent=province)
    make_member(make_unit(parent=commune), "Nguyễn Văn Hùng Anh")
    wide, narrow = make_user("office_clerk", province), make_user("office_clerk", commune)
    for user in (wide, narrow):
        assert names_found("nguyen", user) == {"Nguyễn Văn Hùng Anh"}


def test_the_function_itself_asks_the_scope(seven):
    """Wall two alone: intervals that lie are of no use without a scope that covers them."""
    asked = search.name_query("nguyen")
    with scope.within(scope.NOTHING):
        assert search.found(asked, [(0, 2**62)], None) == []
        assert search.found(asked, [(0, 2**62)], seven[0].pk) == []
    with scope.within(scope.Scope(member=seven[0].pk)):
        assert search.found(asked, [(0, 2**62)], seven[0].pk) == [seven[0].pk]


SYLLABLES = st.sampled_from(["Nguyễn", "Đức", "Đình", "Văn", "Vân", "Hoà", "Hòa", "Thuý", "Thúy", "Hưng", "Hùng", "Hồng", "Ước", "An", "Ân", "Y", "đ", "Lê", "Lệ"])


def reference(text, names):
    """Slowly: each word equals, and the last begins, one of the words a name is found by."""
    words = query_words(text)

    def fits(word, tokens, *, begin):
        return any(token.startswith(word) if begin else token == word for token in tokens)

    def bears(name):
        tokens = name_tokens(name)
        return all(fits(word, tokens, begin=at == len(words) - 1 or not search._has_vowel(word)) for at, word in enumerate(words))

    return {name for name in names if words and bears(name)}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=12, unique=True),
    typed=st.lists(SYLLABLES, min_size=1, max_size=3).map(" ".join),
    form=st.sampled_from(["NFC", "NFD"]),
    bare=st.booleans(),
    cut=st.integers(0, 2),
)
def test_search_equals_a_slow_reference(names, typed, form, bare, cut):
    Member.objects.all().delete()
    branch = make_unit()
    Member.objects.bulk_create([
        Member(unit=branch, full_name=name, sex="male", status="official", birth_date=date(1980, 1, 1), admission_date=date(2010, 1, 1)) for name in names
    ])
    if bare:
        typed = "".join(letter for letter in unicodedata.normalize("NFD", typed) if not unicodedata.combining(letter)).replace("đ", "d").replace("Đ", "D")
    typed = unicodedata.normalize(form, typed[: len(typed) - cut] or typed)
    assert names_found(typed) == reference(typed, names)


def test_filters_choose_among_all_who_bear_the_name_not_among_the_first_found(monkeypatch, client):
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    monkeypatch.setattr(search, "FEW", 0)
    branch = make_unit()
    for at in range(6):
        make_member(branch, f"Nguyễn Văn Hùng {'ABCDEF'[at]}", sex="female" if at > 3 else "male")
    client.force_login(make_user("office_clerk", branch))
    plain = client.get("/dang-vien/", {"q": "nguyen"}).context
    assert plain["table"].count == 2
    assert plain["more"]
    narrowed = client.get("/dang-vien/", {"q": "nguyen", "sex": "female"}).context
    assert narrowed["table"].count == 2 == len(narrowed["table"].objects)
    assert {one.sex for one in narrowed["table"].objects} == {"female"}
    assert not narrowed["more"]
    monkeypatch.setattr(search, "A_PROVINCE", 0)
    assert client.get("/dang-vien/", {"q": "nguyen", "sex": "female"}).context["more"]
