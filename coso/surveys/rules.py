"""What must hold before a survey is kept, released, answered and ended, and how answers become sums."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from coso.access.roles import Desk
from coso.common import vietnamese
from coso.common.errors import RuleBroken
from coso.figures.rules import hidden_cells
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit
from coso.surveys.enums import SCALE, AskKind, SurveyState
from coso.surveys.models import Survey, SurveyQuestion

PICKED = (AskKind.ONE, AskKind.SCALE)
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Given:
    """What somebody answers. picked: question's key -> numbers of options; said: question's key -> words."""

    picked: Mapping[int, Sequence[int]] = field(default_factory=dict)
    said: Mapping[int, str] = field(default_factory=dict)


def check_content(title: str, why: str, becomes: str) -> None:
    if not (title.strip() and why.strip() and becomes.strip()):
        raise RuleBroken(_("Say what it is about, why it is asked, and what becomes of the answers. Nothing was saved."))


def desks_of(unit: Unit) -> list[Desk]:
    """The offices of a unit that may ask."""
    return [Desk.BRANCH] if unit.kind in BRANCH_KINDS else [desk for desk in Desk if desk != Desk.BRANCH]


def check_desk(unit: Unit, desk: str) -> None:
    if desk not in desks_of(unit):
        raise RuleBroken(_("“%(unit)s” has no such office. Nothing was saved. Choose from the list.") % {"unit": unit})


def check_days(from_day: date, until: date, today: date) -> None:
    if from_day < today:
        raise RuleBroken(_("%(day)s is over. Nothing was saved. Give a day to come.") % {"day": vietnamese.date(from_day)})
    if until < from_day:
        raise RuleBroken(_("The last day lies before the first. Nothing was saved."))


def options_of(kind: str, lines: Iterable[str]) -> list[str]:
    """The choices as they are kept. Of a scale: its steps, the first and the last with the words given for them."""
    told = [line.strip() for line in lines if line.strip()]
    if kind == AskKind.TEXT:
        return []
    if kind != AskKind.SCALE:
        return list(dict.fromkeys(told))
    steps = [str(step) for step in range(1, SCALE + 1)]
    low, high = (told[0], told[-1]) if len(told) > 1 else ("", "")
    return [" – ".join(filter(None, [steps[0], low])), *steps[1:-1], " – ".join(filter(None, [steps[-1], high]))]


def check_question(text: str, options: Sequence[str], kind: str) -> None:
    if not text.strip():
        raise RuleBroken(_("Write the question. Nothing was saved."))
    if kind != AskKind.TEXT and len(options) <= 1:
        raise RuleBroken(_("Give two choices at least, one a line. Nothing was saved."))


def check_state(survey: Survey, *states: SurveyState) -> None:
    if survey.state not in states:
        raise RuleBroken(_("The survey stands as “%(state)s” by now. Nothing was changed. Open the page again.") % {"state": survey.get_state_display()})


def check_has_questions(number: int) -> None:
    if not number:
        raise RuleBroken(_("The survey asks nothing yet. Nothing was changed. Add a question first."))


def check_second_person(writers: Iterable[int], reviewer: int | None) -> None:
    if reviewer is None or reviewer in writers:
        raise RuleBroken(_("Who wrote on a survey does not release it. Nothing was changed. A second person reads it and releases it."))


def check_reason(reason: str) -> str:
    if not reason.strip():
        raise RuleBroken(_("Give the reason; others read it. Nothing was saved."))
    return reason.strip()


def check_asks_enough(number: int, *, anonymous: bool, floor: int) -> None:
    """Of fewer than `floor` nobody would ever be shown a sum, so they are not asked without a name."""
    if not number:
        raise RuleBroken(_("The survey would ask nobody: no member of these units is to be asked. Nothing was opened."))
    if anonymous and number < floor:
        raise RuleBroken(_("It would ask %(n)s people without their names. Of fewer than %(floor)s one could guess who said what, so no result would ever be shown. Nothing was opened. Ask by name, or ask more people.") % {"n": number, "floor": floor})


def check_takes_answers(survey: Survey, today: date) -> None:
    if not survey.takes_answers(today):
        raise RuleBroken(_("The survey takes no answers any more. Nothing was sent."))


def check_given(questions: Sequence[SurveyQuestion], given: Given) -> None:
    """Every question with one choice is answered with one that is offered; what is not offered is not taken; something is said at all."""
    if not any(given.picked.values()) and not any(text.strip() for text in given.said.values()):
        raise RuleBroken(_("Nothing is answered yet. Nothing was sent."))
    for question in questions:
        picked = list(given.picked.get(question.pk, ()))
        if question.kind in PICKED and len(picked) != 1:
            raise RuleBroken(_("One question is not answered yet: “%(question)s”. Nothing was sent.") % {"question": question.text})
        if len(set(picked)) != len(picked) or not set(picked) <= set(range(len(question.options))):
            raise RuleBroken(_("This choice is not offered: “%(question)s”. Nothing was sent. Open the page again.") % {"question": question.text})
        if len(given.said.get(question.pk, "")) > LONGEST_TEXT:
            raise RuleBroken(_("The text is too long: “%(question)s”. Nothing was sent.") % {"question": question.text})


def marks_of(questions: Sequence[SurveyQuestion], given: Given) -> tuple[list[str], dict[str, str]]:
    """What goes into the box: the options marked, and the words by question."""
    marks = [one.key_of(option) for one in questions for option in given.picked.get(one.pk, ())]
    texts = {one.key: text for one in questions if one.kind == AskKind.TEXT and (text := given.said.get(one.pk, "").strip())}
    return marks, texts


def in_words(questions: Sequence[SurveyQuestion], given: Given) -> dict[str, dict[str, object]]:
    """As a reply keeps it, readable by itself: the question, what was picked, and the answer in words."""
    kept: dict[str, dict[str, object]] = {}
    for one in questions:
        picked = sorted(given.picked.get(one.pk, ()))
        said = given.said.get(one.pk, "").strip() if one.kind == AskKind.TEXT else "; ".join(one.options[option] for option in picked)
        if said:
            kept[one.key] = {"question": one.text, "picked": picked, "said": said}
    return kept


def sums_of(questions: Sequence[SurveyQuestion], numbers: Mapping[str, int]) -> list[tuple[SurveyQuestion, int, int]]:
    """Question, option and how many chose it, its zeros too."""
    return [(one, option, numbers.get(one.key_of(option), 0)) for one in questions for option in range(len(one.options))]


def numbers_of(replies: Iterable[Mapping[str, Mapping[str, object]]]) -> dict[str, int]:
    """The same numbers as the box would give, from answers by name."""
    found: dict[str, int] = {}
    for answers in replies:
        for key, told in answers.items():
            for option in told["picked"]:  # type: ignore[attr-defined] # a list, as `in_words` keeps it
                found[f"{key}:{option}"] = found.get(f"{key}:{option}", 0) + 1
    return found


def may_be_shown(survey: Survey, asked: int, answered: int, floor: int) -> bool:
    """Whether sums are kept at all. Of an anonymous survey that few were asked or answered, they are destroyed unseen."""
    return not survey.anonymous or min(asked, answered) >= floor


def shown_turnout(counted: Mapping[int, tuple[int, int]], floor: int) -> dict[int, tuple[int, int] | None]:
    """By unit: how many were asked and answered; nothing where too few answered or did not, none included (that would tell it of each), or where it would give another away."""
    cells: dict[tuple[Hashable, ...], int] = {(unit, part): number or 1 for unit, (asked, answered) in counted.items() for part, number in (("yes", answered), ("no", asked - answered))}
    small, others = hidden_cells(cells, floor)
    gone = {place[0] for place in small | others}
    return {unit: None if unit in gone else told for unit, told in counted.items()}
