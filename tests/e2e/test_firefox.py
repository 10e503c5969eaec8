"""The handbook in Debian's Firefox: sign in, read Today, answer a notice where there is no network; the answer arrives with the network."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import House
from tests.e2e.handset import PASSWORD, records
from tests.e2e.wire import Wire
from tests.firefox import window

pytestmark = pytest.mark.browser
READY = "(await navigator.serviceWorker.ready).active.state === 'activated' && (await Outbox.pack_names()).length"


def last_answer() -> str:
    with records() as on:
        found = on.execute("SELECT a.reply FROM meetings_answer a JOIN members_member m ON m.id = a.member_id JOIN access_user u ON u.id = m.account_id WHERE u.username = 'dangvien' ORDER BY a.id DESC LIMIT 1").fetchone()
        return found[0] if found else ""


def test_a_member_with_firefox_answers_a_notice_without_network(house: House, tmp_path: Path) -> None:
    line = Wire(int(house.address.rsplit(":", 1)[1]))
    here = f"http://127.0.0.1:{line.port}"
    with window(tmp_path / "firefox") as page:
        page.go(f"{here}/accounts/login/?next=/so-tay/")
        page.js(f"document.querySelector('[name=login]').value = 'dangvien'; document.querySelector('[name=password]').value = '{PASSWORD}'; document.querySelector('[name=password]').form.requestSubmit()")
        page.until("document.querySelector('#kept:not([hidden])')")
        page.until(READY)
        notice = page.js("document.querySelector('main a.tap').href")
        page.go(notice)
        line.cut()
        reply = "excused" if last_answer() != "excused" else "coming"
        page.js(f"document.querySelector('[name=reply][value={reply}]').click(); document.querySelector('[name=reason]').value = 'đi viện'; document.querySelector('[name=reason]').form.querySelector('button.btn-primary').click()")
        page.until("document.querySelector('#unsent').textContent === '1 chưa gửi'")
        assert last_answer() != reply
        page.go(f"{here}/so-tay/")
        page.until("document.querySelector('#pack h1')?.textContent === 'Hôm nay'")
        assert page.js("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        line.mend()
        page.until("await Outbox.now() === 'done' && (await Outbox.count()).waiting === 0")
        assert last_answer() == reply
    line.end()
