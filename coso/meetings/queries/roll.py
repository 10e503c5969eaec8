"""Who is called to a meeting, how each stands, what was marked, and who has a vote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.committees.queries import seats_on
from coso.common import scope
from coso.meetings.enums import HERE, MeetingKind, Place, Presence
from coso.meetings.models import Answer, Delegate, Mark, Meeting, Opinion
from coso.meetings.rules import Attendance
from coso.members.enums import Activity, Status, StayKind
from coso.members.models import Member, Stay
from coso.procedures.queries import voting_base

PLACES = {Activity.EXEMPT: Place.EXEMPT, Activity.TEMPORARY_ELSEWHERE: Place.ELSEWHERE, Activity.SUSPENDED: Place.SUSPENDED}


@dataclass(frozen=True)
class Person:
    """A member of the roll. guest: here for a time, at home in another branch.

    marks: all of them, in the order received. votes: whether the rule gives a vote here.
    """

    member_id: int
    name: str
    place: Place
    official: bool
    guest: bool
    marks: list[Mark] = field(default_factory=list)
    answer: Answer | None = None
    opinions: int = 0

    @property
    def mark(self) -> Mark | None:
        return self.marks[-1] if self.marks else None

    @property
    def presence(self) -> Presence:
        return Presence(self.mark.presence) if self.mark else Presence.CLEARED

    @property
    def is_here(self) -> bool:
        return self.presence in HERE

    @property
    def marked(self) -> bool:
        return self.presence != Presence.CLEARED

    @property
    def expected(self) -> bool:
        return self.place == Place.CALLED

    @property
    def votes(self) -> bool:
        """Official members of the branch, those temporarily elsewhere left out; exempt ones only when they came."""
        return self.official and not self.guest and (self.expected or (self.place == Place.EXEMPT and self.is_here))

    @property
    def disputed(self) -> bool:
        """Whether the last two marks are of two people and say two things; whoever marks once more settles it."""
        last = self.marks[-2:]
        return len(last) > 1 and last[0].presence != last[1].presence and last[0].marked_by_id != last[1].marked_by_id

    @property
    def dispute(self) -> str:
        """Both marks in words, and which counts."""
        if not self.disputed:
            return ""
        before, after = self.marks[-2:]
        return _("%(before)s, but %(after)s. The later one received counts; mark once more to settle it.") % {"before": said(before), "after": said(after)}


def said(mark: Mark) -> str:
    """`Lò Văn Chính marked “Present” at 14:05`."""
    told = {"who": mark.marked_by or _("somebody"), "what": mark.get_presence_display(), "at": f"{timezone.localtime(mark.claimed_at):%H:%M}"}
    return _("%(who)s marked “%(what)s” at %(at)s") % told


def roll(meeting: Meeting) -> list[Person]:
    """Everybody who belongs to the meeting on its day, by name; suspended members stand in it, but are not called."""
    found = belonging(meeting)
    marks, answers, spoken = marks_of(meeting), answers_of(meeting), opinions_of(meeting)
    return [Person(key, name, *found[key], marks.get(key, []), answers.get(key), spoken.get(key, 0)) for key, name in names_of(found)]


def belonging(meeting: Meeting) -> dict[int, Standing]:
    """As what each belongs to the meeting, by the member's key."""
    if meeting.takes_delegates:
        return convened(list(Delegate.objects.filter(meeting=meeting).values_list("member_id", flat=True)), meeting)
    return seated(meeting) if meeting.is_convened else of_branch(meeting)


class Standing(NamedTuple):
    """As what somebody belongs to a meeting."""

    place: Place
    official: bool
    guest: bool


def of_branch(meeting: Meeting) -> dict[int, Standing]:
    """The branch's roll, those here for a time included."""
    stays = Stay.objects.as_of(meeting.day).filter(unit=meeting.unit_id, kind__in=[StayKind.HOME, StayKind.GUEST])
    return {stay.member_id: Standing(PLACES.get(Activity(stay.activity), Place.CALLED), stay.status == Status.OFFICIAL, stay.kind == StayKind.GUEST) for stay in stays}


def seated(meeting: Meeting) -> dict[int, Standing]:
    """Those who sit in the committee, or in its standing committee, wherever they are at home; being away or exempt takes no seat from anybody."""
    seats = seats_on(meeting.unit, meeting.day, standing=meeting.kind == MeetingKind.STANDING).values_list("member_id", flat=True)
    return convened(list(seats), meeting)


def convened(members: Collection[int], meeting: Meeting) -> dict[int, Standing]:
    """Called by name; only who is suspended on the day is not."""
    with scope.within(scope.everything(where="roll call")):
        suspended = set(Stay.objects.as_of(meeting.day).filter(member__in=members, kind=StayKind.HOME, activity=Activity.SUSPENDED).values_list("member_id", flat=True))
    return {key: Standing(Place.SUSPENDED if key in suspended else Place.CALLED, official=True, guest=False) for key in members}


def names_of(members: Iterable[int]) -> list[tuple[int, str]]:
    """By name, two of one name with the year of birth. Who is here for a time has their record in another branch; the branch they take part in knows them by name all the same."""
    with scope.within(scope.everything(where="roll call")):
        found = list(Member.objects.filter(pk__in=members).by_name().values_list("pk", "full_name", "birth_date"))
    often = Counter(name for _key, name, _born in found)
    return [(key, f"{name} ({born.year})" if often[name] > 1 else name) for key, name, born in found]


def marks_of(meeting: Meeting) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = defaultdict(list)
    for mark in Mark.objects.filter(meeting=meeting).select_related("marked_by").order_by("pk"):
        found[mark.member_id].append(mark)
    return dict(found)


def answers_of(meeting: Meeting) -> dict[int, Answer]:
    """The last answer of each member."""
    return {one.member_id: one for one in Answer.objects.filter(meeting=meeting).order_by("pk")}


def opinions_of(meeting: Meeting) -> dict[int, int]:
    """How many opinions each member gave; who gave none is left out."""
    sums = Opinion.objects.filter(meeting=meeting).order_by().values("member_id").annotate(number=Sum("number"))
    return {row["member_id"]: row["number"] for row in sums if row["number"]}


def attendance(people: Iterable[Person]) -> Attendance:
    """The roll in numbers; suspended members are not called."""
    called = [one for one in people if one.place != Place.SUSPENDED]
    places = Counter(one.place for one in called)
    marks = Counter(one.presence for one in called if one.expected)
    return Attendance(
        called=len(called), exempt=places[Place.EXEMPT], elsewhere=places[Place.ELSEWHERE], present=marks[Presence.PRESENT], from_afar=marks[Presence.FROM_AFAR],
        with_reason=marks[Presence.WITH_REASON], without_reason=marks[Presence.WITHOUT_REASON],
        exempt_present=sum(one.is_here for one in called if one.place == Place.EXEMPT),
    )


@dataclass(frozen=True)
class Voters:
    """Who has a vote in a meeting, with the arithmetic: official members, less those elsewhere, less exempt ones who did not come."""

    official: int
    elsewhere: int
    exempt: int
    exempt_here: int
    here: int

    @property
    def base(self) -> int:
        return self.official - self.elsewhere - self.exempt + self.exempt_here

    @property
    def left_out(self) -> dict[str, int]:
        return {"elsewhere": self.elsewhere, "exempt": self.exempt - self.exempt_here}


def voters(meeting: Meeting, people: Iterable[Person]) -> Voters:
    """By the rule `vote.base`, as procedures count it; in a committee or a congress of delegates everybody called has a vote."""
    if meeting.is_convened:
        called = [one for one in people if one.votes]
        return Voters(len(called), 0, 0, 0, sum(one.is_here for one in called))
    base, able = voting_base(meeting.unit, meeting.day), [one for one in people if one.votes]
    exempt_here = sum(one.place == Place.EXEMPT for one in able)
    return Voters(base.official, base.elsewhere, base.exempt, exempt_here, sum(one.is_here for one in able))


def members_with_vote(people: Iterable[Person]) -> list[Any]:
    """Those with a vote who are here, as members."""
    return list(Member.objects.filter(pk__in=[one.member_id for one in people if one.votes and one.is_here]).by_name())
