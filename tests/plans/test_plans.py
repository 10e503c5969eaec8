"""A yearly plan: drafted alone, registered with the branch, received or sent back there, read by nobody above."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from coso.access.models import User
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import everything, within
from coso.members import actions as members
from coso.members.models import Member
from coso.org.enums import UnitKind
from coso.plans import actions
from coso.plans.models import PlanDraft, PlanVersion, YearlyPlan
from tests.factories import make_commune, make_member, make_unit, make_user
from tests.plans.story import WORDS, draft_of, plan_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def branch():
    return make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=make_commune())


@pytest.fixture
def member(branch):
    return make_member(branch, "Lò Thị Hường")


@pytest.fixture
def user(member):
    return make_user(member=member, full_name="Lò Thị Hường")


@pytest.fixture
def secretary(branch):
    return make_user("branch_secretary", branch, full_name="Lò Văn Bí")


def seen_by(user, kind) -> list[int]:
    """Behind the second wall alone."""
    with within(User.objects.get(pk=user.pk).scope()):
        return list(kind.objects.values_list("pk", flat=True))


# --- who reads it --------------------------------------------------------------------------------

def test_a_draft_is_the_members_alone(member, user, branch, secretary):
    draft = draft_of(member, user)
    for reader in (secretary, make_user("organisation_officer", branch.parent), make_user("administrator", branch)):
        assert seen_by(reader, PlanDraft) == []
        assert not PlanDraft.objects.visible_to(reader).exists()
    with within(everything()):
        assert not PlanDraft.objects.exists(), "not even the system reads it"
    assert seen_by(user, PlanDraft) == [draft.pk]


def test_registered_it_is_read_in_the_very_branch_and_nowhere_above(member, user, branch, secretary):
    plan = plan_of(member, user)
    deputy, beside = make_user("branch_committee", branch), make_user("branch_secretary", make_unit(kind=UnitKind.SUBORDINATE_BRANCH, parent=branch.parent))
    for reader in (user, secretary, deputy):
        assert seen_by(reader, YearlyPlan) == [plan.pk]
        assert YearlyPlan.objects.visible_to(reader).exists()
        assert seen_by(reader, PlanVersion) != []
    for reader in (beside, make_user("office_clerk", branch.parent), make_user("organisation_officer", branch.parent), make_user("standing_member", branch)):
        assert seen_by(reader, YearlyPlan) == []
        assert seen_by(reader, PlanVersion) == []
        assert not YearlyPlan.objects.visible_to(reader).exists()


def test_it_goes_with_the_member_and_the_branch_before_reads_it_no_more(member, user, branch, secretary):
    plan = plan_of(member, user)
    other = make_unit("Chi bộ bản Bông", kind=UnitKind.SUBORDINATE_BRANCH, parent=branch.parent)
    clerk = make_user("office_clerk", branch.parent)
    members.move_member(member=Member.objects.get(pk=member.pk), to=other, on=TODAY, paper="", by=clerk, day=TODAY)
    assert seen_by(secretary, YearlyPlan) == []
    assert seen_by(make_user("branch_secretary", other), YearlyPlan) == [plan.pk]


def test_acts_say_that_it_was_done_and_not_what_nor_by_which_member(member, user, secretary):
    plan = plan_of(member, user)
    actions.receive(plan=plan, by=secretary, today=TODAY)
    kept = Act.objects.filter(kind__startswith="plan.")
    assert {(one.kind, one.by_id, one.member_id) for one in kept} == {("plan.registered", None, None), ("plan.received", secretary.pk, None)}
    assert all(WORDS["work"] not in str(one.details) for one in kept)


# --- its way -------------------------------------------------------------------------------------

def test_sent_back_it_is_mended_and_every_version_stays(member, user, secretary):
    plan = plan_of(member, user)
    actions.send_back(plan=plan, why=" Nêu rõ số hộ. ", by=secretary, today=TODAY)
    plan.refresh_from_db()
    assert (plan.state, plan.why) == ("sent_back", "Nêu rõ số hộ.")
    again = plan_of(member, user, work="Vận động 7 hộ.")
    assert (again.pk, again.state, again.work) == (plan.pk, "registered", "Vận động 7 hộ.")
    assert list(PlanVersion.objects.filter(member=member).values_list("number", "work")) == [(1, WORDS["work"]), (2, "Vận động 7 hộ.")]
    assert not PlanDraft.objects.visible_to(User.objects.get(pk=user.pk)).exists()


def test_a_received_plan_is_amended_with_a_reason_only(member, user, secretary):
    actions.receive(plan=plan_of(member, user), by=secretary, today=TODAY)
    with pytest.raises(RuleBroken, match="Nêu lý do"):
        plan_of(member, user, work="Khác.")
    assert plan_of(member, user, why="Được giao việc mới", work="Khác.").why == "Được giao việc mới"


@pytest.mark.parametrize("verb", ["receive", "send_back"])
def test_what_was_answered_is_not_answered_again_and_nobody_above_answers(member, user, branch, secretary, verb):
    plan = plan_of(member, user)
    more = {"why": "Sửa"} if verb == "send_back" else {}
    for stranger in (make_user("office_clerk", branch.parent), make_user("branch_secretary", branch.parent), user):
        with pytest.raises(NotAllowed):
            getattr(actions, verb)(plan=plan, by=stranger, today=TODAY, **more)
    getattr(actions, verb)(plan=plan, by=secretary, today=TODAY, **more)
    with pytest.raises(RuleBroken):
        getattr(actions, verb)(plan=plan, by=secretary, today=TODAY, **more)


def test_sent_back_without_a_word_is_refused(member, user, secretary):
    with pytest.raises(RuleBroken, match="cần sửa gì"):
        actions.send_back(plan=plan_of(member, user), why=" ", by=secretary, today=TODAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_told_so():
    branch = make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=make_commune())
    with within(everything()):
        plan = plan_of(make_member(branch))
    gate, refused = Barrier(2), []

    def answer(who) -> None:
        gate.wait()
        try:
            with within(everything()):
                actions.receive(plan=plan, by=who, today=TODAY)
        except RuleBroken as broken:
            refused.append(broken)
        connection.close()

    users = [make_user(role, branch) for role in ("branch_secretary", "branch_committee")]
    threads = [Thread(target=answer, args=[one]) for one in users]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert len(refused) == 1


def test_how_it_went_is_told_of_a_received_plan_in_its_time(member, user, secretary):
    plan = plan_of(member, user)
    year = plan.year
    with pytest.raises(RuleBroken, match="chưa tiếp nhận"):
        actions.tell(plan=plan, stage="halfway", text="Tốt", by=user, today=date(year, 6, 30))
    actions.receive(plan=plan, by=secretary, today=TODAY)
    for stage, day in (("halfway", date(year, 5, 31)), ("year_end", date(year, 11, 30)), ("other", date(year, 12, 31))):
        with pytest.raises(RuleBroken, match="Chưa đến lúc"):
            actions.tell(plan=plan, stage=stage, text="Tốt", by=user, today=day)
    with pytest.raises(RuleBroken, match="Viết kết quả"):
        actions.tell(plan=plan, stage="halfway", text=" ", by=user, today=date(year, 6, 1))
    with pytest.raises(NotAllowed):
        actions.tell(plan=plan, stage="halfway", text="Tốt", by=secretary, today=date(year, 6, 1))
    actions.tell(plan=plan, stage="halfway", text="Xong 3 hộ", by=user, today=date(year, 6, 1))
    told = actions.tell(plan=plan, stage="year_end", text="Xong 5 hộ", by=user, today=date(year, 12, 1))
    assert (told.halfway, told.halfway_on, told.year_end, told.year_end_on) == ("Xong 3 hộ", date(year, 6, 1), "Xong 5 hộ", date(year, 12, 1))


def test_for_a_member_without_a_phone_the_branch_enters_it_and_it_says_so(member, secretary, branch):
    plan = actions.register_for(member=member, year=TODAY.year, words=WORDS, why="", told_how="Gặp tại nhà", by=secretary, today=TODAY)
    assert (plan.entered_by, plan.told_how, plan.work) == (secretary, "Gặp tại nhà", WORDS["work"])
    with pytest.raises(RuleBroken, match="nói khi nào"):
        actions.register_for(member=make_member(branch), year=TODAY.year, words=WORDS, why="", told_how=" ", by=secretary, today=TODAY)
    for stranger in (make_user("office_clerk", branch.parent), make_user("branch_secretary", branch.parent)):
        with pytest.raises(NotAllowed):
            actions.register_for(member=member, year=TODAY.year, words=WORDS, why="", told_how="Gặp", by=stranger, today=TODAY)
    own = make_user("branch_secretary", branch, member=make_member(branch))
    with pytest.raises(RuleBroken, match="chính là đồng chí"):
        actions.register_for(member=Member.objects.get(account=own), year=TODAY.year, words=WORDS, why="", told_how="Gặp", by=own, today=TODAY)


def test_nobody_writes_for_another_nor_empty_nor_for_years_away(member, user, secretary):
    for words, year, why in ((WORDS, TODAY.year - 1, "năm nay hoặc năm sau"), (WORDS, TODAY.year + 2, "năm nay hoặc năm sau")):
        with pytest.raises(RuleBroken, match=why):
            draft_of(member, user, year, **words)
    with pytest.raises(RuleBroken, match="chưa có nội dung"):
        plan_of(member, user, work="  ")
    with pytest.raises(NotAllowed):
        actions.write(member=member, year=TODAY.year, words=WORDS, by=secretary, today=TODAY)


def test_who_left_the_roll_registers_nothing(member, user, branch):
    clerk = make_user("office_clerk", branch.parent)
    members.leave(member=member, on=TODAY, reason="requested_exit", paper="", by=clerk, day=TODAY)
    member.refresh_from_db()
    with pytest.raises(RuleBroken, match="ra khỏi danh sách"):
        draft_of(member, user)


def test_two_records_of_one_person_keep_each_years_plan_once(branch, member, user):
    twin = make_member(branch, "Lò Thị Hường")
    plan_of(member, user)
    plan_of(twin)
    next_year = draft_of(twin, User.objects.get(member=twin), TODAY.year + 1)
    with within(User.objects.get(member=twin).scope()):
        moved = actions.register(draft=next_year, why="", by=User.objects.get(member=twin), today=TODAY)
    actions.join_plans(kept=member, gone=twin.pk, by=make_user("organisation_officer", branch.parent))
    assert set(YearlyPlan.objects.filter(member=member).values_list("year", flat=True)) == {TODAY.year, TODAY.year + 1}
    assert PlanVersion.objects.filter(member=member, year=moved.year).count() == 1


# --- on the pages --------------------------------------------------------------------------------

def test_from_the_first_word_to_the_received_paper(client, member, user, secretary):
    client.force_login(user)
    year = TODAY.year
    assert client.get(reverse("plans:mine")).status_code == 200
    assert client.post(reverse("plans:write", args=[year]), WORDS).url == reverse("plans:register", args=[year])
    assert WORDS["work"] in client.get(reverse("plans:register", args=[year])).content.decode()
    here = client.post(reverse("plans:register", args=[year])).url
    desk = Client()
    desk.force_login(secretary)
    assert "Đã đăng ký 1 trên 1" in desk.get(reverse("plans:branch")).content.decode()
    assert WORDS["work"] in desk.get(here).content.decode()
    plan = YearlyPlan.objects.get()
    desk.post(reverse("plans:act", args=[plan.pk, "nhan"]))
    assert "Chi bộ đã tiếp nhận" in client.get(here).content.decode()
    paper = PdfReader(BytesIO(client.get(reverse("plans:paper", args=[plan.pk, "pdf"])).content))
    assert "Vận động 5 hộ hiến đất" in paper.pages[0].extract_text()
    assert client.get(reverse("plans:paper", args=[plan.pk, "exe"])).status_code == 404
    assert client.get(reverse("plans:act", args=[plan.pk, "xoa"])).status_code == 404


def test_on_the_page_it_is_sent_back_amended_and_told_of(client, member, user, secretary):
    plan, desk = plan_of(member, user), Client()
    desk.force_login(secretary)
    desk.post(reverse("plans:act", args=[plan.pk, "tra-lai"]), {"why": "Nêu rõ số hộ"})
    client.force_login(user)
    assert "Nêu rõ số hộ" in client.get(plan.get_absolute_url()).content.decode()
    client.post(reverse("plans:write", args=[plan.year]), {"work": "7 hộ"})
    client.post(reverse("plans:register", args=[plan.year]))
    desk.post(reverse("plans:act", args=[plan.pk, "nhan"]))
    client.post(reverse("plans:write", args=[plan.year]), {"work": "9 hộ"})
    assert client.post(reverse("plans:register", args=[plan.year]), {"why": ""}).status_code == 422
    client.post(reverse("plans:register", args=[plan.year]), {"why": "Thêm hai hộ"})
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "Nội dung bản 2" in page
    assert "Thêm hai hộ" in page
    desk.post(reverse("plans:register_for", args=[member.pk, plan.year]), {"work": "10 hộ", "told_how": "Gặp tại họp"})
    assert "Gặp tại họp" in client.get(plan.get_absolute_url()).content.decode()


def test_the_branch_page_asks_no_more_for_more_members(client, branch, member, user, secretary):
    plan_of(member, user)
    client.force_login(secretary)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("plans:branch")).status_code == 200
        return len(seen)

    client.get(reverse("plans:branch"))
    one = asked()
    for _each in range(2):
        plan_of(make_member(branch))
    assert asked() == one


def test_an_account_without_a_record_is_told_why(client, branch):
    client.force_login(make_user())
    assert "chưa gắn với hồ sơ" in client.get(reverse("plans:mine")).content.decode()
    assert client.get(reverse("plans:write", args=[TODAY.year])).url == reverse("plans:mine")
