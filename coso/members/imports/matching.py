"""Who a row is, and what it would change. One query for a chunk of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.columns import MASK, as_text
from coso.common.enums import CellState, RowState
from coso.common.imports.cells import CellProblem
from coso.common.imports.kinds import Draft
from coso.common.privacy import DataClass
from coso.members.enums import Activity, LeaveReason, Sex, Status
from coso.members.imports.columns import COLUMNS, FIELDS, PROVINCES, STATUS_WORDS, SheetContext
from coso.members.models import Member, Stay
from coso.members.queries import activity_since
from coso.org.models import Unit

NUMBERS = ("citizen_id_number", "party_card_number")
# Each way to know somebody apart, so that its own index serves; OFFSET 0: asked once for each row, whatever the planner thinks.
BY_NUMBER = (
    "SELECT m.id FROM unnest(%s::text[]) AS v(number) CROSS JOIN LATERAL "
    "(SELECT id FROM members_member WHERE {0} = v.number AND NOT {0} = '' AND merged_into_id IS NULL OFFSET 0) AS m"
)
BY_PERSON = (
    "SELECT m.id FROM unnest(%s::date[], %s::text[]) AS v(birth_date, name_key) CROSS JOIN LATERAL "
    '(SELECT id FROM members_member WHERE birth_date = v.birth_date AND name_key = v.name_key COLLATE "C" OFFSET 0) AS m'
)
KNOWN = " UNION ALL ".join([*(BY_NUMBER.format(name) for name in NUMBERS), BY_PERSON])
LEAVING = frozenset(LeaveReason.values)
Person = tuple[str, date, str]


def match(drafts: Sequence[Draft], context: SheetContext) -> None:
    """Set each draft's member, state, changed cells and question."""
    people = {draft.row_no: _person(draft) for draft in drafts if not draft.refused}
    members = _known(drafts, set(people.values()))
    by_number = {name: {number: member for member in members if (number := getattr(member, name))} for name in NUMBERS}
    alike = _under(context.branches.target, members)
    for draft in drafts:
        if draft.refused:
            _ask_for_blanks(draft, by_number)
            continue
        _identify(draft, by_number)
        if not draft.refused and draft.found is None:
            _ask(draft, alike.get(people[draft.row_no], []))
    judged = [draft for draft in drafts if not draft.refused and draft.state != RowState.QUESTION]
    now = _standing([draft.found for draft in judged if draft.found and _asks_since(draft)], context.day)
    for draft in judged:
        _judge(draft, context, now)


def _known(drafts: Sequence[Draft], people: set[Person]) -> list[Member]:
    """Members by the rows' numbers, and by name and birth date."""
    numbers = [[draft.values[name] for draft in drafts if name in draft.values] for name in NUMBERS]
    keys = RawSQL(KNOWN, [*numbers, [born for _name, born, _sex in people], [name for name, _born, _sex in people]])  # noqa: S611 fixed text, values as parameters
    return list(Member.objects.filter(pk__in=keys, merged_into__isnull=True).select_related("unit"))


def _under(target: Unit, members: Sequence[Member]) -> dict[Person, list[Member]]:
    """Those under the target unit by name, birth date and sex."""
    found: dict[Person, list[Member]] = defaultdict(list)
    for member in members:
        if target.position <= member.position < target.position_end:
            found[(member.name_key, member.birth_date, member.sex)].append(member)
    return found


def _identify(draft: Draft, by_number: dict[str, dict[str, Member]]) -> None:
    """By citizen ID, then by card; two people under one row, or one number on two people, is an error."""
    by_id, by_card = (by_number[name].get(draft.values.get(name, "")) for name in NUMBERS)
    if by_id and by_card and by_id.pk != by_card.pk:
        draft.error("party_card_number", _("This card number belongs to another member than the citizen ID does."))
    elif by_card and not by_id and by_card.citizen_id_number and "citizen_id_number" in draft.values:
        draft.error("party_card_number", _("The member with this card number has another citizen ID."))
    else:
        draft.found = by_id or by_card


def _person(draft: Draft) -> Person:
    values = draft.values
    return vietnamese.name_sort_key(values.get("full_name", "")), values.get("birth_date", date.min), values.get("sex", "")


def _ask(draft: Draft, alike: list[Member]) -> None:
    """Somebody of this name, birth date and sex is here: a person must say whether it is the same one."""
    different = [member for member in alike if not _numbers_differ(draft, member)]
    if not different:
        return
    if draft.answer is not None:
        draft.found = next((member for member in different if member.pk == draft.answer), None)
        return
    if len(different) == 1 and not changes(draft, different[0]) and draft.values.get("unit") == different[0].unit_id:
        draft.found = different[0]
        return
    draft.state = RowState.QUESTION
    draft.question = [member.pk for member in different]
    draft.message = _("A member of the same name, birth date and sex is in “%(unit)s”. Is it the same person?") % {"unit": different[0].unit}
    draft.warn("full_name", draft.message)


def _numbers_differ(draft: Draft, member: Member) -> bool:
    """Both have a citizen ID, and they are not the same: two people, without a question."""
    return bool(draft.values.get("citizen_id_number") and member.citizen_id_number and draft.values["citizen_id_number"] != member.citizen_id_number)


def _judge(draft: Draft, context: SheetContext, now: dict[int, tuple[date, date]]) -> None:
    if draft.found is None:
        _judge_new(draft, context)
    else:
        _judge_known(draft, draft.found, context, now)


def _asks_since(draft: Draft) -> bool:
    """Whether the days of the member's present stay are needed: for a recognition, or a day beside the same activity."""
    member = draft.found
    return _newly_official(draft, member) or ("status_date" in draft.values and member.activity != Activity.ACTIVE)


def _newly_official(draft: Draft, member: Member) -> bool:
    on_probation = member.status == Status.PROBATIONARY and member.official_date is None and member.left_on is None
    return on_probation and "official_date" in draft.values


def _standing(members: Sequence[Member], day: date) -> dict[int, tuple[date, date]]:
    """Member -> the first day of the present home stay, and the first day of the present activity."""
    stays = list(Stay.objects.home().open().filter(member__in=members)) if members else []
    since = activity_since(stays, day)
    return {stay.member_id: (stay.valid_from, since[stay.pk]) for stay in stays}


def tells_recognition(draft: Draft) -> bool:
    """Whether the row's official date is entered as a recognition, and not as a correction."""
    return bool(draft.cells.get("official_date", [""])[0] == CellState.ACT)


def _ask_for_blanks(draft: Draft, by_number: dict[str, dict[str, Member]]) -> None:
    if not any(draft.values.get(name, "") in by_number[name] for name in NUMBERS):
        _require(draft)


def _judge_new(draft: Draft, context: SheetContext) -> None:
    _require(draft)
    if "unit" not in draft.values and "unit" not in draft.cells:
        _put_in_target(draft, context)
    if not draft.refused:
        draft.state = RowState.NEW


def _require(draft: Draft) -> None:
    """What a new record cannot be without, and what it should not be without."""
    for column in COLUMNS:
        if column.required and column.key not in draft.values and column.key not in draft.cells:
            if column.required == "error":
                draft.error(column.key, _("This cell must not be blank."))
            else:
                draft.warn(column.key, _("This cell is blank."))


def _put_in_target(draft: Draft, context: SheetContext) -> None:
    try:
        draft.values["unit"] = context.branches.find("").value
    except CellProblem as problem:
        draft.error("unit", str(problem))


def _judge_known(draft: Draft, member: Member, context: SheetContext, now: dict[int, tuple[date, date]]) -> None:
    target = context.branches.target
    if not target.position <= member.position < target.position_end:
        draft.error("citizen_id_number" if "citizen_id_number" in draft.values else "party_card_number", _("This number is on a record of an organisation outside “%(unit)s”. Use a transfer to bring the member here.") % {"unit": target})
        return
    if not _same_person(draft, member):
        draft.error("citizen_id_number", _("This number is on the record of %(name)s, born %(date)s. Check the number.") % {"name": member, "date": vietnamese.date(member.birth_date)})
        return
    draft.object_id = member.pk
    draft.cells = {name: cell for name, cell in draft.cells.items() if cell[0] != CellState.ACT}  # what was thought before the records changed
    stay_from, since = now.get(member.pk, (None, None))
    _tell_acts(draft, member, since)
    if stay_from and _newly_official(draft, member) and draft.values["official_date"] > stay_from:
        draft.act("official_date", _("The member is recognised as official from %(day)s.") % {"day": vietnamese.date(draft.values["official_date"])})
    changed = changes(draft, member)
    for name, old in changed.items():
        if draft.cells.get(name, [""])[0] not in (CellState.WARNING, CellState.ERROR, CellState.ACT, CellState.FORMULA):
            draft.cells[name] = [CellState.CHANGED, said(name, old, context)]
    draft.state = RowState.CHANGED if changed else RowState.UNCHANGED


def _same_person(draft: Draft, member: Member) -> bool:
    """A number with another name and another birth date is a slip of the pen, not a correction."""
    values = draft.values
    same_name = vietnamese.fold(values.get("full_name", member.full_name)) == vietnamese.fold(member.full_name)
    return same_name or values.get("birth_date", member.birth_date) == member.birth_date


def _tell_acts(draft: Draft, member: Member, since: date | None) -> None:
    """A list moves nobody and takes nobody off the roll: each difference names the act that does it (docs/adr/0011)."""
    if draft.values.get("unit", member.unit_id) != member.unit_id:
        draft.act("unit", _("The record says “%(unit)s”; a list moves nobody. Open the person's page and use “Move to another branch”, or a transfer.") % {"unit": member.unit})
    stands = member.left_reason or member.activity
    wanted = draft.values.get("status", stands)
    told = {"now": STATUS_WORDS[stands], "new": STATUS_WORDS[wanted]}
    if wanted != stands:
        draft.act("status", _other_status(member, wanted) % told)
        return
    on, stood = draft.values.get("status_date"), member.left_on or since
    if on and stood and on != stood:
        draft.act("status_date", _("The record says %(now)s since %(day)s. A list does not change this day: open the person's page, undo the change and enter it again with its paper.") % (told | {"day": vietnamese.date(stood)}))


def _other_status(member: Member, wanted: str) -> str:
    """Which act on the person's page makes the record say what the list says."""
    if wanted in LEAVING and member.left_on:
        return _("The record says “%(now)s”, the list “%(new)s”. If the list is right, open the person's page, use “Undo the leaving”, then “Take off the roll” with the paper.")
    if wanted in LEAVING:
        return _("The record says “%(now)s”, the list “%(new)s”. A list takes nobody off the roll: open the person's page and use “Take off the roll” with the day and the paper.")
    if member.left_on:
        return _("The record says “%(now)s”, the list “%(new)s”. A list puts nobody back on the roll: open the person's page and use “Undo the leaving” with the reason.")
    return _("The record says “%(now)s”, the list “%(new)s”. Open the person's page and use “Change activity” with the day and the paper.")


def changes(draft: Draft, member: Member) -> dict[str, Any]:
    """Field -> what the record says now, for each cell that says otherwise. Blank cells change nothing."""
    changed: dict[str, Any] = {}
    for name in FIELDS:
        if name in draft.values:
            now = getattr(member, f"{name}_id" if name in PROVINCES else name)
            if not same(name, draft.values[name], now):
                changed[name] = now
    return changed


def same(name: str, new: Any, now: Any) -> bool:
    """Names are the same whatever the capitals and the place of the tone."""
    if new == now:
        return True
    if name in ("full_name", "other_name"):
        return vietnamese.place_tones(new) == vietnamese.place_tones(now)
    return isinstance(new, str) and isinstance(now, str) and vietnamese.tidy(new) == vietnamese.tidy(now)


def said(name: str, value: Any, context: SheetContext) -> str:
    """A field's value as people read it; a sensitive one stays masked."""
    if Member.privacy.class_of(name) == DataClass.SENSITIVE and value:
        return MASK
    if name in PROVINCES:
        return context.places.areas[value].name if value in context.places.areas else ""
    return str(Sex(value).label) if name == "sex" else as_text(value)


def leaves(values: dict[str, Any]) -> bool:
    return values.get("status") in LEAVING


def is_away(values: dict[str, Any]) -> bool:
    return values.get("status") not in (None, Activity.ACTIVE) and not leaves(values)
