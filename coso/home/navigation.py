"""The main menu: one entry for each word of the domain, shown to those who may do something there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Entry:
    """A page in a menu. `permission` empty: for everyone who has signed in."""

    label: str | Promise
    url_name: str
    permission: str = ""
    also: tuple[str, ...] = ()


MENU = [
    Entry(_("To do today"), "home:today"),
    Entry(_("Organisation"), "org:tree", "unit.view", ("org:", "restructuring:")),
    Entry(_("Meetings of branches and committees"), "meetings:list", "meeting.view", ("meetings:",)),
    Entry(_("Committees"), "committees:list", "committee.view", ("committees:",)),
    Entry(_("Party members"), "members:list", "member.view", ("members:",)),
    Entry(_("Development of members"), "admissions:list", "admission.prepare", ("admissions:",)),
    Entry(_("Procedures"), "procedures:list", "case.view", ("procedures:",)),
    Entry(_("Questions and proposals"), "dialogue:received", "dialogue.answer", ("dialogue:",)),
    Entry(_("Surveys"), "surveys:list", "survey.manage", ("surveys:",)),
    Entry(_("Yearly plans of members"), "plans:branch", "plan.receive", ("plans:",)),
    Entry(_("Tasks"), "assignments:list", "assignment.view", ("assignments:",)),
    Entry(_("Official papers"), "documents:list", "document.view", ("documents:",)),
    Entry(_("Figures"), "figures:page", "figure.view", ("figures:",)),
    Entry(_("Targets"), "targets:list", "target.view", ("targets:",)),
    Entry(_("Reports"), "reports:list", "report.view", ("reports:",)),
    Entry(_("Guides"), "handbook:editing", "guide.review", ("handbook:editing", "handbook:edited", "handbook:new", "handbook:change", "handbook:guide_act", "handbook:reach", "handbook:add_image", "handbook:remove_image")),
    Entry(_("Printed handbook"), "handbook:booklets", "member.export", ("handbook:booklets", "handbook:booklet")),
    Entry(_("Accounts of members"), "handbook:accounts", "account.hand_out", ("handbook:accounts", "handbook:join_account", "handbook:part_account")),
    Entry(_("Bring data in"), "imports:list", "member.import", ("imports:",)),
    Entry(_("Rulebook"), "rulebook:values", "rule.view", ("rulebook:",)),
    Entry(_("Administration"), "access:people", "account.manage", ("access:",)),
]
MEMBER_TABS = [
    Entry(_("Today"), "handbook:today", also=("handbook:", "notices:", "dialogue:", "plans:", "surveys:")),
    Entry(_("Meetings"), "meetings:own", also=("meetings:own_notice",)),
    Entry(pgettext_lazy("tab", "Papers"), "documents:library", also=("documents:publication", "documents:mine", "documents:studies", "documents:study", "documents:quiz")),
    Entry(pgettext_lazy("tab", "My tasks"), "assignments:mine", also=("assignments:",)),
    Entry(pgettext_lazy("tab", "My record"), "members:mine", also=("members:",)),
]
OWN = [
    Entry(_("My handbook"), "handbook:today"),
    Entry(_("My meetings"), "meetings:own"),
    Entry(_("My record"), "members:mine"),
    Entry(_("My tasks"), "assignments:mine"),
    Entry(_("My questions and proposals"), "dialogue:mine"),
    Entry(_("My yearly plan"), "plans:mine"),
    Entry(_("How I come in"), "access:ways", also=("access:ways",)),
    Entry(_("Surveys that ask me"), "surveys:mine"),
    Entry(_("Second factor"), "mfa_index"),
    Entry(_("My roles"), "access:own_roles"),
    Entry(_("Notices"), "notices:index"),
    Entry(_("Reminders"), "home:reminders"),
    Entry(_("Long work"), "home:jobs"),
    Entry(_("Where I am signed in"), "usersessions_list"),
]


@dataclass(frozen=True)
class Item:
    """An entry as one reader sees it."""

    label: str | Promise
    url: str
    current: bool


class Navigation:
    """Menus for one request; asked only when a page shows them."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = getattr(request, "user", None)

    @property
    def signed_in(self) -> bool:
        return bool(self.user and self.user.is_authenticated)

    @cached_property
    def items(self) -> list[Item]:
        """The menu of an office; members without one find their handbook there."""
        return self.tabs or self._of_office

    @cached_property
    def tabs(self) -> list[Item]:
        """The bottom tabs of a phone: for members without an office; offices use the menu."""
        return [] if len(self._of_office) > 1 else self._shown(MEMBER_TABS)

    @cached_property
    def _of_office(self) -> list[Item]:
        return self._shown(MENU)

    @cached_property
    def own(self) -> list[Item]:
        return self._shown(OWN)

    @cached_property
    def switch_url(self) -> str:
        return address("org:switch") if self.signed_in and self.user.intervals("unit.view") else ""

    def _shown(self, entries: list[Entry]) -> list[Item]:
        if not self.signed_in:
            return []
        mine = [entry for entry in entries if not entry.permission or self.user.intervals(entry.permission)]
        return [self._item(entry, url) for entry in mine if (url := address(entry.url_name))]

    def _item(self, entry: Entry, url: str) -> Item:
        match = self.request.resolver_match
        here = match.view_name if match else ""
        return Item(entry.label, url, here == entry.url_name or here.startswith(entry.also or ("?",)))


def address(url_name: str, *args: Any) -> str:
    """The page's address, or nothing where this installation does not have the page."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""
