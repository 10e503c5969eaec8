"""What is counted of the way into the Party: who came by ceremony, of which groups, who was recognised in time, which branches admit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Case as Choose
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from coso.admissions.enums import TargetGroup
from coso.admissions.models import Applicant
from coso.admissions.rules import JOINED
from coso.common.periods import add_months
from coso.figures.enums import Direction
from coso.figures.indicators import UNITS, of_kinds
from coso.figures.queries import (
    SECTOR,
    UNIT_KIND,
    Choice,
    Dimension,
    Indicator,
    Question,
    Ratio,
    declare,
)
from coso.members.enums import Sex, StayKind, StayReason
from coso.members.indicators import (
    AGE_BAND,
    ETHNIC_GROUP,
    GENERAL,
    MINORITY,
    PEOPLE,
    PROFESSIONAL,
    RELIGION,
    SEX,
    home_stays,
)
from coso.members.models import Stay
from coso.org.kinds import BRANCH_KINDS
from coso.procedures.models import Case

MONTHS = 12
YEARS = (1, 2, 3, 5, 10)  # where the bands of years without an admission begin


def begun(question: Question, reasons: tuple[str, ...]) -> QuerySet:
    """Home stays that begin in the period for one of these reasons."""
    return home_stays(question).filter(reason__in=reasons, valid_from__gte=question.first_day, valid_from__lte=question.day)


def came(question: Question) -> QuerySet:
    return begun(question, JOINED)


def of_group(group: str) -> Callable[[Question], QuerySet]:
    """Those who came whose line of the source list names the group."""
    return lambda question: came(question).filter(Exists(Applicant.objects.filter(member=OuterRef("member"), groups__contains=[group])))


def women(question: Question) -> QuerySet:
    return came(question).filter(sex=Sex.FEMALE)


def minorities(question: Question) -> QuerySet:
    return came(question).filter(minority=True)


def considered() -> QuerySet:
    """Of a stay's member: the recognitions that the branch has voted on here."""
    return Case.objects.filter(procedure="recognition", member=OuterRef("member"), facts__has_key="branch_vote").order_by("-pk")


def recognised_here(question: Question) -> QuerySet:
    return begun(question, (StayReason.RECOGNISED,)).filter(Exists(considered()))


def in_time(*_asked: Any) -> Subquery:
    """Whether the branch voted by its last day; nothing where no last day was known."""
    voted, due = KT("facts__branch_vote__on"), KT("facts__branch_vote__due")
    said = Choose(When(due__isnull=True, then=None), When(voted__lte=F("due"), then=Value(value=True)), default=Value(value=False), output_field=BooleanField(null=True))
    return Subquery(considered().annotate(voted=voted, due=due).annotate(said=said).values("said")[:1])


def yes_no(_question: Question) -> list[Choice]:
    return [Choice(raw=True, key="true", label=_("In time")), Choice(raw=False, key="false", label=_("Late"))]


# --- branches -------------------------------------------------------------------------------------

def branches(question: Question) -> QuerySet:
    return of_kinds(question, BRANCH_KINDS)


def years_without(question: Question, _indicator: Indicator) -> Choose:
    """Full years without an admission up to the day, as the year its band begins with; from the founding where none is known."""
    joined = Stay.objects.filter(unit=OuterRef("pk"), kind=StayKind.HOME, reason__in=JOINED, valid_from__lte=question.day).order_by()
    last = Coalesce(Subquery(joined.values("unit").annotate(day=Max("valid_from")).values("day")), F("founded_on"))
    cases = [When(_no_later(last, question, low), then=Value(low)) for low in reversed(YEARS)]
    return Choose(*cases, default=Value(0), output_field=IntegerField())


def _no_later(last: Coalesce, question: Question, years: int) -> Any:
    return LessThanOrEqual(last, add_months(question.day, -MONTHS * years))


def bands(_question: Question) -> list[Choice]:
    """`0`, `1`, `2`, `3-4`, `5-9`, `10+`."""
    lows = [0, *YEARS]
    closed = [Choice(low, f"{low}-{high - 1}" if high > low + 1 else str(low), f"{low}–{high - 1}" if high > low + 1 else str(low)) for low, high in zip(lows, lows[1:], strict=False)]
    return [*closed, Choice(lows[-1], f"{lows[-1]}+", f"≥ {lows[-1]}")]


WITHOUT = Dimension("years_without", _("years without an admission"), bands, of=years_without)
IN_TIME = Dimension("in_time", _("in time or late"), yes_no, of=in_time)
FACTS = (SEX, MINORITY, AGE_BAND, GENERAL, PROFESSIONAL, SECTOR, UNIT_KIND, ETHNIC_GROUP, RELIGION)
FLOW: dict[str, Any] = {**PEOPLE, "dimensions": FACTS, "event": "valid_from", "tree_day": F("valid_from"), "direction": Direction.UP}
BY_CEREMONY = _("Counted by the day of the ceremony, from which the person stands on the roll, in the branch of that day; the date of the decision, from which party age counts, may lie in another month. Members taken over from lists are not among them.")

declare(
    Indicator(key="admissions.admitted", name=_("Admitted by ceremony"), population=came, definition=BY_CEREMONY, **FLOW),
    Indicator(key="admissions.women", name=_("Women admitted"), population=women, definition=BY_CEREMONY, **FLOW),
    Indicator(key="admissions.minority", name=_("Members of ethnic minorities admitted"), population=minorities, sensitive="minority", definition=BY_CEREMONY, **FLOW),
    *(
        Indicator(
            key=f"admissions.{group.value}", name=name, population=of_group(group.value), **FLOW,
            definition=_("Those admitted by ceremony in the period whose line on the source list names this group."),
        )
        for group, name in (
            (TargetGroup.RURAL, _("Admitted in the countryside")), (TargetGroup.NON_STATE_WORKER, _("Workers in non-state enterprises admitted")),
            (TargetGroup.PRIVATE_OWNER, _("Owners of private enterprises admitted")), (TargetGroup.VILLAGE_HEAD, _("Village heads and deputies admitted")),
            (TargetGroup.STUDENT, _("Students and pupils admitted")),
        )
    ),
    Indicator(
        key="admissions.recognised", name=_("Recognised by a case here"), population=recognised_here, **{**FLOW, "dimensions": (IN_TIME, *FACTS)},
        definition=_("Members official from a day in the period whose recognition went through a case here. In time: the branch voted by the last day that the rule of the time gave it."),
    ),
    Indicator(
        key="branches.by_admission", name=_("Branches by years without an admission"), unit_of_measure=_("branches"), population=branches, direction=Direction.DOWN,
        **{**UNITS, "dimensions": (WITHOUT, UNIT_KIND, SECTOR)},
        definition=_("Branches in being on the day by the full years since their last ceremony of admission; from their founding where no admission is known."),
    ),
    Ratio(
        key="admissions.recognised_in_time", name=_("Recognised in time"), unit_of_measure="%", numerator="admissions.recognised", numerator_where=(("in_time", "true"),),
        denominator="admissions.recognised", percent=True, direction=Direction.UP,
        definition=_("Of the members recognised by a case here, those whose branch voted in time, in percent, two decimals."),
    ),
    Ratio(
        key="admissions.rural_share", name=_("Share admitted in the countryside"), unit_of_measure="%", numerator="admissions.rural", denominator="admissions.admitted", percent=True,
        definition=_("Those of the countryside among those admitted by ceremony in the period, in percent, two decimals."),
    ),
    Ratio(
        key="admissions.women_share", name=_("Share of women admitted"), unit_of_measure="%", numerator="admissions.women", denominator="admissions.admitted", percent=True,
        definition=_("Women among those admitted by ceremony in the period, in percent, two decimals."),
    ),
    Ratio(
        key="admissions.minority_share", name=_("Share of ethnic minorities admitted"), unit_of_measure="%", numerator="admissions.minority", denominator="admissions.admitted", percent=True,
        definition=_("Members of ethnic minorities among those admitted by ceremony in the period, in percent, two decimals."),
    ),
)
