"""The main job, by hand in a browser: an office brings in its sheet, finds a person, gets a number and a report."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import House, in_order, sign_in

pytestmark = pytest.mark.browser


def unit_of_the_clerk(house: House) -> dict[str, str]:
    return next(row for row in json.loads(house.coso("units", "--json"))["rows"] if row["kind"] == "commune_organisation")


def count(house: House, code: str, on: str) -> int:
    return json.loads(house.coso("figure", "members.count", "--unit", code, "--on", on, "--json"))["value"]


def test_an_office_gets_from_its_sheet_to_a_number_and_a_report(page: Page, house: House, tmp_path: Path) -> None:
    unit = unit_of_the_clerk(house)
    sheet = tmp_path / "danh-sach.xlsx"
    seed = str(page.viewport_size["width"])
    told = json.loads(house.coso("demo_sheet", "-o", str(sheet), "--rows", "40", "--seed", seed, "--unit", unit["code"], "--messy", "--json"))
    before = count(house, unit["code"], "2026-11-01")

    sign_in(page, "vanphong")
    in_order(page)
    bring_in(page, sheet)
    in_order(page)
    assert count(house, unit["code"], "2026-11-01") >= before + told["people"] - 5

    find_and_reveal(page)
    figure_and_its_people(page, house, unit)
    report(page, tmp_path)


def bring_in(page: Page, sheet: Path) -> None:
    page.goto("/nhap-du-lieu/moi/")
    in_order(page)
    page.set_input_files("input[type=file]", sheet)
    page.get_by_role("button", name="Đọc tệp").click()
    page.wait_for_url(re.compile(r"/nhap-du-lieu/\d+/$"), timeout=60_000)
    in_order(page)
    page.get_by_role("button", name=re.compile(r"^Ghi \d+ dòng")).click()
    expect(page.get_by_text("Hoàn tác lần nhập").first).to_be_visible(timeout=60_000)


def find_and_reveal(page: Page) -> None:
    page.goto("/dang-vien/")
    in_order(page)
    person = next(link for link in page.locator("main a").all() if re.fullmatch(r"/dang-vien/\d+/", link.get_attribute("href") or ""))
    person.click()
    in_order(page)
    buttons = page.get_by_role("button", name="Hiện")
    masked = buttons.count()
    buttons.first.click()
    expect(buttons).not_to_have_count(masked)
    page.get_by_role("link", name="Ai đã xem hồ sơ này").click()
    expect(page.locator("main")).to_contain_text("Nguyễn Hải Tú")
    in_order(page)


def figure_and_its_people(page: Page, house: House, unit: dict[str, str]) -> None:
    page.goto("/so-lieu/")
    in_order(page)
    card = page.locator("a", has_text=re.compile(r"^\s*\d{1,3}(\.\d{3})*\s*$")).first
    shown = int(card.inner_text().replace(".", ""))
    assert shown == count(house, unit["code"], page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Ho_Chi_Minh'})"))
    card.click()
    expect(page.locator("main")).to_contain_text(f"{shown:,}".replace(",", "."))
    in_order(page)


def report(page: Page, tmp_path: Path) -> None:
    page.goto("/bao-cao/")
    in_order(page)
    page.get_by_role("link", name="Thống kê đội ngũ đảng viên").first.click()
    in_order(page)
    page.locator("summary", has_text="Tải về").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF").click()
    taken.value.save_as(tmp_path / "bao-cao.pdf")
    assert (tmp_path / "bao-cao.pdf").read_bytes().startswith(b"%PDF-")
