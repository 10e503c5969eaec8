"""The kind of import the machinery works with: rules between cells, writing, undoing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.enums import RowState
from coso.common.imports.kinds import Draft
from coso.members import rules
from coso.members.actions import (
    Correction,
    NewMember,
    add_members,
    correct_members,
    recognise,
    undo_additions,
    undo_corrections,
    undo_recognitions,
)
from coso.members.imports import matching
from coso.members.imports.columns import (
    COLUMNS,
    FIELDS,
    GROUPS,
    PROVINCES,
    SECTION,
    SIDES,
    SheetContext,
)
from coso.members.imports.places import Places
from coso.members.imports.units import Branches
from coso.members.models import Member
from coso.org.models import Unit
from coso.rulebook import rules as rulebook


class MemberSheet:
    """The 28-column sheet of members."""

    key = "members"
    permission = "member.import"
    columns: Sequence[Any] = COLUMNS
    groups = GROUPS
    sides = SIDES
    section = SECTION
    ordinal = "ordinal"
    identity = ("full_name", "citizen_id_number", "party_card_number")

    def context(self, *, unit: Unit, day: date, headings: dict[str, str]) -> SheetContext:
        return SheetContext(day, headings, Branches.load(unit, day), Places.load())

    def check(self, draft: Draft, context: SheetContext) -> None:
        """Dates in their order, each person once in the file, a day for each leaving."""
        _check_dates(draft)
        _check_status(draft)
        _check_once(draft, context)

    def match(self, drafts: Sequence[Draft], context: SheetContext) -> None:
        matching.match(drafts, context)

    def enter(self, drafts: Sequence[Draft], context: SheetContext, *, by: Actor, batch_id: int) -> None:
        with transaction.atomic():
            new = [draft for draft in drafts if draft.state == RowState.NEW]
            for draft, member in zip(new, add_members(new=[_new(draft, context) for draft in new], by=by, day=context.day, batch_id=batch_id), strict=True):
                draft.object_id = member.pk
            changed = [draft for draft in drafts if draft.state == RowState.CHANGED]
            corrections = [one for one in (_correction(draft, context) for draft in changed) if one.new]
            if corrections:
                correct_members(corrections=corrections, by=by, reason=_("Import"), day=context.day, batch_id=batch_id)
            for draft in changed:
                if matching.tells_recognition(draft):
                    recognise(member=draft.found, on=draft.values["official_date"], paper=_("List of members"), by=by, day=context.day, batch_id=batch_id)

    def undo(self, *, batch_id: int, by: Actor, day: date) -> None:
        with transaction.atomic():
            undo_recognitions(batch_id=batch_id, by=by, day=day)
            undo_corrections(batch_id=batch_id, by=by, day=day)
            undo_additions(batch_id=batch_id, by=by)


SHEET = MemberSheet()


def _check_dates(draft: Draft) -> None:
    values = draft.values
    born, admitted, official = (values.get(name) for name in ("birth_date", "admission_date", "official_date"))
    if born and admitted and admitted <= born:
        draft.error("admission_date", _("The admission date is not after the birth date."))
    elif born and admitted and (rule := rules.too_young(born, admitted)):
        draft.warn("admission_date", _("Admitted before the age of %(said)s (%(source)s).") % {"said": rule.said, "source": rulebook.named(rule)})
    if admitted and official and official < admitted:
        draft.error("official_date", _("The official date is before the admission date."))


def _check_status(draft: Draft) -> None:
    values = draft.values
    if matching.leaves(values) and "status_date" not in values and "status_date" not in draft.cells:
        draft.error("status_date", _("The date of leaving is missing."))
    elif matching.is_away(values) and "status_date" not in values:
        draft.warn("status_date", _("The day is missing; today's is taken."))
    if "admission_date" in values and values.get("status_date", date.max) <= values["admission_date"]:
        draft.error("status_date", _("This day is not after the admission date."))


def _check_once(draft: Draft, context: SheetContext) -> None:
    for name in matching.NUMBERS:
        if name in draft.values:
            first = context.seen.setdefault((name, draft.values[name]), draft.row_no)
            if first != draft.row_no:
                draft.error(name, _("The same number stands in row %(row)s already.") % {"row": first})


def _fields(draft: Draft, names: Sequence[str], context: SheetContext) -> dict[str, Any]:
    values = {name: draft.values[name] for name in names if name in draft.values}
    return values | {name: context.places.areas[values[name]] for name in PROVINCES if name in values}


def _new(draft: Draft, context: SheetContext) -> NewMember:
    values, unit = draft.values, context.branches.by_id[draft.values["unit"]]
    left = values["status_date"] if matching.leaves(values) else None
    stays = rules.implied_stays(
        unit, admission_date=values["admission_date"], official_date=values.get("official_date"), day=context.day, left_on=left,
        activity=values["status"] if matching.is_away(values) else "active", activity_from=values.get("status_date"),
    )
    return NewMember(unit, _fields(draft, FIELDS, context), stays, left, values["status"] if left else "")


def _correction(draft: Draft, context: SheetContext) -> Correction:
    member: Member = draft.found
    changed = matching.changes(draft, member)
    if matching.tells_recognition(draft):
        del changed["official_date"]
    return Correction(member, _fields(draft, list(changed), context), changed)
