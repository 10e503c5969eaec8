"""What is counted of members: the roll, who came, who became official, who left."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, NullIf
from django.utils.translation import gettext_lazy as _

from coso.figures.enums import Direction
from coso.figures.indicators import AREAS, areas, branches_of_area
from coso.figures.queries import (
    SECTOR,
    UNIT_KIND,
    Dimension,
    Indicator,
    Question,
    Ratio,
    bands,
    choices,
    declare,
    either,
    known_by,
    text,
)
from coso.members.codes import ETHNIC_GROUPS, RELIGIONS
from coso.members.enums import (
    Activity,
    GeneralEducation,
    LeaveReason,
    PoliticalTheory,
    ProfessionalLevel,
    QualificationKind,
    Sex,
    Status,
    StayKind,
)
from coso.members.models import (
    COUNTED,
    FormerMembership,
    Member,
    MemberKnown,
    Qualification,
    QualificationKnown,
    Stay,
    StayKnown,
)
from coso.org.enums import RESIDENTIAL_KINDS, AreaKind
from coso.org.models import AreaService, AreaTraits, Closure
from coso.rulebook import rules

known_by(Stay, StayKnown)
known_by(Member, MemberKnown)
known_by(Qualification, QualificationKnown)


# --- who counts -----------------------------------------------------------------------------------


def home_stays(question: Question) -> QuerySet:
    """Stays in the home branch; the joining of duplicate records has set the other's stays aside."""
    return question.rows(Stay).filter(kind=StayKind.HOME)


def on_roll(question: Question) -> QuerySet:
    day = question.day
    return home_stays(question).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


def on_roll_as(*activities: Activity) -> dict[str, Any]:
    """What an indicator of those on the roll in one of these activities counts: from its rows, and from the store of all on the roll."""
    return {"population": lambda question: on_roll(question).filter(activity__in=activities), "stored": COUNTED, "stored_only": (("activity", activities),)}


def _in_period(field: str, question: Question) -> Q:
    return Q(**{f"{field}__gte": question.first_day, f"{field}__lte": question.day})


def _first_after(question: Question, event: str, **alias: Expression) -> QuerySet:
    """Each member's home stay on the day of an event, or their first one after it. alias: what `event` is, if no field."""
    holds_or_follows = Q(valid_to__isnull=True) | Q(valid_to__gt=F(event))
    earlier = question.rows(Stay).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef(event)), member=OuterRef("member"), kind=StayKind.HOME, valid_from__lt=OuterRef("valid_from")
    )
    return home_stays(question).alias(**alias).filter(holds_or_follows, ~Exists(earlier))


def admitted(question: Question) -> QuerySet:
    return _first_after(question, "admission_date").filter(_in_period("admission_date", question))


def former(question: Question) -> QuerySet:
    """Memberships that ended before their members were admitted again, as far as they were known."""
    rows = FormerMembership.objects.order_by("left_on")
    return rows.filter(entered_at__lte=question.known_at) if question.known_at else rows


def recognised(question: Question) -> QuerySet:
    """Each membership's home stay on its official day, `official_on`; a member admitted again has two."""
    then = former(question).filter(member=OuterRef("member"), left_on__gte=OuterRef("valid_to"))
    of_then = When(Exists(then), then=Subquery(then.values("official_date")[:1]))
    before = former(question).filter(_in_period("official_date", question)).order_by().values("member")
    rows = _first_after(question, "official_on", official_on=Case(of_then, default=F("member__official_date"), output_field=DateField()))
    return rows.filter(_in_period("member__official_date", question) | Q(member__in=before)).filter(_in_period("official_on", question))


def left(question: Question) -> QuerySet:
    """Home stays that ended in the period and that no other home stay of the member follows at once."""
    goes_on = question.rows(Stay).filter(member=OuterRef("member"), kind=StayKind.HOME, valid_from=OuterRef("valid_to"))
    return home_stays(question).filter(_in_period("valid_to", question), ~Exists(goes_on))


def _tree_day(event: str) -> Expression:
    """The day whose tree an event is read on: its own, but not before the stay or the unit begins."""
    return Greatest(F(event), F("valid_from"), F("unit__founded_on"), output_field=DateField())


LAST_DAY_THERE = ExpressionWrapper(F("valid_to") - Value(1), output_field=DateField())


def reason_of_leaving(question: Question) -> Expression:
    """Why a home stay ended with the roll: of one who was admitted again since, what the record said before it."""
    before = former(question).filter(member=OuterRef("member"), left_on=OuterRef("valid_to"))
    return Case(
        When(member__left_on=F("valid_to"), then=NullIf(F("member__left_reason"), Value(""))),
        default=Subquery(before.values("left_reason")[:1]), output_field=CharField(),
    )


# --- how they are split ---------------------------------------------------------------------------


def _level_on_the_day(kind: str, levels: Any, field: str, name: Any) -> Dimension:
    """The highest level reached by the day; the record's own word where no dated qualification of the kind stands."""
    rank = Case(*[When(level=level, then=Value(at)) for at, level in enumerate(levels.values)], default=Value(-1), output_field=IntegerField())

    def expression(question: Question, indicator: Indicator) -> Expression:
        held = question.rows(Qualification).filter(member=OuterRef("member"), kind=kind)
        day = OuterRef(indicator.event) if indicator.event else question.day
        reached = held.filter(obtained_on__lte=day).order_by(rank.desc()).values("level")[:1]
        dated = held.filter(obtained_on__isnull=False)
        record = Case(When(~Exists(dated), then=NullIf(F(f"member__{field}"), Value(""))), default=None, output_field=CharField())
        return Coalesce(NullIf(Subquery(reached), Value("")), record)

    return Dimension(field, name, choices(levels), of=expression)


def without_member(question: Question) -> QuerySet:
    """Residential areas that no branch with members serves."""
    with_members = branches_of_area(question).filter(Exists(on_roll(question).filter(unit=OuterRef("unit"))))
    return areas(question).filter(~Exists(with_members))


def in_minority_area(question: Question, _indicator: Indicator) -> Expression:
    """Whether a superior of the stay's unit served, when the stay began, a commune that then was such an area; today's word where no change is on record."""
    above = question.rows(Closure).filter(_standing_on(OuterRef(OuterRef("valid_from"))), descendant=OuterRef(OuterRef("unit"))).values("ancestor")
    told = question.rows(AreaTraits).filter(_standing_on(OuterRef(OuterRef("valid_from"))), area=OuterRef("area")).values("minority")[:1]
    communes = question.rows(AreaService).exclude(area__kind__in=[AreaKind.PROVINCE, *RESIDENTIAL_KINDS])
    return Exists(communes.alias(then=Coalesce(Subquery(told), F("area__minority"))).filter(_standing_on(OuterRef("valid_from")), unit__in=above, then=True))


def _standing_on(day: Any) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def age_starts(question: Question) -> list[int]:
    return list(rules.on(question.day, question.unit).get("figure.age_bands"))


def party_age_starts(question: Question) -> list[int]:
    return list(rules.on(question.day, question.unit).get("figure.party_age_bands"))


STATUS = Dimension("status", _("status"), choices(Status), of=lambda *_: text("status"))
SEX = Dimension("sex", _("sex"), choices(Sex), of=lambda *_: text("sex"))
ACTIVITY = Dimension("activity", _("activity"), choices(Activity), of=lambda *_: text("activity"))
MINORITY = Dimension("minority", _("ethnic minority"), either(_("Majority"), _("Ethnic minority")), of=lambda *_: F("minority"), sensitive=True)
ETHNIC_GROUP = Dimension("ethnic_group", _("ethnic group"), choices(ETHNIC_GROUPS), of=lambda *_: text("member__ethnic_group"), sensitive=True)
RELIGION = Dimension("religion", _("religion"), choices(RELIGIONS), of=lambda *_: text("member__religion"), sensitive=True)
AGE_BAND = bands("age_band", _("age"), "birth_date", age_starts)
MINORITY_AREA = Dimension("minority_area", _("Ethnic-minority area"), either(_("Not an ethnic-minority area"), _("Ethnic-minority area")), of=in_minority_area)
PARTY_AGE_BAND = bands("party_age_band", _("party age"), "admission_date", party_age_starts)
GENERAL = _level_on_the_day(QualificationKind.GENERAL, GeneralEducation, "general_education", _("general education"))
PROFESSIONAL = _level_on_the_day(QualificationKind.PROFESSIONAL, ProfessionalLevel, "professional_level", _("professional level"))
THEORY = _level_on_the_day(QualificationKind.THEORY, PoliticalTheory, "political_theory", _("political theory"))
WAY = Dimension(
    "way", _("way of leaving"), choices(LeaveReason), sensitive=True,
    of=lambda question, _indicator: reason_of_leaving(question),
)
FACTS = (SEX, MINORITY, AGE_BAND, PARTY_AGE_BAND, GENERAL, PROFESSIONAL, THEORY, SECTOR, UNIT_KIND, ETHNIC_GROUP, RELIGION)


def as_row(stay: Any) -> dict[str, Any]:
    """A person behind a number, as commands and the API answer it: ordinary and personal fields only."""
    return {
        "name": stay.member.full_name, "birth_date": stay.birth_date, "unit": stay.unit.code, "unit_name": stay.unit.name,
        "status": stay.status, "admission_date": stay.admission_date, "from": stay.valid_from, "to": stay.valid_to,
    }


PEOPLE: dict[str, Any] = {
    "row": as_row, "people": True, "related": ("member", "unit"), "order": ("member__name_key", "pk"), "unit_of_measure": _("members"),
}

declare(
    Indicator(
        key="members.count", name=_("Members"), population=on_roll, dimensions=(STATUS, ACTIVITY, *FACTS), stored=COUNTED, **PEOPLE,
        definition=_("Members on the roll on the day: each in their home branch, probationary and official, whether or not they take part; guests and joined duplicate records are not counted."),
    ),
    Indicator(
        key="members.admitted", name=_("Admitted"), population=admitted, dimensions=(*FACTS, MINORITY_AREA), event="admission_date",
        tree_day=_tree_day("admission_date"), direction=Direction.UP, **PEOPLE,
        definition=_("Members whose admission date lies in the period, first and last day included, counted in the branch they were in on that day, or in their first branch where the record begins later. Ages are those of that day."),
    ),
    Indicator(
        key="members.recognised", name=_("Recognised as official"), version=2, population=recognised, dimensions=FACTS, event="official_on",
        tree_day=_tree_day("official_on"), direction=Direction.UP, **PEOPLE,
        definition=_("Members whose official date lies in the period, first and last day included, counted in the branch they were in on that day, or in their first branch where the record begins later. Who was admitted again counts for each time."),
    ),
    Indicator(
        key="members.left", name=_("Left the roll"), population=left, dimensions=(WAY, STATUS, *FACTS), event="valid_to",
        tree_day=LAST_DAY_THERE, direction=Direction.DOWN, **PEOPLE,
        definition=_("Members who left the roll in the period, by whatever way: the first day off the roll lies in it and no other home branch follows. Counted in the last branch; who leaves twice counts twice."),
    ),
    Indicator(
        key="areas.without_member", name=_("Areas without a member"), population=without_member, direction=Direction.DOWN, **AREAS,
        definition=_("Hamlets, villages and residential groups that no branch with at least one member serves on the day, counted with the unit that serves their commune."),
    ),
    Ratio(
        key="members.women_share", name=_("Share of women"), unit_of_measure="%", numerator="members.count", numerator_where=(("sex", "female"),),
        denominator="members.count", percent=True, definition=_("Women among the members on the roll on the day, in percent, two decimals."),
    ),
    Ratio(
        key="members.minority_share", name=_("Share of ethnic minorities"), unit_of_measure="%", numerator="members.count",
        numerator_where=(("minority", "true"),), denominator="members.count", percent=True,
        definition=_("Members of ethnic minorities among the members on the roll on the day, in percent, two decimals."),
    ),
    Ratio(
        key="members.per_branch", name=_("Members per branch"), unit_of_measure=_("members per branch"), numerator="members.count",
        denominator="branches.count", definition=_("Members on the roll on the day divided by the branches in being on that day, two decimals."),
    ),
)
