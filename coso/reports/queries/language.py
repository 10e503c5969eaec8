"""The language of report texts: prose with placeholders, checked whole before anything is counted.

A text is Jinja of which almost nothing is left: text, `{{ helper("constant", …) }}` and `{% if %}` with comparisons. No
loops, no attributes, no arithmetic, no filters: a text ends, and is as long as it looks. What is not listed is refused
with its line and a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from coso.common.errors import CosoError
from coso.figures.queries import NoSuchIndicator, Question, indicator
from coso.reports.enums import Against
from coso.reports.queries.published import WAYS, Printed

LONGEST, MOST_PLACEHOLDERS, DEEPEST = 40_000, 300, 25
MARKS = "\x01\x02"  # stand for placeholders while a text is filled in
DAYS = ("on", "since", "times", "change")  # named words that are days
VARIABLES = ("unit", "day", "start", "year")
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Call, nodes.Name, nodes.Const, nodes.Keyword, nodes.If, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not,
)


@dataclass(frozen=True)
class Helper:
    """What a placeholder takes: how many fixed words come first, whether indicators follow, which words have a name.

    where: further names are dimensions of the (first) indicator.
    """

    words: int = 0
    indicators: str = ""  # "", "one", "many"
    named: tuple[str, ...] = ()
    where: bool = False


HELPERS = {
    "figure": Helper(indicators="one", named=("on", "since"), where=True),
    "before": Helper(indicators="one", named=("against",), where=True),
    "change": Helper(indicators="one", named=("against",), where=True),
    "percent": Helper(indicators="one", named=("on", "since"), where=True),
    "growth": Helper(indicators="one", named=("against",), where=True),
    "table": Helper(words=1, indicators="many", named=("by",), where=True),
    "units": Helper(words=1, indicators="many", where=True),
    "targets": Helper(words=1),
    "write": Helper(words=2),
    "not_measured": Helper(words=1),
    "published": Helper(words=3, indicators="one", named=("on", "since", "share", "base", "times", "change"), where=True),
    "stated": Helper(words=5),
}
ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)
ENVIRONMENT.globals.clear()
ENVIRONMENT.filters.clear()
ENVIRONMENT.tests.clear()


@dataclass(frozen=True)
class Fault:
    """What is wrong in a text, and on which line."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return _("Line %(line)s: %(sentence)s") % {"line": self.line, "sentence": self.sentence}


class TextRefused(CosoError):
    """A text that can't be filled in; each fault with its line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Call:
    """One placeholder: its helper, the words and indicators it names, and what narrows it."""

    helper: str
    line: int
    args: tuple[str, ...]
    named: dict[str, str]

    @property
    def words(self) -> tuple[str, ...]:
        return self.args[: HELPERS[self.helper].words]

    @property
    def indicators(self) -> tuple[str, ...]:
        return self.args[HELPERS[self.helper].words :]

    @property
    def where(self) -> dict[str, str]:
        return {key: value for key, value in self.named.items() if key not in HELPERS[self.helper].named}


def calls_in(text: str, question: Question) -> list[Call]:
    """Every placeholder of a text, in its order, once the text has been found right; else TextRefused."""
    tree = _parsed(text)
    faults = [Fault(line, _("this can't stand in a report's text. Use text, placeholders in {{ }} and {% if %} only.")) for line in _strange(tree)]
    if faults:
        raise TextRefused(faults[:5])
    faults = [fault for node in tree.find_all(nodes.Name) for fault in _name_fault(node)]
    faults += [fault for node in tree.find_all(nodes.Call) for fault in _form_faults(node)]
    if faults:
        raise TextRefused(faults)
    found = [_call(node) for node in tree.find_all(nodes.Call)]
    faults = [fault for call in found for fault in _faults(call, question)]
    faults += _crowd(found)
    if faults:
        raise TextRefused(sorted(faults, key=lambda fault: fault.line))
    return found


def _parsed(text: str) -> nodes.Template:
    if len(text) > LONGEST:
        raise TextRefused([Fault(1, _("the text is longer than %(most)s letters. Shorten it.") % {"most": LONGEST})])
    if any(mark in text for mark in MARKS):
        raise TextRefused([Fault(1, _("the text holds unseen control characters. Type it anew."))])
    try:
        return ENVIRONMENT.parse(text)
    except TemplateSyntaxError as problem:
        raise TextRefused([Fault(problem.lineno, _("a placeholder is not closed or can't be read. Write it as {{ figure(\"members.count\") }}."))]) from problem
    except RecursionError as problem:
        raise TextRefused([Fault(1, _("the text is nested too deep. Write it plainly."))]) from problem


def _strange(tree: nodes.Node) -> Iterator[int]:
    """The lines of nodes that are not on the list, or nested too deep; what is inside of one is not looked at."""
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 1, 0)]
    while waiting:
        node, line, depth = waiting.pop(0)
        line = node.lineno or line  # some nodes of Jinja know no line
        if type(node) in ALLOWED and depth < DEEPEST:
            waiting[:0] = [(child, line, depth + 1) for child in node.iter_child_nodes()]
        else:
            yield line


def _name_fault(node: nodes.Name) -> Iterator[Fault]:
    known = [*HELPERS, *VARIABLES]
    if node.name not in known:
        near = get_close_matches(node.name, known, n=1, cutoff=0)[0]
        yield Fault(node.lineno, _("there is no placeholder “%(name)s”. Nearest: %(near)s.") % {"name": node.name, "near": near})


def _form_faults(node: nodes.Call) -> Iterator[Fault]:
    """A call is of a helper by its name, with constants alone."""
    if not isinstance(node.node, nodes.Name) or node.node.name not in HELPERS or node.dyn_args or node.dyn_kwargs:
        yield Fault(node.lineno, _("this can't be called. Use one of: %(known)s.") % {"known": ", ".join(HELPERS)})
    elif not all(isinstance(one, nodes.Const) and isinstance(one.value, str) for one in [*node.args, *(pair.value for pair in node.kwargs)]):
        yield Fault(node.lineno, _('a placeholder takes texts in quotation marks only, as in figure("members.count", sex="female").'))


def _call(node: Any) -> Call:
    return Call(node.node.name, node.lineno, tuple(one.value for one in node.args), {pair.key: pair.value.value for pair in node.kwargs})


def _faults(call: Call, question: Question) -> Iterator[Fault]:
    helper = HELPERS[call.helper]
    right = {"": len(call.indicators) == 0, "one": len(call.indicators) == 1, "many": len(call.indicators) > 0}[helper.indicators]
    if len(call.words) < helper.words or not right:
        yield Fault(call.line, _("“%(name)s” has too few or too many words. Choose it again from the list beside the text.") % {"name": call.helper})
        return
    if call.named and not helper.where:
        yield Fault(call.line, _("“%(name)s” takes no word named “%(word)s”.") % {"name": call.helper, "word": next(iter(call.named))})
    yield from _named_faults(call)
    if call.helper in ("published", "stated"):
        yield from _printed_faults(call)
    for key in call.indicators:
        yield from _indicator_faults(call, key, question)


def _named_faults(call: Call) -> Iterator[Fault]:
    for name in DAYS:
        if name in HELPERS[call.helper].named and name in call.named and day_in(call.named[name]) is None:
            yield Fault(call.line, _("“%(day)s” is not a day. Write it as 2026-12-31.") % {"day": call.named[name]})
    if "against" in HELPERS[call.helper].named and call.named.get("against", "year") not in Against.values:
        yield Fault(call.line, _("“against” is one of: %(known)s.") % {"known": ", ".join(Against.values)})


def _printed_faults(call: Call) -> Iterator[Fault]:
    """What is published, and what it is compared with, are numbers as papers print them; of the ways to compare one is chosen."""
    texts = [call.words[2], call.named.get("base", "0")] if call.helper == "published" else [call.words[2], *call.words[3].split("+"), call.words[4] or "0"]
    for text in texts:
        if Printed.read(text) is None:
            yield Fault(call.line, _("“%(text)s” is not a number as papers print it. Write it as 15.980 or 62,67.") % {"text": text})
    if len([name for name in WAYS if name in call.named]) > 1:
        yield Fault(call.line, _("a published number is compared in one way only: %(known)s.") % {"known": ", ".join(WAYS)})


def _indicator_faults(call: Call, key: str, question: Question) -> Iterator[Fault]:
    try:
        declared = indicator(key)
        dimensions = {one.key: one for one in declared.dimensions}
        for name in [*call.where, *([call.named["by"]] if "by" in call.named else [])]:
            if name not in dimensions:
                known = ", ".join(dimensions) or "–"
                yield Fault(call.line, _("“%(indicator)s” can't be split by “%(name)s”, only by: %(known)s.") % {"indicator": key, "name": name, "known": known})
            elif name in call.where:
                dimensions[name].raw(question, call.where[name])
    except NoSuchIndicator as problem:
        yield Fault(call.line, str(problem))


def _crowd(found: list[Call]) -> Iterator[Fault]:
    if len(found) > MOST_PLACEHOLDERS:
        yield Fault(found[MOST_PLACEHOLDERS].line, _("a text may hold at most %(most)s placeholders. Put some of them in a table.") % {"most": MOST_PLACEHOLDERS})
    named = [call.words[0] for call in found if call.helper == "write"]
    for name in dict.fromkeys(name for name in named if named.count(name) > 1):
        yield Fault(next(call.line for call in found if call.helper == "write" and call.words[0] == name), _("two parts to be written are called “%(name)s”. Give each its own name.") % {"name": name})


def day_in(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
