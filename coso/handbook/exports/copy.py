"""The copy of one's own data: plain values part by part, the same for the machine (JSON) and for the reader (PDF).

What it leaves out it says. It is written in Vietnamese, whoever takes it. docs/handbook.md documents the JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.acts import sentence
from coso.common.columns import Kind, as_text
from coso.common.privacy import DataClass
from coso.handbook.exports.labels import heads_of, label_of, place_of, title_of
from coso.handbook.queries.copy import (
    NAMED_BY_WORDS,
    Accounts,
    Kept,
    Person,
    copied_fields,
    everything_about,
    is_account,
)
from coso.meetings.models import Meeting
from coso.members.models import Member
from coso.members.tables import label_of as label_of_record
from coso.procedures.declarations import PROCEDURES
from coso.procedures.exports import pdf
from coso.procedures.exports.answers import in_words, naming_others

FORMAT, VERSION = "coso.copy-of-my-data", 1
TEMPLATE = Path(__file__).resolve().parent.parent / "papers" / "copy.typ"
ANOTHER = "…"


@dataclass(frozen=True)
class Field:
    """A column of a part. choices: what the short words of its values mean."""

    name: str
    label: str
    data_class: int
    choices: dict[str, str]


@dataclass(frozen=True)
class Earlier:
    """What a row said until a moment: it was changed then, or taken away."""

    row: int | None
    until: datetime
    taken_away: bool
    values: dict[str, Any]


@dataclass(frozen=True)
class Part:
    """All rows of one kind. others: rows left out because another member wrote them."""

    key: str
    title: str
    fields: list[Field]
    rows: list[dict[str, Any]]
    earlier: list[Earlier]
    others: int


@dataclass(frozen=True)
class Copy:
    """The whole copy as data."""

    format: str
    version: int
    made_at: datetime
    name: str
    unit: str
    left_out: list[str]
    parts: list[Part]


def copy_of(member: Member, now: datetime) -> Copy:
    """Of the member's own record; the caller has made sure that it is they who ask."""
    with translation.override("vi"):
        person, accounts, kept = everything_about(member)
        parts = [_part(one, person, accounts) for one in sorted(kept, key=lambda one: place_of(one.model))]
        return Copy(FORMAT, VERSION, timezone.localtime(now), member.full_name, member.unit.name, list(left_out(kept)), parts)


def left_out(kept: list[Kept]) -> Iterator[str]:
    """What the copy does not hold, and why."""
    yield _("Names of other members: in notes and agendas they read “…”; who acted in an office is named, because the right to know asks for it.")
    yield _("What other members wrote about a task they share with you.")
    yield _("Lists and exports of a whole unit in which your record stood: they are logged with their purpose, not with the names in them. Ask the office of your committee.")
    yield _("What you voted in a secret ballot: nobody can know it.")
    yield _("Files themselves: they are told by name, and downloaded on the page “My record”.")
    yield _("The paper file, which stays where it is kept; and the devices on which you are signed in, which the page “Where I am signed in” shows.")
    for one in kept:
        for name, why in one.model.privacy.withheld.items():
            yield f"{title_of(one.model)}: {label_of(one.model, name)} – {why}"


def _part(kept: Kept, person: Person, accounts: Accounts) -> Part:
    fields, model = copied_fields(kept.model), kept.model
    read = Reader(person, accounts)
    told = [Field(one.name, label_of(model, one.name), int(model.privacy.class_of(one.name)), {str(key): str(word) for key, word in one.flatchoices if key != ""}) for one in fields]
    rows = [{field.name: read.value(field, row) for field in fields} for row in kept.rows]
    return Part(_key(model), title_of(model), told, rows, [_earlier(one, fields, read) for one in kept.earlier], kept.others)


def _key(model: Any) -> str:
    return str(model._meta.label_lower)  # noqa: SLF001 Django's public _meta


def _earlier(event: Any, fields: list[Any], read: Reader) -> Earlier:
    """Columns that the database works out are in no history."""
    there = {field.name for field in event._meta.concrete_fields}  # noqa: SLF001 Django's public _meta
    return Earlier(event.pgh_obj_id, event.pgh_created_at, event.pgh_label.startswith("delete"), {field.name: read.value(field, event) for field in fields if field.name in there})


@dataclass(frozen=True)
class Reader:
    """Turns a field of a row into a plain value that names nobody else."""

    person: Person
    accounts: Accounts

    def value(self, field: Any, row: Any) -> Any:
        raw = getattr(row, field.attname)
        if is_account(field):
            return self.accounts.said(raw) if raw else None
        if field.related_model in NAMED_BY_WORDS:
            return {"id": raw, "name": self.covered(named(getattr(row, field.name)))} if raw else None
        if field.name in field.model.privacy.notes:
            return self.covered(raw)
        answers = ANSWERS.get(f"{field.model._meta.label}.{field.name}")  # noqa: SLF001 Django's public _meta
        return answers(row, raw) if answers else raw

    def covered(self, text: str) -> str:
        names = self.person.others_names
        return names.sub(ANOTHER, text) if names and text else text


def named(link: Any) -> str:
    """A meeting is told by its day too: many have the same topic, or none."""
    return f"{link}, {vietnamese.date(link.day)}" if isinstance(link, Meeting) else str(link)


def _facts(case: Any, facts: dict[str, Any]) -> dict[str, Any]:
    return {step: _told(case.procedure, step, told) for step, told in facts.items()}


def _told(procedure: str, step: str, told: dict[str, Any]) -> dict[str, Any]:
    """Answers of a step without the names of others."""
    others = naming_others(_step(procedure, step)) if _step(procedure, step) else set()
    return {name: ANOTHER if name in others else value for name, value in told.items()}


def _step(procedure: str, step: str) -> Any:
    declared = PROCEDURES.get(procedure)
    return (declared.by_key.get(step) or declared) if declared else None


ANSWERS: dict[str, Callable[[Any, Any], Any]] = {
    "procedures.Case.facts": _facts,
    "surveys.Reply.answers": lambda _reply, told: {one["question"]: one["said"] for one in told.values()},
    "procedures.Entry.told": lambda entry, told: _told(entry.case.procedure, entry.step, told),
}


# --- for machines ---


def as_json(copy: Copy) -> bytes:
    return json.dumps(asdict(copy), ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()


# --- for readers ---


@dataclass(frozen=True)
class Block:
    """A row in words: what it begins with, then label, text and whether it is sensitive."""

    head: str
    lines: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Chapter:
    title: str
    none: str
    blocks: list[Block]
    earlier: list[Block]
    others: str


@dataclass(frozen=True)
class Paper:
    """What the template sets."""

    title: str
    about: str
    lead: list[str]
    left_out_title: str
    left_out: list[str]
    sensitive: str
    earlier_title: str
    chapters: list[Chapter]


def as_pdf(copy: Copy) -> bytes:
    with translation.override("vi"):
        return pdf.written(paper_of(copy), TEMPLATE)


def paper_of(copy: Copy) -> Paper:
    made = _("Made on %(moment)s at the member's own request, and noted under “Who has seen this record”.") % {"moment": as_text(copy.made_at)}
    classes = _("Data are of three classes: ordinary, personal and sensitive. Sensitive ones bear the mark %(mark)s. Keep this paper where nobody else reads it.") % {"mark": "●"}
    return Paper(
        title=_("Copy of my data"), about=f"{copy.name} – {copy.unit}", lead=[made, classes], left_out_title=_("What this copy leaves out, and why"), left_out=copy.left_out,
        sensitive="●", earlier_title=_("Before a change it read"), chapters=[_chapter(part) for part in copy.parts],
    )


def _chapter(part: Part) -> Chapter:
    single = not heads_of(part.key)
    blocks = [block for row in part.rows for block in (_by_class(part, row) if single else [_block(part, row)])]
    others = _("Lines left out because another member wrote them: %(n)s.") % {"n": part.others} if part.others else ""
    return Chapter(part.title, "" if blocks else _("Coso holds nothing of this kind about you."), blocks, [was for one in part.earlier if (was := _was(part, one)).lines], others)


def _by_class(part: Part, row: dict[str, Any]) -> Iterator[Block]:
    """One row that stands for the person: ordinary, personal and sensitive apart."""
    names = {DataClass.ORDINARY: _("Ordinary data"), DataClass.PERSONAL: _("Personal data"), DataClass.SENSITIVE: _("Sensitive data")}
    for data_class, name in names.items():
        if lines := list(_lines(part, row, [field for field in part.fields if field.data_class == data_class])):
            yield Block(name, lines)


def _block(part: Part, row: dict[str, Any]) -> Block:
    heads = heads_of(part.key)
    by_name = {field.name: field for field in part.fields}
    head = " – ".join(filter(None, (in_text(part, by_name[name], row) for name in heads)))
    return Block(head, list(_lines(part, row, [field for field in part.fields if field.name not in heads])))


def _was(part: Part, earlier: Earlier) -> Block:
    """Only what has changed since; all of it where the row was taken away."""
    now = next((row for row in part.rows if row["id"] == earlier.row), {})
    changed = [field for field in part.fields if field.name in earlier.values and field.name != "recorded_at" and earlier.values[field.name] != now.get(field.name)]
    return Block(_("until %(day)s") % {"day": as_text(timezone.localtime(earlier.until))}, list(_lines(part, earlier.values, changed)))


def _lines(part: Part, row: dict[str, Any], fields: list[Field]) -> Iterator[tuple[str, str, bool]]:
    for field in fields:
        if text := in_text(part, field, row):
            yield field.label, text, field.data_class == DataClass.SENSITIVE


def in_text(part: Part, field: Field, row: dict[str, Any]) -> str:
    """A value as people read it; keys of rows are for machines."""
    value = row.get(field.name)
    if field.name == "id" or value in (None, "", [], {}):
        return ""
    special = SAID.get(f"{part.key}.{field.name}") or SAID.get(field.name)
    if special:
        return special(row, value)
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if isinstance(value, list):
        return ", ".join(field.choices.get(str(one), str(one)) for one in value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if field.choices:
        return field.choices.get(str(value), str(value))
    return as_text(value, Kind.YES_NO if isinstance(value, bool) else Kind.NUMBER if isinstance(value, int) and field.name in NUMBERS else Kind.TEXT)


NUMBERS = ("size", "rows")


def _procedure(_row: Any, key: str) -> str:
    return str(PROCEDURES[key].title) if key in PROCEDURES else key


def _said_in_case(row: dict[str, Any], facts: dict[str, Any]) -> str:
    return "; ".join(filter(None, (_said_in_step(row["procedure"], step, told) for step, told in facts.items())))


def _said_in_step(procedure: str, step: str, told: dict[str, Any]) -> str:
    declared = _step(procedure, step)
    return "; ".join(f"{label}: {text}" for label, text in in_words(declared, told)) if declared else ""


def _of_rule(_row: Any, rule: dict[str, Any]) -> str:
    return " ".join(filter(None, [rule.get("regulation", ""), rule.get("article", "")]))


def _hidden(_row: Any, _value: Any) -> str:
    """For machines alone: keys of other rows, and answers told at length elsewhere."""
    return ""


def _fields(_row: Any, names: str) -> str:
    return ", ".join(_record_field(name) for name in names.split(", ") if name)


def _record_field(name: str) -> str:
    return label_of_record(name) if name in {field.name for field in Member._meta.concrete_fields} else name  # noqa: SLF001 Django's public _meta


def _details(_row: Any, details: dict[str, Any]) -> str:
    return ", ".join(_record_field(name) for name in details.get("fields", ()))


SAID: dict[str, Callable[[Any, Any], str]] = {
    "common.act.kind": lambda _row, kind: sentence(kind), "common.act.details": _details, "access.reading.fields": _fields, "members.correctionrequest.field": _fields,
    "procedures.case.procedure": _procedure, "procedures.case.facts": _said_in_case, "procedures.entry.told": _hidden, "step": _hidden,
    "due_rule": _of_rule, "rule": _of_rule, "rules": lambda row, rules: "; ".join(_of_rule(row, one) for one in rules), "left_out": _hidden,
    "ballot": _hidden, "following": _hidden, "user": _hidden, "instead_of": _hidden, "merged_into": _hidden, "page": _hidden,
}
