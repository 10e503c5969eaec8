"""The wizard: a file handed in, its columns, its preview, entering, the result, and undoing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from coso.common import jobs
from coso.common.models import ImportBatch, ImportRow, Job
from coso.members import tasks
from coso.members.models import Member
from coso.org.enums import AreaKind, UnitKind
from coso.org.models import Area
from tests import sheets
from tests.factories import make_unit, make_user
from tests.sheets import person

CODE = "38168053000000"
pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    Area.objects.get_or_create(name="Thanh Hóa", kind=AreaKind.PROVINCE)
    unit = make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION, code=CODE)
    make_unit("Chi bộ thôn 1", parent=unit, code="38168053000001")
    return unit


@pytest.fixture
def clerk(client, commune):
    client.force_login(make_user("office_clerk", commune))
    return client


def hand_in(client, tmp_path, rows, unit="Đảng bộ xã Mường So", name="danh sách.xlsx"):
    path = sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat(rows))
    upload = SimpleUploadedFile(name, path.read_bytes())
    return client.post(reverse("imports:new"), {"file": upload, "unit": unit})


def work(answer, client):
    """Let the worker do the job an answer leads to, then follow it to the import's page."""
    pk = int(answer["Location"].rstrip("/").rsplit("/", 1)[-1])
    jobs.run(pk)
    return client.get(answer["Location"], follow=True)


def looked_at(client, tmp_path, rows):
    page = work(hand_in(client, tmp_path, rows), client)
    assert page.status_code == 200
    return page, ImportBatch.objects.get()


def test_a_list_goes_from_file_to_records_and_back(clerk, commune, tmp_path):
    rows = [person(1, "Chi bộ thôn 1"), person(2, "Chi bộ thôn 1"), person(3, "Chi bộ thôn 1", c6="31/02/1980")]
    page, batch = looked_at(clerk, tmp_path, rows)
    said = page.content.decode()
    assert "31/02/1980" in said
    assert person(1)[3] in said
    assert Member.objects.count() == 0
    assert not list(tasks.folder().iterdir())
    result = work(clerk.post(reverse("imports:enter", args=[batch.pk])), clerk)
    assert Member.objects.count() == 2
    assert reverse("imports:undo", args=[batch.pk]) in result.content.decode()
    mend = clerk.get(reverse("imports:refused", args=[batch.pk]))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(mend.content)).get_sheet_by_index(0).to_python()
    assert [row[5] for row in sheet[1:]] == ["31/02/1980"]
    work(clerk.post(reverse("imports:undo", args=[batch.pk])), clerk)
    assert Member.objects.count() == 0


def test_the_columns_can_be_given_another_meaning(clerk, commune, tmp_path):
    _page, batch = looked_at(clerk, tmp_path, [person(1, "Chi bộ thôn 1", c4="Chín")])
    address = reverse("imports:mapping", args=[batch.pk])
    assert clerk.get(address).status_code == 200
    meaning = dict(batch.mapping)
    twice = clerk.post(address, meaning | {"other_name": meaning["full_name"]})
    assert twice.status_code == 422
    meaning.pop("other_name")
    work(clerk.post(address, meaning), clerk)
    batch.refresh_from_db()
    assert "other_name" not in batch.mapping
    work(clerk.post(reverse("imports:enter", args=[batch.pk])), clerk)
    assert Member.objects.get().other_name == ""


def test_a_namesake_is_asked_about_on_the_page(clerk, commune, tmp_path):
    _page, first = looked_at(clerk, tmp_path, [person(1, "Chi bộ thôn 1", c9="", c10="")])
    work(clerk.post(reverse("imports:enter", args=[first.pk])), clerk)
    known = Member.objects.get()
    page = work(hand_in(clerk, tmp_path, [person(1, "Chi bộ thôn 1", c9="", c10="", c4="Ba")]), clerk)
    row = ImportRow.objects.exclude(batch=first).get()
    assert reverse("imports:answer", args=[row.pk]) in page.content.decode()
    clerk.post(reverse("imports:answer", args=[row.pk]), {"chosen": known.pk})
    clerk.post(reverse("imports:answer", args=[row.pk]), {"chosen": "x"})
    row.refresh_from_db()
    assert row.answer == known.pk


def test_a_preview_can_be_thrown_away_once(clerk, commune, tmp_path):
    _page, batch = looked_at(clerk, tmp_path, [person(1, "Chi bộ thôn 1")])
    for _ in range(2):
        assert clerk.post(reverse("imports:discard", args=[batch.pk])).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, batch.rows.count()) == ("discarded", 0)


def test_a_file_that_cannot_be_read_says_why(clerk, commune):
    upload = SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no")
    page = work(clerk.post(reverse("imports:new"), {"file": upload, "unit": CODE}), clerk)
    assert Job.objects.get().error in page.content.decode().replace("&#x27;", "'")
    assert not list(tasks.folder().iterdir())
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize("unit", ["Chi bộ ở nơi khác", "99999999999999"])
def test_only_ones_own_units_can_be_chosen(clerk, commune, tmp_path, unit):
    make_unit("Chi bộ ở nơi khác")
    assert hand_in(clerk, tmp_path, [person(1)], unit=unit).status_code == 422


def test_a_killed_reading_is_not_done_twice(clerk, commune, tmp_path):
    answer = hand_in(clerk, tmp_path, [person(1, "Chi bộ thôn 1")])
    job = Job.objects.get()
    jobs.run(job.pk)
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.run(job.pk)
    assert ImportBatch.objects.count() == 1
    assert clerk.get(answer["Location"], headers={"HX-Request": "true"})["HX-Redirect"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_imports_asks_the_same_number_of_questions(clerk, commune, tmp_path, rows, django_assert_max_num_queries):
    for _ in range(rows):
        ImportBatch.objects.create(kind="members", unit_id=commune.pk, position=commune.position, file_name="a.xlsx", sha256="0" * 64, day="2026-01-01")
    with django_assert_max_num_queries(30):
        page = clerk.get(reverse("imports:list"))
    assert page.content.decode().count("a.xlsx") >= rows
