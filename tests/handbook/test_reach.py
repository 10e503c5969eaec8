"""Pictures and videos of guides, the day a guide ends, and how far guides reach: told by those who read them, counted above the branch."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from coso.common import uploads
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import within
from coso.figures.queries import Question, figure
from coso.handbook import actions
from coso.handbook.enums import Topic
from coso.handbook.models import Guide, GuideImage, GuideReceipt
from coso.handbook.queries.reach import reach
from coso.handbook.queries.today import today
from coso.members.actions import leave
from coso.org.enums import UnitKind
from tests.factories import make_commune, make_member, make_picture, make_unit, make_user
from tests.figures.test_known import clock
from tests.handbook.guides import as_released, asking_guide, make_guide, with_picture
from tests.handbook.story import make_home
from tests.handbook.test_guides import MOVE, released, submitted

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
UNTIL = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def editor(home):
    return make_user("handbook_editor", home.commune)


@pytest.fixture
def second(home):
    return make_user("handbook_editor", home.commune)


def stored(image):
    return (uploads.folder() / image.stored_as).exists()


# --- pictures ---


def test_a_picture_is_drawn_anew_described_and_seen_by_who_may_read_the_guide(client, home, editor):
    draft = actions.write(unit=home.commune, content=MOVE, by=editor)
    client.force_login(editor)
    file = SimpleUploadedFile("don.jpg", make_picture(1600, 800, place=True), "image/jpeg")
    answer = client.post(reverse("handbook:add_image", args=[draft.pk]), {"file": file, "description": "Mẫu đơn"})
    assert answer.status_code == 302
    image = draft.images.get()
    assert (image.description, image.width, image.height) == ("Mẫu đơn", 1200, 600)
    address = reverse("handbook:guide_image", args=[image.pk])
    seen = client.get(address)
    assert not Image.open(io.BytesIO(b"".join(seen))).getexif()
    client.force_login(home.user)
    assert client.get(address).status_code == 404
    as_released(draft)
    assert client.get(address).status_code == 200
    assert client.get(reverse("handbook:public_guide_image", args=[image.pk])).status_code == 404
    page = client.get(draft.get_absolute_url()).content.decode()
    assert 'alt="Mẫu đơn"' in page
    assert 'width="1200" height="600" loading="lazy"' in page


def test_a_public_picture_is_kept_by_any_proxy(client, home):
    image = with_picture(make_guide(home.commune, "public"))
    address = reverse("handbook:public_guide_image", args=[image.pk])
    assert client.get(address).status_code == 404
    guide = as_released(image.guide)
    found = client.get(address)
    assert (found.headers["Content-Type"], found.headers["Cache-Control"]) == ("image/jpeg", "public, max-age=300")
    assert "Set-Cookie" not in found.headers
    assert client.get(address, headers={"If-None-Match": found.headers["ETag"]}).status_code == 304
    assert address in client.get(reverse("handbook:public_guide", args=[guide.pk])).content.decode()


def test_what_is_no_picture_or_says_nothing_is_refused(client, home, editor):
    draft = actions.write(unit=home.commune, content=MOVE, by=editor)
    client.force_login(editor)
    address = reverse("handbook:add_image", args=[draft.pk])
    for name, content in (("a.jpg", b"%PDF-1.7"), ("don.jpg", make_picture())):
        answer = client.post(address, {"file": SimpleUploadedFile(name, content, "image/jpeg"), "description": "Ảnh" if name == "a.jpg" else ""})
        assert answer.status_code == 422
    assert client.post(address, {"description": "Ảnh"}).status_code == 422
    with pytest.raises(RuleBroken, match="ảnh có gì"):
        with_picture(draft, " ")
    with pytest.raises(RuleBroken):
        with_picture(draft, "Công văn MẬT")
    with pytest.raises(NotAllowed):
        actions.add_image(guide=draft, upload=uploads.checked_photo(make_picture(), "a.jpg"), description="Ảnh", by=home.user)
    for _time in range(6):
        with_picture(draft)
    with pytest.raises(RuleBroken, match="6 ảnh"):
        with_picture(draft)


def test_whoever_puts_a_picture_in_is_a_writer_and_does_not_release_it(home, editor, second):
    draft = actions.write(unit=home.commune, content=MOVE, by=editor)
    actions.add_image(guide=draft, upload=uploads.checked_photo(make_picture(), "a.jpg"), description="Ảnh", by=second)
    one = actions.submit(guide=draft, by=editor)
    with pytest.raises(RuleBroken, match="người thứ hai"):
        actions.release(guide=one, from_day=DAY, by=second, today=DAY)


def test_a_released_guide_keeps_its_pictures_and_a_new_version_begins_with_them(home, django_capture_on_commit_callbacks):
    image = with_picture(make_guide(home.commune))
    old = as_released(image.guide)
    for change in (lambda: GuideImage.objects.update(description="x"), lambda: GuideImage.objects.all().delete(), lambda: GuideImage.objects.create(guide=old, description="x", stored_as="x", width=1, height=1)):
        with pytest.raises(IntegrityError, match="guide_released_stands"), transaction.atomic():
            change()
    with pytest.raises(RuleBroken):
        actions.remove_image(image=image, by=SYSTEM)
    new = actions.revise(guide=old, by=SYSTEM)
    copy = new.images.get()
    assert (copy.stored_as, copy.description) == (image.stored_as, image.description)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_image(image=copy, by=SYSTEM)
    assert stored(image)
    with pytest.raises(RuleBroken, match="trước đó"):
        actions.remove_image(image=copy, by=SYSTEM)


def test_a_picture_taken_out_leaves_no_file(client, home, editor, django_capture_on_commit_callbacks):
    image = with_picture(make_guide(home.commune))
    client.force_login(editor)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("handbook:remove_image", args=[image.pk])).status_code == 302
    assert not stored(image)
    assert not GuideImage.objects.exists()


# --- videos ---


@pytest.mark.parametrize("address", [
    "http://youtube.com/x", "https://youtube.com.example.vn/x", "https://evil.vn/?youtube.com", "javascript:alert(1)", "https://youtube.com@evil.vn/", "https://youtube.com:99999/", "https://youtube.com:8443/", "https://[::1/", "",
])
def test_a_video_is_linked_on_listed_hosts_only(home, address):
    with pytest.raises(RuleBroken, match="https"):
        actions.write(unit=home.commune, content=replace(MOVE, videos=(("Cách viết đơn", address),)), by=SYSTEM)


@pytest.mark.parametrize("videos", [[("", "https://youtu.be/a")], [("x" * 121, "https://youtu.be/a")], [("Cách viết đơn", "https://youtu.be/a")] * 6])
def test_a_video_says_what_it_shows_and_there_are_few(home, videos):
    with pytest.raises(RuleBroken):
        actions.write(unit=home.commune, content=replace(MOVE, videos=tuple(videos)), by=SYSTEM)


def test_a_video_is_a_plain_link_that_opens_elsewhere(client, home, editor):
    client.force_login(editor)
    told = {"unit": home.commune.pk, "topic": Topic.MOVING, "question": "Tôi chuyển nơi ở?", "text": "Báo chi bộ.", "reach": "below", "videos": "Cách viết đơn | https://www.youtube.com/watch?v=a\n\n"}
    assert client.post(reverse("handbook:new"), told).status_code == 302
    one = Guide.objects.get()
    assert one.videos == [["Cách viết đơn", "https://www.youtube.com/watch?v=a"]]
    assert "Cách viết đơn | https://www.youtube.com" in client.get(reverse("handbook:change", args=[one.pk])).content.decode()
    page = client.get(reverse("handbook:edited", args=[one.pk])).content.decode()
    assert '<a class="what tap" href="https://www.youtube.com/watch?v=a" rel="noopener noreferrer external">Cách viết đơn</a>' in page
    assert "<iframe" not in page
    assert client.post(reverse("handbook:new"), told | {"videos": "https://youtu.be/a"}).status_code == 422


# --- the day it ends ---


def test_a_guide_may_end_on_a_day_to_come(home, editor, second):
    one = actions.end(guide=released(home, editor, second), on=DAY + timedelta(days=3), by=editor, today=DAY)
    assert [Guide.objects.open_to(home.user, DAY + timedelta(days=after)).count() for after in (2, 3)] == [1, 0]
    assert one.ended_on == DAY + timedelta(days=3)
    with pytest.raises(RuleBroken, match="hôm nay"):
        actions.end(guide=released(home, editor, second), on=DAY - timedelta(days=1), by=editor, today=DAY)


# --- confirmed as read, where that is asked ---


def confirm(guide, user):
    return actions.confirm_read(guide=guide, by=user, now=timezone.now())


def test_whoever_releases_may_ask_for_a_confirmation_of_somebody_from_its_day_on(home, editor, second):
    one = submitted(home, editor)
    with pytest.raises(RuleBroken, match="công bố"):
        actions.release(guide=one, from_day=DAY, receipt_by=DAY - timedelta(days=1), by=second, today=DAY)
    lonely = make_commune("Đảng bộ xã Pa Tần")
    other = actions.submit(guide=make_guide(lonely), by=SYSTEM)
    with pytest.raises(RuleBroken, match="đảng viên nào"):
        actions.release(guide=other, from_day=DAY, receipt_by=DAY, by=make_user("handbook_editor", lonely), today=DAY)
    done = actions.release(guide=one, from_day=DAY, receipt_by=UNTIL, by=second, today=DAY)
    assert done.receipt_by == UNTIL
    with pytest.raises(IntegrityError, match="guide_released_stands"), transaction.atomic():
        Guide.objects.filter(pk=done.pk).update(receipt_by=None)


def test_a_member_is_asked_on_today_confirms_once_and_no_act_tells_it(client, home):
    guide = asking_guide(home.commune)
    (due,) = [one for one in today(home.user, DAY).notices if one.href == guide.get_absolute_url()]
    assert (due.late, due.act) == (False, "Đọc")
    assert today(home.user, UNTIL + timedelta(days=1)).notices[0].late
    client.force_login(home.user)
    assert "Tôi đã đọc" in client.get(guide.get_absolute_url()).content.decode()
    before, address = Act.objects.count(), reverse("handbook:confirm_guide", args=[guide.pk])
    assert client.get(address).status_code == 200
    assert client.post(address).headers["Location"] == guide.get_absolute_url()
    assert Act.objects.count() == before  # acts are read from above
    page = client.get(guide.get_absolute_url()).content.decode()
    assert "Đồng chí đã xác nhận đã đọc" in page
    assert address not in page
    assert "đã xác nhận hướng dẫn này rồi" in client.post(address).content.decode()
    assert not [one for one in today(home.user, DAY).notices if one.href == guide.get_absolute_url()]


def test_nobody_is_asked_who_is_not_reached_and_nothing_is_kept_where_nobody_asked(client, home):
    quiet, far = as_released(make_guide(home.commune)), asking_guide(make_commune("Đảng bộ xã Pa Tần"))
    with pytest.raises(RuleBroken, match="không đề nghị"):
        confirm(quiet, home.user)
    with pytest.raises(IntegrityError, match="receipt_asked_for"), transaction.atomic():
        GuideReceipt.objects.create(guide=quiet, member=home.member)
    for user in (home.user, make_user("handbook_editor", far.unit)):
        with pytest.raises(RuleBroken, match="không thuộc diện"):
            confirm(far, user)
    client.force_login(home.user)
    assert "Tôi đã đọc" not in client.get(quiet.get_absolute_url()).content.decode()
    with pytest.raises(RuleBroken, match="không đề nghị"):
        confirm(actions.end(guide=asking_guide(home.commune), by=SYSTEM, today=timezone.localdate()), home.user)


def test_whoever_left_the_roll_is_asked_no_more(client, home):
    guide = asking_guide(home.commune)
    leave(member=home.member, on=DAY, reason="expelled", paper="Quyết định số 03-QĐ/ĐU", by=SYSTEM, day=DAY)
    user = type(home.user).objects.get(pk=home.user.pk)
    assert not [one for one in today(user, DAY).notices if one.href == guide.get_absolute_url()]
    with pytest.raises(RuleBroken, match="không thuộc diện"):
        confirm(guide, user)


def test_the_branch_reads_names_and_nobody_above_it_behind_either_wall(client, home):
    kept = confirm(asking_guide(home.commune), home.user)
    secretary, clerk = make_user("branch_secretary", home.branch), make_user("office_clerk", home.commune)
    for user, wanted in ((secretary, {kept}), (home.user, {kept}), (clerk, set()), (make_user("organisation_officer", home.commune), set())):
        assert set(GuideReceipt.objects.visible_to(user)) == wanted
        with within(user.scope()):
            assert set(GuideReceipt.objects.all()) == wanted
    with within(home.user.scope()), pytest.raises(ProgrammingError), transaction.atomic():
        GuideReceipt.objects.update(at=timezone.now())
    address = reverse("handbook:guide_receipts", args=[kept.guide_id])
    client.force_login(secretary)
    assert "Lò Thị Hường" in client.get(address).content.decode()
    client.force_login(clerk)
    page = client.get(address).content.decode()
    assert "Lò Thị Hường" not in page
    assert "100%" in page
    client.force_login(make_user("handbook_editor", home.commune))
    assert client.get(address).status_code == 403
    quiet = as_released(make_guide(home.commune))
    client.force_login(clerk)
    assert client.get(reverse("handbook:guide_receipts", args=[quiet.pk])).status_code == 404


# --- reach, as editors see it ---


@pytest.fixture
def mai(home):
    unit = make_unit("Chi bộ bản Mai", kind=UnitKind.SUBORDINATE_BRANCH, parent=home.commune)
    make_member(unit, "Vàng A Dua")
    return unit


def test_guides_stand_beside_units_with_their_shares_and_without_names(client, home, editor, mai):
    first, later = asking_guide(home.commune), asking_guide(mai, question="Họp thế nào?")
    confirm(first, home.user)
    client.force_login(editor)
    page = client.get(reverse("handbook:reach")).content.decode()
    assert all(text in page for text in (first.question, later.question, home.branch.name, mai.name, "100%", "50%", "1 trên 2"))
    assert not any(name in page for name in ("Lò Thị Hường", "Vàng A Dua"))
    found = reach([first, later], home.commune)
    assert [(unit.name, guide.question, line.asked, line.confirmed) for unit, guide, line in found.rows()] == [
        (home.branch.name, first.question, 1, 1), (mai.name, first.question, 1, 0), (mai.name, later.question, 1, 0), (home.commune.name, first.question, 2, 1), (home.commune.name, later.question, 1, 0),
    ]
    below = client.get(reverse("handbook:reach"), {"unit": home.branch.pk}).content.decode()
    assert mai.name not in below
    assert f"?unit={home.commune.pk}" in below
    lines = client.get(reverse("handbook:reach"), {"export": "csv"}).content.decode().splitlines()
    assert home.branch.name in lines[1]
    assert "1" in lines[1]
    assert client.get(reverse("handbook:reach"), {"export": "xlsx"}).headers["Content-Type"].startswith("application/vnd")


def test_the_page_shows_the_newest_and_the_sheet_all(client, home, editor):
    for n in range(8):
        asking_guide(home.commune, question=f"Câu hỏi số {n}")
    client.force_login(editor)
    page = client.get(reverse("handbook:reach")).content.decode()
    assert ["Câu hỏi số 1" in page, "Câu hỏi số 2" in page, "6 hướng dẫn mới nhất" in page] == [False, True, True]
    assert "Câu hỏi số 0" in client.get(reverse("handbook:reach"), {"export": "csv"}).content.decode()


def test_an_empty_page_says_why(client, home, editor, mai):
    client.force_login(editor)
    assert "Chưa hướng dẫn nào đề nghị" in client.get(reverse("handbook:reach")).content.decode()
    asking_guide(mai)
    assert "Không đề nghị ai" in client.get(reverse("handbook:reach"), {"unit": home.branch.pk}).content.decode()
    stranger = make_commune("Đảng bộ xã Pa Tần")
    assert client.get(reverse("handbook:reach"), {"unit": stranger.pk}).status_code == 404
    client.force_login(home.user)
    assert client.get(reverse("handbook:reach")).status_code == 403


def test_the_page_of_reach_costs_the_same_with_one_unit_and_with_three(client, home, editor, django_assert_max_num_queries):
    asking_guide(home.commune)
    client.force_login(editor)
    costs = []
    for name in ("", "Mai", "Nậm"):
        if name:
            make_member(make_unit(f"Chi bộ bản {name}", kind=UnitKind.SUBORDINATE_BRANCH, parent=home.commune))
        with django_assert_max_num_queries(25) as asked:
            client.get(reverse("handbook:reach"))
        costs.append(len(asked.captured_queries))
    assert len(set(costs)) == 1


def counted(unit, day=UNTIL, **more):
    return [figure(f"handbook.guides_{key}", Question(unit, day, date(2026, 1, 1), **more), by=SYSTEM).value() for key in ("asked", "confirmed", "confirmed_share")]


def test_figures_tell_the_share_by_unit(home, mai):
    guide = asking_guide(home.commune)
    GuideReceipt.objects.create(guide=guide, member=home.member, at=timezone.make_aware(timezone.datetime(2026, 12, 1, 9)))
    assert [counted(unit) for unit in (home.commune, home.branch, mai)] == [[2, 1, Decimal("50.00")], [1, 1, Decimal("100.00")], [1, 0, Decimal("0.00")]]
    assert counted(home.commune, UNTIL - timedelta(days=1))[0] == 0
    (row,) = figure("handbook.guides_confirmed", Question(home.commune, UNTIL, date(2026, 1, 1)), by=SYSTEM).records()
    assert row.get_absolute_url() == reverse("handbook:guide_receipts", args=[guide.pk])


@pytest.mark.django_db(transaction=True)
def test_figures_tell_what_was_known_when():
    home = make_home()
    guide = asking_guide(home.commune)
    before = clock()
    GuideReceipt.objects.create(guide=guide, member=home.member, at=clock())
    assert [counted(home.commune, known_at=at)[:2] for at in (before, clock())] == [[1, 0], [1, 1]]
    assert str(GuideReceipt.objects.get()) == f"{guide.pk} {home.member.pk}"
