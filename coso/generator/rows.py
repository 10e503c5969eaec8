"""Lines for COPY: one sheet for each table, with the columns we give and the model's own blanks for the rest."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from django.db import models

from coso.common.vietnamese import name_sort_key, search_tokens
from coso.members.models import Member, Stay
from coso.org.models import Area, AreaService, Closure, Lineage, Placement, Unit, UnitDetails

NULL = "\\N"
FIRST_DAY, LAST_DAY = date(1900, 1, 1).toordinal(), date(2060, 12, 31).toordinal()
DAYS = {0: NULL} | {day: date.fromordinal(day).isoformat() for day in range(FIRST_DAY, LAST_DAY)}
day_text = DAYS.__getitem__  # ISO text of a day given as its ordinal, 0 is no day; costs a twentieth of a conversion


def name_columns(name: str) -> tuple[str, str, str]:
    """A name with its sort key and search words, as the trigger would write them."""
    return name, name_sort_key(name), " ".join(map(_search_words, name.split(" ")))


@cache
def _search_words(word: str) -> str:
    return " ".join(sorted(search_tokens(word)))


def blank(field: models.Field) -> str | None:
    """What a column holds when nothing is said; None leaves it to the database."""
    if field.has_default():
        value = field.get_default()
        return {True: "t", False: "f"}.get(value, str(value))
    if field.primary_key or field.has_db_default():
        return None
    return NULL if field.null else ""


class Sheet:
    """Lines of one table. `given` are the fields each line brings, in this order."""

    def __init__(self, model: type[models.Model], *given: str) -> None:
        fields = {field.name: field for field in model._meta.concrete_fields if field.name in given or not field.generated}  # noqa: SLF001 Django's public _meta
        rest = {name: text for name, field in fields.items() if name not in given and (text := blank(field)) is not None}
        self.table = model._meta.db_table  # noqa: SLF001 as above
        self.columns = [fields[name].column for name in (*given, *rest)]
        self.form = "\t".join([*["%s"] * len(given), *rest.values()])
        self.lines: list[str] = []

    def add(self, *values: Any) -> None:
        self.lines.append(self.form % values)


class Sheets:
    """All that one part of the invented world consists of."""

    def __init__(self) -> None:
        self.areas = Sheet(Area, "id", "code", "name", "kind", "parent", "border", "minority", "specially_hard", "remote", "households", "ended_on")
        self.units = Sheet(Unit, "id", "code", "name", "kind", "sector", "parent", "position", "position_end", "founded_on", "ended_on", "founding_paper")
        self.details = Sheet(UnitDetails, "unit", "valid_from", "valid_to", "code", "name", "kind", "sector", "paper")
        self.placements = Sheet(Placement, "unit", "parent", "valid_from", "valid_to", "paper")
        self.closure = Sheet(Closure, "ancestor", "descendant", "depth", "valid_from", "valid_to")
        self.lineage = Sheet(Lineage, "predecessor", "successor", "kind", "on", "paper")
        self.services = Sheet(AreaService, "unit", "area", "valid_from", "valid_to")
        self.members = Sheet(
            Member, "id", "unit", "position", "full_name", "name_key", "name_tokens", "sex", "birth_date", "ethnic_group", "religion", "citizen_id_number", "party_card_number",
            "card_place", "card_issued_on", "history_number", "birth_country", "birth_province", "birth_address", "home_country", "home_province",
            "home_address", "residence_country", "residence_province", "residence_address", "phone", "admission_date", "official_date",
            "general_education", "professional_level", "political_theory", "job", "youth_union_date", "status", "activity", "left_on", "left_reason",
        )
        self.stays = Sheet(
            Stay, "member", "unit", "position", "kind", "status", "activity", "reason", "valid_from", "valid_to", "sex", "minority", "birth_date", "admission_date",
        )

    def all(self) -> list[Sheet]:
        """In an order in which each row finds what it points at."""
        return [self.areas, self.units, self.details, self.placements, self.closure, self.lineage, self.services, self.members, self.stays]
