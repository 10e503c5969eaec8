"""Days in a member's life with the Party, worked out from the record and the rulebook; and what a guide must hold to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coso.common import vietnamese
from coso.common.errors import RuleBroken
from coso.common.periods import add_months
from coso.documents.rules import reaches
from coso.handbook.models import Guide
from coso.members.models import Member
from coso.procedures.declarations import PROCEDURES
from coso.rulebook.book import Rule, book

MONTHS = 12


@dataclass(frozen=True)
class Matters:
    """A day that matters: what it is, when, a line that says more, and the rule where one decides."""

    what: str
    on: date
    why: str
    rule: Rule | None = None


def party_age_of_year(admitted: date, day: date) -> list[Matters]:
    """How many years of party age are full this year, and on which day; in the first year nothing."""
    years = day.year - admitted.year
    if years < 1:
        return []
    on = add_months(admitted, MONTHS * years)
    words = ngettext("This year you have been in the Party for %(n)s year", "This year you have been in the Party for %(n)s years", years)
    return [Matters(words % {"n": vietnamese.number(years)}, on, _("Full on %(day)s, counted from the decision on your admission.") % {"day": vietnamese.date(on)})]


def end_of_probation(ends: date) -> Matters:
    return Matters(_("Your probation ends"), ends, _("On %(day)s. After that day the branch considers your recognition as an official member.") % {"day": vietnamese.date(ends)})


def reaches_one(admitted: date, years: Iterable[int], start: date, end: date) -> bool:
    return any(start < add_months(admitted, MONTHS * one) <= end for one in years)


def badge(years: int, on: date, rule: Rule) -> Matters:
    """Told as what the party age allows: whether the badge is given is for the committee to decide."""
    words = _("%(years)s years of party age: a badge may be considered") % {"years": vietnamese.number(years)}
    return Matters(words, on, _("The party age is full on %(day)s. Look whether the day of admission in your record is right.") % {"day": vietnamese.date(on)}, rule)


# --- guides ---

CORRECTION = "correction"


def check_content(question: str, text: str, keys: Iterable[str], starts: str) -> None:
    if not question.strip() or not text.strip():
        raise RuleBroken(_("A guide needs its question and its answer. Nothing was saved."))
    if unknown := [key for key in keys if key not in book().keys]:
        raise RuleBroken(_("The rulebook does not know %(keys)s. Nothing was saved. Choose from its list.") % {"keys": ", ".join(unknown)})
    if starts and starts != CORRECTION and starts not in PROCEDURES:
        raise RuleBroken(_("There is no such procedure. Nothing was saved. Choose from the list."))


def check_second_person(writers: Iterable[int], reviewer: int | None) -> None:
    if reviewer is None or reviewer in writers:
        raise RuleBroken(_("Who wrote on a guide does not release it. Nothing was changed. A second person reads it and releases it."))


def check_day_to_come(day: date, today: date) -> None:
    if day < today:
        raise RuleBroken(_("A guide is released for today or a later day. Nothing was changed."))


def check_day_to_end(day: date, today: date) -> None:
    if day < today:
        raise RuleBroken(_("A guide is taken away today or on a later day. Nothing was changed."))


def check_state(is_now: str, wanted: str, ended_on: date | None) -> None:
    if is_now != wanted or ended_on:
        raise RuleBroken(_("The guide is not in a state for this: somebody was faster. Nothing was changed. Look at it again."))


def check_not_revised_yet(under_way: bool) -> None:
    if under_way:
        raise RuleBroken(_("A new version is being written already. Nothing was changed. Go on with that one."))


# --- pictures, videos, confirmations ---

MOST_IMAGES, MOST_VIDEOS, LONGEST_TITLE = 6, 5, 120


def check_videos(videos: Iterable[tuple[str, str]]) -> None:
    """Plain links to hosts the installation lists, each with a title; nothing of theirs is shown in a page of ours."""
    found = list(videos)
    if len(found) > MOST_VIDEOS:
        raise RuleBroken(_("A guide has at most %(most)s videos. Nothing was saved.") % {"most": MOST_VIDEOS})
    for title, address in found:
        if not title.strip() or len(title) > LONGEST_TITLE:
            raise RuleBroken(_("Say in a few words what the video %(address)s shows. Nothing was saved.") % {"address": address})
        if not on_listed_host(address):
            raise RuleBroken(_("Videos are linked on %(hosts)s only, with https. Nothing was saved. Look at the address %(address)s.") % {"hosts": ", ".join(settings.COSO_VIDEO_HOSTS), "address": address})


def on_listed_host(address: str) -> bool:
    try:
        told = urlsplit(address)
        host, port = (told.hostname or "").lower(), told.port
    except ValueError:
        return False
    return told.scheme == "https" and not told.username and port is None and any(host == one or host.endswith(f".{one}") for one in settings.COSO_VIDEO_HOSTS)


def check_image(description: str, there: int) -> None:
    if not description.strip():
        raise RuleBroken(_("Say what the picture shows, for members who do not see it. Nothing was stored."))
    if there >= MOST_IMAGES:
        raise RuleBroken(_("A guide has at most %(most)s pictures. Nothing was stored. Take one out first.") % {"most": MOST_IMAGES})


def check_asks(until: date, from_day: date, anybody: bool) -> None:
    """Confirmations are asked of somebody, from the day the guide is read on."""
    if until < from_day:
        raise RuleBroken(_("It can be confirmed from the day it is read on. Nothing was changed. Choose a later day."))
    if not anybody:
        raise RuleBroken(_("Nobody on the roll is reached by this guide, so nobody can confirm having read it. Nothing was changed. Ask for no confirmation."))


def check_confirms(guide: Guide, member: Member | None, day: date) -> None:
    """A receipt is given by a member whom the guide reaches, where it was asked for."""
    if not guide.asks(day):
        raise RuleBroken(_("No confirmation is asked for this guide. Nothing was saved."))
    if member is None or member.left_on or not reaches(guide, member.position):
        raise RuleBroken(_("You are not among the members asked to confirm this guide. Nothing was saved."))
