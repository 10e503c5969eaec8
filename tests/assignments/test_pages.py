"""What the pages of tasks show, to whom, and what they cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.assignments import actions
from coso.assignments.models import Assignment, AssignmentEntry
from coso.common.actors import SYSTEM
from coso.home.queries import deadlines, things_to_do
from tests.assignments.story import done, give, make_branch, reported
from tests.documents.story import make_issued, numbered
from tests.factories import make_commune, make_member, make_user

pytestmark = pytest.mark.django_db
LIST, BELOW, MINE = (reverse(f"assignments:{name}") for name in ("list", "below", "mine"))


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path  # no second factor is asked for


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return make_branch(commune, "Chi bộ bản Pho")


def signed_in(client, role, unit, **told):
    user = make_user(role, unit, **told)
    client.force_login(user)
    return user


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def sent(client, address, **told):
    response = client.post(address, told, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def act(task, verb):
    return reverse("assignments:act", args=[task.pk, verb])


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        shown(client, address)
    return len(asked)


def test_from_the_secretarys_form_to_the_members_report_and_back(client, branch, today):
    one = make_member(branch, "Lò Thị Ban")
    secretary = make_user("branch_secretary", branch)
    client.force_login(secretary)
    assert "Chưa có nhiệm vụ nào" in shown(client, LIST)
    told = {"title": "Rà soát hộ nghèo", "due_on": today.isoformat(), "leading": one.pk}
    assert "Lò Thị Ban" in shown(client, reverse("assignments:new"))
    assert "chủ trì" in client.post(reverse("assignments:new"), told | {"leading": ""}).content.decode()
    page = sent(client, reverse("assignments:new"), **told)
    assert "Rà soát hộ nghèo" in page
    task = Assignment.objects.get()
    signed_in(client, "member", branch, member=one)
    assert [due.what for due in things_to_do(make_user("member", branch), today)] == []
    assert "Rà soát hộ nghèo" in shown(client, MINE)
    assert "Rà soát hộ nghèo" in shown(client, "/so-tay/")
    assert "chấp nhận" not in shown(client, task.get_absolute_url()).lower()
    file = SimpleUploadedFile("anh.pdf", b"%PDF-1.7 x")
    assert "độ mật" in client.post(act(task, "xong"), {"text": "Xong", "file": file}).content.decode()
    page = sent(client, act(task, "xong"), text="Xong 32 hộ", file=SimpleUploadedFile("anh.pdf", b"%PDF-1.7 x"), secret="no")  # noqa: S106 an answer
    assert "Xong 32 hộ" in page
    assert client.get(reverse("assignments:file", args=[AssignmentEntry.objects.get(kind="reported").pk])).status_code == 200
    client.force_login(secretary)
    assert "Chấp nhận hoặc trả lại: Rà soát hộ nghèo" in [due.what for due in things_to_do(secretary, today)]
    assert "Thiếu 3 hộ" in sent(client, act(task, "tra-lai"), reason="Thiếu 3 hộ")
    sent(client, act(task, "xong"), text="Đủ 35 hộ", on_behalf_of="Lò Thị Ban")
    assert "Đúng hạn" in sent(client, act(task, "chap-nhan"), text="").replace("đúng hạn", "Đúng hạn")
    assert "Rà soát hộ nghèo" not in shown(client, LIST)
    assert "Rà soát hộ nghèo" in shown(client, LIST + "?state=done&q=ra+soat")


def test_a_due_day_is_moved_hands_are_changed_and_a_task_called_off(client, branch, today):
    first, second = make_member(branch, "Lò Thị Ban"), make_member(branch, "Giàng A Páo")
    signed_in(client, "branch_secretary", branch)
    task = give(branch, first, today=today, due_on=today)
    later = (today + timedelta(days=9)).isoformat()
    assert "Mưa lũ" in sent(client, act(task, "gia-han"), due_on=later, reason="Mưa lũ")
    assert "Giàng A Páo" in sent(client, act(task, "giao-lai"), leading=second.pk, helping=[first.pk], reason="Đổi người")
    assert "Xong 2 hộ" in sent(client, act(task, "tien-do"), text="Xong 2 hộ")
    assert "Hoãn" in sent(client, act(task, "huy"), reason="Hoãn")
    assert client.get(act(task, "khong-co")).status_code == 404


def test_the_office_reads_counts_of_branches_and_only_its_own_orders(client, commune, branch, today):
    numbered(commune)
    paper = make_issued(commune)
    secret = give(branch, make_member(branch), title="Việc riêng của chi bộ", today=today, due_on=today)
    order = give(commune, to_unit=branch, title="Báo cáo thu chi", ordered_by=paper, today=today, due_on=today)
    signed_in(client, "office_clerk", commune)
    page = shown(client, LIST)
    assert "Báo cáo thu chi" in page
    assert "Việc riêng của chi bộ" not in page
    below = shown(client, BELOW)
    assert "Chi bộ bản Pho" in below
    assert "Việc riêng" not in below
    assert client.get(secret.get_absolute_url()).status_code == 404
    part = shown(client, reverse("assignments:of_paper", args=[paper.pk]))
    assert "Báo cáo thu chi" in part
    assert reverse("assignments:of_paper", args=[paper.pk]) in shown(client, paper.get_absolute_url())
    assert f"paper={paper.pk}" in part
    signed_in(client, "branch_secretary", branch)
    whole = shown(client, order.get_absolute_url())
    assert f"part_of={order.pk}" in whole
    form = f"{reverse('assignments:new')}?unit={branch.pk}&part_of={order.pk}"
    sent(client, form, title="Phần của nhóm 1", due_on=today.isoformat(), leading=make_member(branch).pk)
    assert Assignment.objects.get(parent=order).basis == paper.symbol
    assert "Phần của nhóm 1" in shown(client, order.get_absolute_url())
    signed_in(client, "office_clerk", commune)
    assert "đã xong 0 trên 1" in shown(client, order.get_absolute_url())


def test_what_is_due_reaches_the_first_page_the_calendar_and_the_mail(commune, branch, today):
    one = make_member(branch)
    secretary = make_user("branch_secretary", branch, member=one)
    task = give(branch, one, today=today - timedelta(days=9), due_on=today - timedelta(days=2))
    order = give(commune, to_unit=branch, title="Xã giao", today=today, due_on=today)
    found = [due for due in things_to_do(secretary, today) if "sinh hoạt" not in due.what]  # the month's meeting is not planned either
    assert [(due.what, due.late) for due in found[:2]] == [(f"Nhiệm vụ: {task.title}", True), ("Nhiệm vụ: Xã giao", False)]
    assert [(one.on, one.number) for one in deadlines(secretary)] == [(task.due_on, f"NV{task.pk}"), (today, f"NV{order.pk}")]
    actions.reassign(assignment=order, leading=one, helping=[], reason="Giao đích danh", by=SYSTEM, today=today)
    assert len(deadlines(secretary)) == 2
    reported(order, on=today)
    assert len(deadlines(secretary)) == 1
    Assignment.objects.filter(pk=order.pk).update(to_unit=None)
    committee = make_user("standing_member", commune)
    assert [due.what for due in things_to_do(committee, today)] == ["Chấp nhận hoặc trả lại: Xã giao"]


def test_a_member_of_a_branch_sees_what_the_commune_gave_them(client, commune, branch, today):
    one = make_member(branch)
    task = give(commune, one, today=today, due_on=today)
    signed_in(client, "branch_secretary", branch, member=one)
    assert task.title in shown(client, MINE)
    assert task.title in shown(client, "/")
    assert "Xong" in sent(client, act(task, "xong"), text="Xong rồi")


def test_lists_cost_the_same_with_one_task_and_three(client, commune, branch, today):
    numbered(commune)
    paper, one = make_issued(commune), make_member(branch)
    user = signed_in(client, "office_clerk", commune, member=one)

    def fill():
        task = give(commune, one, to_unit=branch, ordered_by=paper, today=today, due_on=today)
        give(branch, one, parent=task, today=today, due_on=today)
        done(give(commune, one, today=today, due_on=today), on=today)

    pages = [LIST, BELOW, MINE, reverse("assignments:of_paper", args=[paper.pk]), "/"]
    fill()
    task = Assignment.objects.filter(unit=commune).first()
    found = [cost(client, page) for page in (*pages, task.get_absolute_url())]
    fill()
    fill()
    assert [cost(client, page) for page in (*pages, task.get_absolute_url())] == found
    assert user.places("assignment.view") == [(commune.position, commune.position + 1)]
    assert client.get(LIST + "?export=csv").getvalue().decode().count(task.title) == 3
