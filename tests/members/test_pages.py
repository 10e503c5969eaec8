"""The pages: list, person, reveal, readings, forms; what is hidden stays hidden, what is read is logged."""

from datetime import date

import pytest
from django.urls import reverse

from coso.access.models import Reading
from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.members import tables
from coso.members.actions import ask_correction, ask_correction_for, change_activity, qualify
from coso.members.enums import CorrectionState
from coso.members.models import CorrectionRequest, Member, Stay
from coso.org.enums import UnitKind
from tests.factories import make_attachment, make_member, make_unit
from tests.world import make_account

pytestmark = pytest.mark.django_db
CANARIES = {
    "citizen_id_number": "001099887766", "party_card_number": "002099887766", "old_identity_number": "123987456",
    "phone": "0977123987", "email": "canary@example.vn", "home_address": "Ngõ Chim Hoàng Yến",
    "residence_address": "Phố Chim Hoàng Yến", "birth_address": "Xóm Chim Hoàng Yến", "religion": "cao_dai", "ethnic_group": "lo_lo",
}
SHOWN = [*list(CANARIES.values())[:-2], "Cao Đài", "Lô Lô"]


@pytest.fixture
def commune():
    return make_unit(kind=UnitKind.COMMUNE_ORGANISATION)


@pytest.fixture
def branch(commune):
    return make_unit(parent=commune, name="Chi bộ bản Nà Củng")


@pytest.fixture
def clerk(client, commune):
    user = make_account("clerk", "office_clerk", commune)
    client.force_login(user)
    return user


@pytest.fixture
def member(branch):
    return make_member(branch, **CANARIES)


def page(client, name, *args, **query):
    return client.get(reverse(f"members:{name}", args=args), query)


def send(client, name, *args, **data):
    query = data.pop("query", "")
    return client.post(reverse(f"members:{name}", args=args) + query, data)


# --- what is hidden ------------------------------------------------------------------------------

def test_a_person_page_hides_class_3_until_asked(client, clerk, member):
    shown = page(client, "person", member.pk).content.decode()
    assert "Nguyễn Văn Hùng" in shown
    assert not [one for one in SHOWN if one in shown]


def test_a_list_never_shows_class_3(client, clerk, member):
    for query in ({}, {"cols": [column.key for column in tables.columns(date(2026, 1, 1))]}):
        shown = page(client, "list", **query).content.decode()
        assert "Nguyễn Văn Hùng" in shown
        assert not [one for one in SHOWN if one in shown]


def test_one_field_is_revealed_and_leaves_a_reading(client, clerk, member):
    answer = client.post(reverse("members:reveal", args=[member.pk]), {"field": "citizen_id_number"}, headers={"HX-Request": "true"})
    assert CANARIES["citizen_id_number"] in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert list(Reading.objects.filter(member_id=member.pk).values_list("kind", "fields", "by_id")) == [("revealed", "citizen_id_number", clerk.pk)]


def test_all_fields_are_revealed_on_that_answer_only(client, clerk, member):
    answer = send(client, "reveal", member.pk, field="all").content.decode()
    assert all(one in answer for one in SHOWN)
    assert CANARIES["phone"] not in page(client, "person", member.pk).content.decode()


def test_a_field_that_is_not_hidden_cannot_be_revealed(client, clerk, member):
    assert send(client, "reveal", member.pk, field="full_name").status_code == 404


def test_without_the_log_no_page(client, clerk, member, monkeypatch):
    monkeypatch.setattr("coso.access.reading.INSERT", "INSERT INTO no_such_table VALUES (1)")
    client.raise_request_exception = False
    for answer in (page(client, "person", member.pk), send(client, "reveal", member.pk, field="phone")):
        assert answer.status_code == 503
        assert CANARIES["phone"] not in answer.content.decode()
        assert member.full_name not in answer.content.decode()


def test_opening_leaves_a_reading_and_the_member_sees_who(client, clerk, member, branch):
    page(client, "person", member.pk)
    me = make_account("me", "member", branch)
    Member.objects.filter(pk=member.pk).update(account=me)
    client.force_login(me)
    assert "clerk" in page(client, "readings", member.pk).content.decode()
    page(client, "mine")
    assert list(Reading.objects.filter(member_id=member.pk).values_list("by_id", flat=True)) == [clerk.pk]


def test_a_search_by_a_number_is_logged_without_the_number(client, clerk, member):
    shown = page(client, "list", q=CANARIES["citizen_id_number"]).content.decode()
    assert member.full_name in shown
    kept = Reading.objects.get(kind="listed")
    assert (kept.member_id, kept.fields) == (member.pk, "number")
    assert CANARIES["citizen_id_number"] not in f"{kept.fields} {kept.digest} {kept.page} {kept.purpose}"
    client.get(reverse("home:search"), {"q": CANARIES["party_card_number"]})
    assert Reading.objects.filter(kind="listed", member_id=member.pk).count() == 2
    page(client, "list", q="nguyen")
    page(client, "list", q="009999999999")
    assert Reading.objects.filter(kind="listed").count() == 2


def test_an_export_asks_what_for_and_is_logged(client, clerk, member):
    assert "purpose" in page(client, "list", export="csv").content.decode()
    answer = page(client, "list", export="csv", purpose="Đại hội")
    assert member.full_name in answer.content.decode()
    assert not [one for one in SHOWN if one in answer.content.decode()]
    assert Reading.objects.filter(kind="exported", purpose="Đại hội", rows=1).count() == 1


# --- the list ------------------------------------------------------------------------------------

def test_the_list_costs_the_same_with_one_row_and_three(client, clerk, branch, django_assert_max_num_queries):
    make_member(branch)
    costs = []
    for _times in range(2):
        with django_assert_max_num_queries(25) as asked:
            assert page(client, "list").status_code == 200
        costs.append(len(asked))
        make_member(branch, "Trần Thị Bình")
        make_member(branch, "Lê Văn Đạt")
    assert costs[0] == costs[1]


def test_the_person_page_costs_the_same_however_long_the_story(client, clerk, member, branch, django_assert_max_num_queries):
    costs = []
    for times in range(2):
        with django_assert_max_num_queries(40) as asked:
            page(client, "person", member.pk)
        costs.append(len(asked))
        if not times:
            change_activity(member=member, activity="abroad", on=date(2020, 1, 1), paper="", reason="", by=SYSTEM, day=date(2026, 1, 1))
            for _again in range(3):
                qualify(member=member, kind="language", level="B1", by=SYSTEM, day=date(2026, 1, 1))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "probationary"}, {"Dự Bị"}),
        ({"sex": "female"}, {"Trần Thị Nữ"}),
        ({"party_age_from": "40"}, {"Cao Tuổi"}),
        ({"age_to": "25"}, {"Dự Bị"}),
        ({"left": "left"}, {"Đã Mất"}),
        ({"q": "du bi"}, {"Dự Bị"}),
        ({"education": "primary"}, {"Cao Tuổi"}),
        ({"activity": "abroad"}, set()),
        ({"unit": "ban na cung"}, {"Dự Bị", "Trần Thị Nữ", "Cao Tuổi"}),
    ],
)
def test_the_list_is_filtered(client, clerk, branch, query, expected):
    make_member(branch, "Dự Bị", birth_date=date(2004, 1, 1), admission_date=date(2025, 9, 1), official_date=None)
    make_member(branch, "Trần Thị Nữ", sex="female")
    make_member(branch, "Cao Tuổi", birth_date=date(1940, 1, 1), admission_date=date(1965, 1, 1), official_date=date(1966, 1, 1), general_education="primary")
    make_member(branch, "Đã Mất", left_on=date(2025, 1, 1), left_reason="deceased")
    found = {one.full_name for one in page(client, "list", **query).context["table"].objects}
    assert found == expected


def test_names_stand_in_vietnamese_order(client, clerk, branch):
    for name in ("Nguyễn Văn Đức", "Nguyễn Văn Dũng", "Lê Ân", "Lê An", "Trần Ánh"):
        make_member(branch, name)
    assert [one.full_name for one in page(client, "list").context["table"].objects] == ["Lê An", "Trần Ánh", "Lê Ân", "Nguyễn Văn Dũng", "Nguyễn Văn Đức"]


# --- forms ---------------------------------------------------------------------------------------

def test_a_member_is_entered_on_the_screen(client, clerk, branch):
    data = {"unit": "ban na cung", "full_name": " Lò  Thị Hường ", "sex": "female", "birth_date": "08/03/1990", "ethnic_group": "thai", "religion": "none", "admission_date": "2015-02-03", "official_date": "2016-02-03"}
    refused = send(client, "add", **data)
    assert refused.status_code == 422
    assert "08/03/1990" in refused.content.decode()
    answer = send(client, "add", **data | {"unit": branch.name})
    member = Member.objects.get()
    assert answer.url == member.get_absolute_url()
    assert (member.full_name, member.unit, member.birth_date) == ("Lò Thị Hường", branch, date(1990, 3, 8))
    assert Stay.objects.filter(member=member).count() == 2


def test_every_form_opens_and_says_what_is_missing(client, clerk, member):
    for name in ("recognise", "move", "activity", "leave", "undo_leave", "qualify", "attach", "unmerge", "correct"):
        assert page(client, name, member.pk).status_code == 200
        assert send(client, name, member.pk).status_code == 422, name


def test_a_correction_is_refused_when_somebody_was_faster(client, clerk, member):
    form = page(client, "correct", member.pk, part="education").context["form"]
    Member.objects.filter(pk=member.pk).update(job="giáo viên")
    data = {"job": "nông dân", "reason": "theo phiếu", "seen": form["seen"].value(), "paper_file": "on"}
    answer = send(client, "correct", member.pk, query="?part=education", **data)
    assert answer.status_code == 422
    assert "nông dân" in answer.content.decode()
    assert Member.objects.get(pk=member.pk).job == "giáo viên"


def test_a_correction_is_saved(client, clerk, member):
    form = page(client, "correct", member.pk, part="education").context["form"]
    answer = send(client, "correct", member.pk, query="?part=education", job="nông dân", reason="theo phiếu", seen=form["seen"].value())
    assert answer.status_code == 302
    assert Member.objects.get(pk=member.pk).job == "nông dân"


def test_a_member_asks_and_the_officer_answers(client, clerk, member, branch):
    me = make_account("me", "member", branch)
    Member.objects.filter(pk=member.pk).update(account=me)
    client.force_login(me)
    assert page(client, "ask_correction", member.pk).status_code == 200
    assert "1980" in page(client, "ask_correction", member.pk, field="birth_date").content.decode()
    answer = send(client, "ask_correction", member.pk, query="?field=birth_date", wanted="1981-02-03", evidence="giấy khai sinh")
    assert answer.status_code == 302
    asked = CorrectionRequest.objects.get()
    client.force_login(clerk)
    assert "Nguyễn Văn Hùng" in page(client, "corrections").content.decode()
    assert "03/02/1981" in page(client, "answer_correction", asked.pk).content.decode()
    assert send(client, "answer_correction", asked.pk, verdict="refuse", answer="").status_code == 422
    assert send(client, "answer_correction", asked.pk, verdict="accept", answer="").status_code == 302
    asked.refresh_from_db()
    assert asked.state == CorrectionState.ACCEPTED
    assert Member.objects.get(pk=member.pk).birth_date == date(1981, 2, 3)


def test_a_secretary_enters_what_a_member_told_and_the_member_reads_it(client, member, branch):
    secretary, me = make_account("sec", "branch_secretary", branch), make_account("me", "member", branch)
    client.force_login(secretary)
    told = {"query": "?field=phone", "wanted": "0912000111", "evidence": ""}
    assert send(client, "ask_correction", member.pk, **told, told_how="").status_code == 422
    assert send(client, "ask_correction", member.pk, **told, told_how="gọi điện ngày 3/12").status_code == 302
    asked = CorrectionRequest.objects.get()
    assert (asked.entered_by, asked.told_how) == (secretary, "gọi điện ngày 3/12")
    assert Reading.objects.filter(member_id=member.pk, kind="revealed", fields="phone").exists(), "what the record says was shown"
    refused = send(client, "answer_correction", asked.pk, verdict="accept", answer="")
    assert refused.status_code == 422
    assert "người khác quyết định" in refused.content.decode()
    Member.objects.filter(pk=member.pk).update(account=me)
    client.force_login(me)
    assert "gọi điện ngày 3/12" in client.get("/dang-vien/cua-toi/").content.decode()


def test_who_may_not_see_a_sensitive_field_enters_no_correction_of_it(client, member, branch):
    client.force_login(make_account("deputy", "branch_committee", branch))
    assert page(client, "ask_correction", member.pk, field="job").status_code == 200
    assert page(client, "ask_correction", member.pk, field="phone").status_code == 403
    assert send(client, "ask_correction", member.pk, query="?field=phone", wanted="0912000111", told_how="nói").status_code == 403
    assert send(client, "ask_correction", member.pk, query="?field=job", wanted="Trồng rừng", evidence="", told_how="nói ở buổi sinh hoạt").status_code == 302
    assert CorrectionRequest.objects.get().wanted == "Trồng rừng"


def test_a_secretary_asks_for_the_own_record_as_any_member_does(member, branch):
    secretary = make_account("sec", "branch_secretary", branch)
    Member.objects.filter(pk=member.pk).update(account=secretary)
    with pytest.raises(RuleBroken, match="hồ sơ của chính"):
        ask_correction_for(member=member, field="job", wanted="Trồng rừng", evidence="", told_how="tự nói", by=secretary, day=date(2026, 11, 1))


def test_nobody_asks_in_the_name_of_another(client, clerk, member, branch):
    client.force_login(make_account("inspector", "inspection_officer", branch))
    assert send(client, "ask_correction", member.pk, query="?field=birth_date", wanted="1981-02-03").status_code == 403
    with pytest.raises(Exception, match=r"."):
        ask_correction(member=member, field="job", wanted="x", evidence="", by=clerk, day=date(2026, 1, 1))


def test_a_paper_is_served_as_a_download_and_logged(client, clerk, member):
    paper = make_attachment(member)
    answer = page(client, "attachment", paper.pk)
    assert answer["Content-Disposition"] == 'attachment; filename="quyet-dinh.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert Reading.objects.filter(member_id=member.pk, kind="revealed", fields="attachment").exists()
    send(client, "withdraw_attachment", paper.pk, reason="nhầm người")
    assert page(client, "attachment", paper.pk).status_code == 404


def test_duplicates_are_compared_and_joined_on_the_screen(client, clerk, branch):
    one = make_member(branch, phone="0911")
    two = make_member(branch, job="giáo viên", phone="0922")
    assert f"/trung/{one.pk}/{two.pk}/" in page(client, "duplicates").content.decode()
    side_by_side = page(client, "merge", one.pk, two.pk).content.decode()
    assert "0911" in side_by_side
    assert "0922" in side_by_side
    answer = send(client, "merge", one.pk, two.pk, membership=one.pk, phone=two.pk, job=two.pk, reason="cùng một người")
    assert answer.url == one.get_absolute_url()
    one.refresh_from_db()
    assert (one.phone, one.job) == ("0922", "giáo viên")
    assert page(client, "person", two.pk).status_code == 404
    assert send(client, "unmerge", one.pk, reason="nhầm").status_code == 302
    assert page(client, "person", two.pk).status_code == 200
