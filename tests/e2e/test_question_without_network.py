"""A member on a mountain writes a question where there is no network; it reaches the branch once, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import beyond_the_edge, faults
from tests.e2e.handset import Handset, records

pytestmark = pytest.mark.browser
TITLE = "Cầu treo đầu bản bao giờ sửa"


def arrived() -> list[tuple[str, bool]]:
    with records() as on:
        return on.execute("SELECT text, may_publish FROM dialogue_question WHERE title = %s", [TITLE]).fetchall()


def test_a_question_written_without_network_is_kept_sealed_and_reaches_the_branch_once(handsets: Iterator[Handset]) -> None:
    phone = next(handsets)
    phone.sign_in("dangvien")
    phone.be_ready()
    phone.page.goto("/doi-thoai/gui/")
    assert faults(phone.page) == []
    phone.line.cut()
    phone.page.fill("[name=title]", TITLE)
    phone.page.fill("[name=text]", "Mưa lũ làm đứt cáp, bà con phải đi vòng.")
    phone.page.check("[name=may_publish]")
    phone.page.locator("main form button.btn-primary").click()
    expect(phone.page.locator("main .note.good")).to_contain_text("giữ trên máy này")
    expect(phone.page.locator("#unsent")).to_have_text("1 chưa gửi")
    phone.kill()

    phone.start()
    phone.page.goto("/ngoai-tuyen/")  # still without network
    expect(phone.page.locator("main")).to_contain_text("Câu hỏi, đề xuất của tôi")
    assert beyond_the_edge(phone.page) == 0
    assert arrived() == []

    phone.line.mend()
    phone.sign_in("dangvien", "/ngoai-tuyen/")  # the session went with the browser; what was written did not
    phone.send_until(lambda: phone.waiting() == 0)
    phone.page.goto("/doi-thoai/")
    expect(phone.page.locator("main")).to_contain_text(TITLE)
    assert arrived() == [("Mưa lũ làm đứt cáp, bà con phải đi vòng.", True)]
