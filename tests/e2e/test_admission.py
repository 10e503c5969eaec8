"""A secretary and a clerk take a person from the application to the party card by following the screen alone."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import House, in_order, sign_in

pytestmark = pytest.mark.browser
NAMES = {390: "Hoàng Thị Bưởi", 1280: "Hoàng Văn Cam"}
TODAY = date.today()
CEREMONY = TODAY - timedelta(days=375)  # the year of probation is over
OPENED = CEREMONY - timedelta(days=60)


def begins(label: str) -> re.Pattern[str]:
    return re.compile("^" + re.escape(label))


def step(page: Page, title: str, on: date, *, days: dict[str, date] | None = None, texts: dict[str, str] | None = None, choices: dict[str, str] | None = None, ticks: list[str] | None = None) -> None:
    """The step in hand: what the screen asks for, the papers ticked, the one button."""
    now = page.locator("li.now")
    expect(now.locator(".what")).to_have_text(title)
    in_order(page)
    now.locator("[name=on]").fill(on.isoformat())
    for label, value in (days or {}).items():
        now.get_by_label(begins(label)).fill(value.isoformat())
    for label, value in (texts or {}).items():
        now.get_by_label(begins(label)).fill(value)
    for label, value in (choices or {}).items():
        now.get_by_label(begins(label)).select_option(label=value)
    for label in ticks or []:
        now.get_by_label(begins(label)).check()
    for tick in now.locator("[name=seen_papers]").all():
        tick.check()
    now.get_by_role("button", name="Ghi nhận bước này").click()
    page.wait_for_load_state()


def pick_two(page: Page) -> None:
    for name in ("first", "second"):
        page.locator(f"[name={name}]").select_option(index=1 if name == "first" else 2)


def vote(page: Page) -> dict[str, str]:
    """Nearly all of those who have a vote today; a few may have come since."""
    said = page.locator("li.now fieldset p").first.inner_text()
    official, elsewhere, exempt = map(int, re.findall(r"\d+", said)[:3])
    present = str(official - elsewhere - exempt - 3)
    return {"Số người có quyền biểu quyết có mặt": present, "Tán thành": present}


def test_a_person_goes_from_the_application_to_the_party_card(page: Page, house: House) -> None:
    name = NAMES[page.viewport_size["width"]]
    sign_in(page, "bithu")
    page.goto("/phat-trien/")
    in_order(page)
    on_the_list(page, name)
    begin(page)
    in_order(page)
    branch_work(page)
    case = page.url
    sign_in(page, "vanphong")
    page.goto(case)
    decided(page)
    ceremony(page)
    recognition(page, name)


def on_the_list(page: Page, name: str) -> None:
    page.get_by_role("link", name="Thêm người vào danh sách").first.click()
    in_order(page)
    page.fill("[name=consent_on]", (OPENED - timedelta(days=90)).isoformat())
    page.fill("[name=consent_paper]", "Giấy đồng ý")
    page.fill("[name=unit]", page.locator("#offered option").first.get_attribute("value") or "")
    page.fill("[name=full_name]", name)
    page.select_option("[name=sex]", "female")
    page.fill("[name=birth_date]", "1995-04-10")
    page.select_option("[name=ethnic_group]", "thai")
    page.select_option("[name=general_education]", "upper_secondary")
    page.get_by_label("Lao động ở nông thôn").check()
    page.get_by_role("button", name="Thêm vào danh sách").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    in_order(page)


def begin(page: Page) -> None:
    page.get_by_role("link", name="Bắt đầu xét kết nạp").click()
    page.fill("[name=on]", OPENED.isoformat())
    page.locator("main form.narrow button.btn-primary").click()
    page.wait_for_url(re.compile("/quy-trinh/KN"))


def branch_work(page: Page) -> None:
    step(page, "Đơn xin vào Đảng và lý lịch", OPENED + timedelta(days=3), days={"Ngày ghi trên đơn": OPENED, "Ngày ghi trên lý lịch": OPENED + timedelta(days=1), "Ngày cấp giấy chứng nhận lớp bồi dưỡng": OPENED - timedelta(days=60)}, choices={"Vì sao nộp đơn": "Người này cư trú tại đây"})
    pick_two(page)
    step(page, "Người giới thiệu", OPENED + timedelta(days=5), choices={"Ai giới thiệu": "Hai đảng viên chính thức"})
    step(page, "Thẩm tra lý lịch", OPENED + timedelta(days=20), texts={"Văn bản kết luận": "Kết luận 12"}, choices={"Kết luận thẩm tra": "Đủ tiêu chuẩn chính trị"})
    step(page, "Ý kiến của đoàn thể và nơi cư trú", OPENED + timedelta(days=25), days={"Ngày ý kiến của đoàn thể": OPENED + timedelta(days=22), "Ngày ý kiến của chi ủy": OPENED + timedelta(days=23)})
    step(page, "Chi bộ biểu quyết", OPENED + timedelta(days=30), texts=vote(page))


def decided(page: Page) -> None:
    step(
        page, "Đảng ủy cơ sở xem xét", OPENED + timedelta(days=40), texts={"Nghị quyết của cấp ủy": "8-NQ/ĐU", "Tổng số cấp ủy viên": "15", "Số người có quyền biểu quyết có mặt": "14", "Tán thành": "14"},
        choices={"Ai được quyết định": "Đảng ủy cơ sở được quyền quyết định"},
    )
    step(page, "Quyết định kết nạp", OPENED + timedelta(days=45), texts={"Số quyết định": "31-QĐ/ĐU"})


def ceremony(page: Page) -> None:
    step(page, "Chi bộ nhận quyết định", OPENED + timedelta(days=48))
    step(page, "Lễ kết nạp", CEREMONY)
    step(page, "Đảng viên mới khai lý lịch đảng viên", CEREMONY + timedelta(days=10))
    step(page, "Văn phòng lập hồ sơ đảng viên", CEREMONY + timedelta(days=15))
    expect(page.locator(".record-head")).to_contain_text("Đã hoàn thành")


def recognition(page: Page, name: str) -> None:
    page.goto(f"/quy-trinh/?q={name}&procedure=recognition")
    page.locator("td a").filter(has_text=name).first.click()
    page.locator("[name=mentor]").select_option(index=1)
    step(page, "Phân công người hướng dẫn, giúp đỡ", CEREMONY + timedelta(days=2))
    step(page, "Lớp đảng viên mới", CEREMONY + timedelta(days=200), texts={"Số giấy chứng nhận lớp đảng viên mới": "77/CN"})
    papers = dict.fromkeys(("Ngày bản tự kiểm điểm", "Ngày bản nhận xét", "Ngày ý kiến của đoàn thể", "Ngày ý kiến của chi ủy"), TODAY - timedelta(days=8))
    step(page, "Tự kiểm điểm, nhận xét và ý kiến", TODAY - timedelta(days=7), days=papers)
    step(page, "Chi bộ biểu quyết đề nghị công nhận", TODAY - timedelta(days=6), texts=vote(page))
    step(page, "Đảng ủy cơ sở xem xét", TODAY - timedelta(days=4), texts={"Nghị quyết của cấp ủy": "9-NQ/ĐU"}, choices={"Ai được quyết định": "Đảng ủy cơ sở được quyền quyết định"})
    step(page, "Quyết định công nhận đảng viên chính thức", TODAY - timedelta(days=3), texts={"Số quyết định": "40-QĐ/ĐU"})
    step(page, "Văn phòng ghi nhận việc công nhận", TODAY - timedelta(days=2))
    step(page, "Công bố quyết định tại chi bộ", TODAY - timedelta(days=1))
    step(page, "Phát thẻ đảng viên", TODAY, texts={"Số thẻ": f"0212345678{page.viewport_size['width'] % 100:02d}"})
    expect(page.locator(".record-head")).to_contain_text("Đã hoàn thành")
