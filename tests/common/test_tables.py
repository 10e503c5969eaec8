"""Lists: search, filters, sort, columns, counts and pages that lose and repeat nothing."""

from types import SimpleNamespace

import pytest
from django.db.models import Q
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from coso.common import tables
from coso.common.columns import MASK, Column, Kind
from coso.common.privacy import DataClass
from coso.org.models import Area

COLUMNS = [
    Column("name", "Name", "name", sort=("name",), phone=True, link=lambda area: f"/areas/{area.pk}/"),
    Column("code", "Code", "code", sort=("code",)),
    Column("households", "Households", "households", kind=Kind.NUMBER, sort=("households",)),
    Column("border", "Border", "border", kind=Kind.YES_NO, default_shown=False),
    Column("secret", "Secret", "name", data_class=DataClass.SENSITIVE, default_shown=False),
]
FILTERS = [
    tables.ChoiceFilter("kind", "Kind", choices=[("hamlet", "Hamlet"), ("village", "Village")], narrow=lambda rows, kinds: rows.filter(kind__in=kinds)),
    tables.YesNoFilter("border", "Border", narrow=lambda rows, yes: rows.filter(border=yes)),
    tables.NumberRangeFilter("households", "Households", narrow=lambda rows, pair: rows.filter(_between("households", pair))),
    tables.DateRangeFilter("ended", "Ended", narrow=lambda rows, pair: rows.filter(_between("ended_on", pair))),
]


def _between(field, pair):
    low, high = pair
    found = Q()
    if low is not None:
        found &= Q(**{f"{field}__gte": low})
    if high is not None:
        found &= Q(**{f"{field}__lte": high})
    return found


def table(query="", page_size=3, **options):
    request = RequestFactory().get(f"/areas/?{query}")
    request.user = SimpleNamespace(pk=None)
    return tables.Table(
        request, Area.objects.filter(kind__in=["hamlet", "village"]), key="areas", columns=COLUMNS, filters=FILTERS, default_order="name",
        search=lambda rows, text: rows.filter(name__icontains=text), page_size=page_size, **options,
    )


def area(name, **facts):
    return Area.objects.create(name=name, **{"kind": "hamlet", **facts})


def walk(query, page_size, *, back=False):
    """The keys of all pages from the first on, or from the last back, following the links."""
    asked = table(query, page_size)
    if back:
        while asked.next_url:
            asked = table(asked.next_url[1:], page_size)
    seen = []
    while True:
        keys = [one.pk for one in asked.objects]
        seen = keys + seen if back else seen + keys
        url = asked.previous_url if back else asked.next_url
        if not url:
            return seen
        asked = table(url[1:], page_size)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from([None, 1, 2])), max_size=12),
    st.sampled_from(["name", "-name", "households", "-households", "code"]),
    st.integers(1, 5),
)
def test_pages_hold_every_row_once_in_order_forward_and_back(rows, sort, page_size):
    Area.objects.filter(kind="hamlet").delete()
    for number, (name, households) in enumerate(rows):
        area(f"{name}{number % 2}", households=households, code=None if number % 3 else f"x{number}", parent=area(f"p{number}", kind="commune"))
    whole = [one.pk for one in table(f"sort={sort}").ordered]
    assert walk(f"sort={sort}", page_size) == whole
    assert walk(f"sort={sort}", page_size, back=True) == whole
    assert len(whole) == len(rows) == table().count


@pytest.mark.django_db
def test_a_row_that_comes_in_meanwhile_moves_nothing():
    for name in "abdef":
        area(name)
    first = table(page_size=2)
    following = first.next_url
    area("aa")
    assert [one.name for one in table(following[1:], 2).objects] == ["d", "e"]


@pytest.mark.django_db
def test_search_and_filters_narrow_and_say_so():
    area("Bản Nà Củng", kind="village", border=True, households=40)
    area("Thôn Một", households=10)
    asked = table("q=nà&kind=village&border=1&households_from=30&ended_to=nonsense")
    assert [one.name for one in asked.objects] == ["Bản Nà Củng"]
    assert [chip.label for chip in asked.chips] == ["Tìm kiếm", "Kind", "Border", "Households"]
    without = table(asked.chips[1].remove_url[1:])
    assert [chip.label for chip in without.chips] == ["Tìm kiếm", "Border", "Households"]
    assert table(asked.clear_url[1:]).count == 2
    assert not table().narrow


@pytest.mark.django_db
def test_words_that_mean_nothing_are_passed_over():
    area("a")
    asked = table("kind=castle&border=maybe&households_from=many&sort=nonsense&cols=nothing&after=x&before=999999")
    assert asked.count == 1
    assert len(asked.objects) == 1
    assert asked.chips == []


@pytest.mark.django_db
def test_the_reader_chooses_the_columns_and_the_order():
    area("a", households=15980)
    asked = table("cols=name&cols=households&sort=-households")
    assert [head.column.key for head in asked.head] == ["name", "households"]
    assert [head.direction for head in asked.head] == ["", "desc"]
    assert table(asked.head[1].url[1:]).order[1] is False
    assert [cell.text for cell in asked.rows[0].cells] == ["a", "15.980"]
    assert asked.rows[0].cells[0].url.startswith("/areas/")
    assert [cell.text for cell in asked.rows[0].phone] == ["a"]


@pytest.mark.django_db
def test_sensitive_columns_are_masked_until_revealed():
    area("a")
    masked, shown = table("cols=secret"), table("cols=secret", revealed=True)
    assert (masked.rows[0].cells[0].text, masked.export_columns) == (MASK, [])
    assert (shown.rows[0].cells[0].text, len(shown.export_columns)) == ("a", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(rows, django_assert_num_queries):
    for number in range(rows):
        area(f"a{number}")
    with django_assert_num_queries(2):
        asked = table()
        assert asked.count == rows
        assert len(asked.rows) == rows
        assert asked.next_url == ""


def test_exports_are_offered_only_where_permitted():
    assert [kind for kind, _url in table().export_urls] == ["xlsx", "csv"]
    assert table("export=csv").export_kind == "csv"
    assert table("export=exe").export_kind == ""
    assert table("export=csv", export_permitted=False).export_kind == ""
