"""The printed handbook of a branch: for whom, what stands on each leaf, that it is long work, and who sees that it was made."""

from __future__ import annotations

from datetime import time, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from coso.access.models import Reading
from coso.common import jobs
from coso.common.models import Job
from coso.common.privacy import DataClass
from coso.handbook.exports import booklet
from coso.handbook.queries.booklet import people
from coso.meetings.actions import Plan
from coso.meetings.enums import MeetingKind
from coso.members.models import Member
from tests.factories import make_member, make_user
from tests.handbook.story import give_task, lay_out, make_home
from tests.meetings import story

pytestmark = pytest.mark.django_db
NUMBER = "012345678901"


@pytest.fixture
def home():
    """A branch with one member who has an account and one, older, who has none."""
    home = make_home()
    make_member(home.branch, "Giàng A Páo", citizen_id_number=NUMBER, religion="protestant", phone="0912000111", job="Nghỉ hưu")
    return home


@pytest.fixture
def secretary(client, home):
    user = make_user("branch_secretary", home.branch)
    client.force_login(user)
    return user


def plan(home, in_days):
    place = Plan(timezone.localdate() + timedelta(days=in_days), time(19, 30), "Nhà văn hóa bản Pho", theme="Nông thôn mới")
    return story.planned(story.Branch(home.branch, [home.member]), kind=MeetingKind.THEMATIC, plan=place)


def printed(home, user, papers=(), everybody=True):
    with translation.override("vi"):
        branch = booklet.branch_of(home.branch, timezone.localdate(), papers, user)
        return booklet.pack_of(branch, list(booklet.leaves(branch, list(people(home.branch, everybody=everybody)))))


def asked(client, home, **told):
    return client.post(reverse("handbook:booklet", args=[home.branch.pk]), {"whom": "without", **told})


def words_of(leaf):
    return " ".join(f"{section.title} {section.lines}" for section in leaf.sections)


def test_each_leaf_has_the_own_record_the_meetings_to_come_the_tasks_and_the_chosen_papers(home, secretary):
    give_task(home)
    chosen, other = lay_out(home.commune), lay_out(home.branch, reach="unit")
    pack = printed(home, secretary, papers=[chosen.pk])
    mine = words_of(next(leaf for leaf in pack.people if leaf.name == home.member.full_name))
    for words in ("Họ và tên: Lò Thị Hường", "Vận động 5 hộ", chosen.abstract, "Lịch sinh hoạt năm"):
        assert words in mine, words
    assert other.symbol not in mine
    assert "Vận động 5 hộ" not in words_of(next(leaf for leaf in pack.people if leaf.name == "Giàng A Páo"))


def test_the_calendar_holds_what_is_still_to_come_this_year(home, secretary):
    last_day = timezone.localdate().replace(month=12, day=31)
    plan(home, (last_day - timezone.localdate()).days)
    plan(home, (last_day - timezone.localdate()).days + 1)
    calendar = printed(home, secretary).people[0].sections[1]
    assert len(calendar.lines) == 1
    assert "19:30" in calendar.lines[0][0]
    assert "Nhà văn hóa bản Pho" in calendar.lines[0][1]


def test_nothing_sensitive_is_printed(home, secretary):
    assert all(Member.privacy.class_of(name) != DataClass.SENSITIVE for name in booklet.PRINTED)
    text = " ".join(words_of(leaf) for leaf in printed(home, secretary).people)
    for never in (NUMBER, "Tin lành", "0912000111"):
        assert never not in text


def test_by_default_it_is_for_those_without_an_account(home, secretary):
    assert [leaf.name for leaf in printed(home, secretary, everybody=False).people] == ["Giàng A Páo"]
    assert len(printed(home, secretary).people) == 2


@pytest.mark.django_db(transaction=True)
def test_it_is_made_as_long_work_and_each_member_sees_that_their_record_was_printed(client, home, secretary, settings):
    settings.DEMO = True
    response = asked(client, home, whom="all")
    job = Job.objects.get()
    assert response.headers["Location"] == reverse("home:job", args=[job.pk])
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    pdf = PdfReader(BytesIO(jobs.result_path(job).read_bytes()))
    assert pdf.pages[0].mediabox.width < pdf.pages[0].mediabox.height < 600, "A5 upright"
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "SỔ TAY ĐẢNG VIÊN" in text
    assert set(Reading.objects.filter(kind="exported").values_list("member_id", flat=True)) == set(Member.objects.values_list("pk", flat=True))


def test_nobody_to_print_for_is_said(client, home, secretary):
    Member.objects.filter(full_name="Giàng A Páo").update(account=make_user())
    page = asked(client, home)
    assert page.status_code == 422
    assert "Không có ai để in" in page.content.decode()
    assert not Job.objects.exists()


def test_whoever_has_one_branch_is_led_to_it_and_others_choose_by_name(client, home, secretary):
    assert client.get(reverse("handbook:booklets")).headers["Location"] == reverse("handbook:booklet", args=[home.branch.pk])
    client.force_login(make_user("office_clerk", home.commune))
    assert "Chi bộ bản Pho" in client.get(reverse("handbook:booklets"), {"q": "ban pho"}).content.decode()
    assert "Không có chi bộ nào" in client.get(reverse("handbook:booklets"), {"q": "không có"}).content.decode()
