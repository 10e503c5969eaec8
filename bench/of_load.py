"""Pages of members' phones, asked of a running Coso over loopback: bounded in number, at most AT_ONCE at a time.

What a page costs is told in milliseconds of processor of the web and database processes, which other work on the machine raises little; beside it
stand the least answers of the same web server: an empty view of Django, and a file.
"""

import http.client
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from crowd import PASSWORD, crowd
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from house import nothing, served
from measure import Result

from coso.access.models import User
from coso.common.scope import everything, within
from coso.documents.models import Publication
from coso.handbook.models import Guide
from coso.meetings.models import Notice

PHONES, AT_ONCE = 32, 4
ASKED = 40  # times `runs`
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Phone:
    """One member's browser, as far as the server can tell: a line kept open, cookies, and compressed pages."""

    def __init__(self, port: int, user: User) -> None:
        self.line, self.user, self.cookies = http.client.HTTPConnection("127.0.0.1", port, timeout=60), user, {}
        self.token, self.tag, self.busy = "", "", threading.Lock()
        with within(everything(where="bench")):
            self.notice = Notice.objects.filter(member__account=user, on__gte=timezone.localdate()).first().pk

    def ask(self, path: str, told: dict[str, str] | None = None, **headers: str) -> tuple[int, bytes]:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Accept-Encoding": headers.pop("encoding", "gzip"), **headers}
        body = None if told is None else urlencode(told | {"csrfmiddlewaretoken": self.token})
        if body:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{self.line.port}/"}
        self.line.request("GET" if told is None else "POST", path, body, sent)
        answer = self.line.getresponse()
        page = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _is, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        self.tag = answer.getheader("ETag") or ""
        return answer.status, page

    def read_token(self, path: str) -> None:
        _status, page = self.ask(path, encoding="identity")
        self.token = TOKEN.search(page.decode())[1]

    def sign_in(self) -> tuple[int, bytes]:
        self.cookies.clear()
        self.read_token("/accounts/login/")
        return self.ask("/accounts/login/", {"login": self.user.username, "password": PASSWORD})


@dataclass(frozen=True)
class Page:
    """What is asked, by a phone; the answer it must have; `path` for counting its questions to the database."""

    what: str
    ask: Callable[[Phone], tuple[int, bytes]]
    status: int = 200
    path: str = ""
    times: int = ASKED


def measured(runs: int) -> list[Result]:
    users = crowd(PHONES)
    with within(everything(where="bench")):
        paper = Publication.objects.public().latest("pk")
        guide = reverse("handbook:public_guide", args=[Guide.objects.public(timezone.localdate()).first().pk])
    with nothing() as (port, spent):
        empty = loaded([Phone(port, users[0])], Page("an empty view of Django, no middleware", lambda phone: phone.ask("/")), runs, spent, AT_ONCE)
    with served() as house:
        phones = [Phone(house.port, user) for user in users]
        results = [loaded(phones, Page("sign-in: form, token and password", Phone.sign_in, 302, times=8), runs, house.spent)]
        for phone in phones:
            phone.read_token(reverse("handbook:today"))
        for page in pages(phones, paper.get_absolute_url(), guide):
            result = loaded(phones, page, runs, house.spent)
            result.note = "; ".join(filter(None, [result.note, asked_of_database(users[0], page.path)]))
            results.append(result)
    least = sum(empty.processor.values())
    for result in results:
        result.note += f"; {sum(result.processor.values()) / least:.0f} × the empty view"
    return [empty, *results]


def pages(phones: list[Phone], paper: str, guide: str) -> list[Page]:
    today = reverse("handbook:today")
    _status, page = phones[0].ask(today, encoding="identity")
    asset = re.search(r'href="(/static/coso/coso[^"]+css)"', page.decode())[1]
    phones[0].ask(guide)
    tag = phones[0].tag
    return [
        Page("Today", lambda phone: phone.ask(today), path=today),
        Page("the own notice", lambda phone: phone.ask(reverse("meetings:own_notice", args=[phone.notice])), path="notice"),
        Page("an answer written", lambda phone: phone.ask(reverse("handbook:answer", args=[phone.notice]), {"reply": "coming"}), 302, times=10),
        Page("a paper", lambda phone: phone.ask(paper), path=paper),
        Page("My record", lambda phone: phone.ask(reverse("members:mine")), path=reverse("members:mine")),
        Page("handshake of a phone that begins to send", lambda phone: phone.ask("/dong-bo/"), path="/dong-bo/"),
        Page("a public guide", lambda phone: phone.ask(guide), path=guide),
        Page("a public guide not changed since", lambda phone: phone.ask(guide, **{"If-None-Match": tag}), 304),
        Page("a style sheet, brotli", lambda phone: phone.ask(asset, encoding="br")),
    ]


def loaded(phones: list[Phone], page: Page, runs: int, spent: Callable[[], dict[str, float]], spare: int = 0) -> Result:
    """times: milliseconds until each answer; processor: of one answer; the note tells how many came a second."""
    crew = phones if len(phones) > 1 else [Phone(phones[0].line.port, phones[0].user) for _each in range(spare)]
    took: list[float] = []

    def one(turn: int) -> None:
        phone = crew[turn % len(crew)]
        with phone.busy:
            began = time.perf_counter()
            status, _page = page.ask(phone)
            took.append((time.perf_counter() - began) * 1000)
        if status != page.status:
            raise SystemExit(f"{page.what} answered {status}")

    number = runs * page.times
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(AT_ONCE * 4)))  # warm
        took.clear()
        before, began = spent(), time.perf_counter()
        list(pool.map(one, range(number)))
        seconds, after = time.perf_counter() - began, spent()
    cost = {name: (after[name] - before[name]) * 1000 / number for name in after}
    note = f"{1000 / sum(cost.values()):,.0f} a second and core; {number} asked, {AT_ONCE} at once: {number / seconds:,.0f} a second"
    return Result(page.what, "member", took, note=note, processor=cost)


def asked_of_database(user: User, path: str) -> str:
    if not path:
        return ""
    with within(everything(where="bench")):
        notice = Notice.objects.filter(member__account=user, on__gte=timezone.localdate()).first().pk
    where = reverse("meetings:own_notice", args=[notice]) if path == "notice" else path
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.get(where)
    with CaptureQueriesContext(connection) as asked:
        client.get(where)
    tables = [one["sql"] for one in asked if " FROM " in one["sql"] and "set_config" not in one["sql"]]
    return f"{len(tables)} questions to tables, {len(asked)} statements"
