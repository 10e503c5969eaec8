"""Every address × method × role × position gives the answer that tests/permissions.yml says; an unlisted one fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.views.defaults import page_not_found, permission_denied

from config import urls
from coso.access.models import User
from coso.access.roles import ROLES
from coso.common.scope import everything, tell
from tests import objects
from tests.world import World, make_world

SAID = yaml.safe_load(Path(__file__).with_name("permissions.yml").read_text())
PAGES: dict[str, dict[str, Any]] = SAID["pages"]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
POSITIONS = ("own", "below", "above", "sibling", "unrelated")
INSIDE = ("own", "below")
LET_IN = {200, 201, 202, 204, 301, 302, 303, 400, 409, 422}
ALSO = {"ok": LET_IN, "by_roll": {*LET_IN, 403, 404}}
WHO = {*ROLES, *SAID["groups"], "no_role", "self", "signed_out", "rest"}


# --- the list is whole ---------------------------------------------------------------------------

def patterns(found: list[URLPattern | URLResolver], before: str = "", names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern, str]]:
    """Every pattern below, as (key in the file, pattern, whole route)."""
    for one in found:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, route, (*names, one.namespace) if one.namespace else names)
        else:
            yield ":".join([*names, one.name]) if one.name else f"/{route}", one, route


@cache
def addresses() -> dict[str, list[URLPattern]]:
    known: dict[str, list[URLPattern]] = {}
    for key, pattern, _route in patterns(get_resolver().url_patterns):
        known.setdefault(key, []).append(pattern)
    return known


def test_every_address_is_listed():
    missing = sorted(set(addresses()) - set(PAGES) - set(SAID["exempt"]))
    assert not missing, f"not in tests/permissions.yml: {missing}"


def test_nothing_listed_is_gone():
    gone = sorted({*PAGES, *SAID["exempt"]} - set(addresses()))
    assert not gone, f"in tests/permissions.yml, but no such address: {gone}"


@pytest.mark.parametrize("key", sorted(PAGES))
def test_a_page_says_only_words_the_file_explains(key):
    page = PAGES[key]
    assert set(page) <= {"object", "with", "query", "data", *METHODS}
    assert page.get("object") is None or page["object"] in objects.OBJECTS
    for method in METHODS:
        for who, answer in whole(page.get(method, {})).items():
            assert who in WHO, f"{key} {method}: who is {who!r}?"
            assert not isinstance(answer, dict) or set(answer) <= {*POSITIONS, "inside", "else"}


# --- what is said --------------------------------------------------------------------------------

@dataclass(frozen=True)
class Ask:
    """One question: who asks what of which object, and the answer expected."""

    key: str
    method: str
    who: str
    position: str
    expected: int | str


def whole(answers: Any) -> dict[str, Any]:
    return answers if isinstance(answers, dict) else {"rest": answers}


def expected(page: dict[str, Any], key: str, method: str, who: str, position: str) -> int | str:
    answers = whole(page[method])
    if who == "signed_out":
        return answers.get(who, 401 if key.startswith("api:") else "sign_in")
    answer = next((answers[name] for name in names_of(who) if name in answers), 404 if "object" in page else 403)
    return at(answer, position) if isinstance(answer, dict) else answer


def names_of(who: str) -> list[str]:
    """The words under which somebody may be named, the most exact first."""
    return [who, *(group for group, roles in SAID["groups"].items() if who in roles), "rest"]


def at(answer: dict[str, Any], position: str) -> int | str:
    if position in answer:
        return answer[position]
    return answer["inside"] if position in INSIDE and "inside" in answer else answer.get("else", 404)


def asks(key: str) -> Iterator[Ask]:
    page = PAGES[key]
    for method in METHODS:
        if method not in page:
            continue
        for position in POSITIONS if "object" in page else ("own",):
            for who in [*ROLES, "no_role"]:
                yield Ask(key, method, who, position, expected(page, key, method, who, position))
        yield Ask(key, method, "signed_out", "own", expected(page, key, method, "signed_out", "own"))
        if "object" in page and "self" in whole(page[method]):
            yield Ask(key, method, "self", "own", expected(page, key, method, "self", "own"))


# --- asking --------------------------------------------------------------------------------------

class Asker:
    """The world, one signed-in client for each account, one object for each word and unit."""

    def __init__(self) -> None:
        self.world: World = make_world()
        self.clients: dict[int | None, Client] = {}
        self.made: dict[tuple[str, int], objects.Parts] = {}

    def client(self, user: User | None) -> Client:
        key = user.pk if user else None
        if key not in self.clients:
            self.clients[key] = Client(raise_request_exception=False)
            if user:
                self.clients[key].force_login(user)
        return self.clients[key]

    def parts(self, word: str, place: str) -> objects.Parts:
        unit = self.world.units[place]
        if (word, unit.pk) not in self.made:
            self.made[word, unit.pk] = objects.OBJECTS[word](unit)
        return self.made[word, unit.pk]

    def own(self, word: str) -> objects.Parts:
        """The object that is the member's own."""
        if (word, 0) not in self.made:
            self.made[word, 0] = objects.OWN[word](self.asker("self", "own"), self.world.units["own"])
        return self.made[word, 0]

    def asker(self, who: str, position: str) -> User | None:
        if who == "signed_out":
            return None
        if who == "no_role":
            return self.world.no_role
        if who == "self":
            return self.world.in_branch["member"]
        return (self.world.in_commune if position == "below" else self.world.in_branch)[who]

    def address(self, ask: Ask) -> str | None:
        """Where to ask, or None where there can be no such object."""
        page, place = PAGES[ask.key], "own" if ask.position == "below" else ask.position
        parts: objects.Parts = dict(page.get("with", {}))
        if "object" in page:
            named = self.own(page["object"]) if ask.who == "self" else self.parts(page["object"], place)
            if named is None:
                return None
            parts |= named
        return fill(route(ask.key, parts) + (f"?{page['query']}" if "query" in page else ""), self.world.units[place])

    def status(self, ask: Ask, address: str) -> int | str:
        self.client(self.asker(ask.who, ask.position))  # the sign-in stays, what the page does is undone
        with transaction.atomic():
            response = self.ask(ask, address)
            transaction.set_rollback(True)
        if response.status_code == 302 and response.url.startswith(reverse("account_login")):
            return "sign_in"
        return int(response.status_code)

    def body(self, ask: Ask, address: str) -> str:
        """What the page says, however it is sent."""
        response = self.ask(ask, address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return content.decode(errors="replace")

    def ask(self, ask: Ask, address: str) -> Any:
        """The answer; the browser's cookies are afterwards as they were."""
        data = {name: fill(str(value), self.world.units["own"]) for name, value in PAGES[ask.key].get("data", {}).items()}
        client = self.client(self.asker(ask.who, ask.position))
        before = copy(client.cookies)
        response = getattr(client, ask.method.lower())(address, data if ask.method == "POST" else None)
        client.cookies = before
        return response


def route(key: str, parts: dict[str, Any]) -> str:
    return key if key.startswith("/") else reverse(key, kwargs=parts)


def fill(text: str, unit: Any) -> str:
    return text.replace("{unit}", str(unit.pk)).replace("{code}", unit.code)


@pytest.fixture(scope="module")
def asker(django_db_setup, django_db_blocker):
    """One world for all lines; each question is undone, and the world with the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        tell(everything(where="test"))
        yield Asker()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def signed_in_just_now(settings):
    """The table asks who may, not how long ago they signed in; on a busy machine all its questions take more than the minutes of a sign-in."""
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 60 * 60


class Refused:
    """The page that refuses, written out once for each account, whose menu it shows; after that its status says all that is asked here."""

    def __init__(self, status: int, whole: Callable[..., HttpResponse]) -> None:
        self.status, self.whole = status, whole
        self.shown: set[int | None] = set()

    def __call__(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        if request.user.pk in self.shown:
            return HttpResponse(status=self.status)
        self.shown.add(request.user.pk)
        return self.whole(request, exception)


REFUSED = {"handler404": Refused(404, page_not_found), "handler403": Refused(403, permission_denied)}


@pytest.fixture(autouse=True)
def refused_in_short(monkeypatch):
    for name, short in REFUSED.items():
        monkeypatch.setattr(urls, name, short, raising=False)


@pytest.mark.parametrize("key", sorted(PAGES))
def test_everybody_gets_the_answer_said(key, asker):
    wrong = []
    for ask in asks(key):
        address = asker.address(ask)
        if address is None:
            continue
        got = asker.status(ask, address)
        if got != ask.expected and got not in ALSO.get(ask.expected, ()):
            wrong.append(f"{ask.method} {address} by {ask.who}, {ask.position}: {got}, said {ask.expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("key", sorted(PAGES))
def test_a_method_not_listed_is_refused(key, asker):
    page, wrong = PAGES[key], []
    for method in METHODS:
        ask = Ask(key, method, page.get("let_in", "office_clerk"), "own", 405)
        address = None if method in page else asker.address(ask)
        if address is not None and (got := asker.status(ask, address)) != ask.expected:
            wrong.append(f"{method} {address}: {got}")
    assert not wrong, f"answered, but not listed: {wrong}"
