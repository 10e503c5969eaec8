"""All that is kept about one member, found by what each model declares of itself (`Privacy`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from coso.access.models import Appointment, User
from coso.assignments.models import Assignment
from coso.common import scope
from coso.common.privacy import Privacy
from coso.dialogue.models import Question
from coso.documents.models import Document, Publication
from coso.handbook.models import Guide
from coso.meetings.models import Meeting
from coso.members.models import Member, Stay
from coso.org.models import Area, Unit
from coso.procedures.models import Case
from coso.surveys.models import Survey

NAMED_BY_WORDS = (Unit, Area, Document, Publication, Case, Assignment, Meeting, Question, Guide, Survey)  # a link to one of these is told by its name


def copied_models() -> list[Any]:
    """Every model whose rows go into the copy."""
    return [model for model in apps.get_models() if isinstance(declared := getattr(model, "privacy", None), Privacy) and declared.export and not hasattr(model, "pgh_tracked_model")]


def copied_fields(model: Any) -> list[Any]:
    """The fields of a model that go into the copy, in their order."""
    return [field for field in model._meta.concrete_fields if model.privacy.in_copy(field.name)]  # noqa: SLF001 Django's public _meta


def is_account(field: Any) -> bool:
    """Whether a field says which account did it."""
    return field.related_model is User or field.name == "by_id"


@dataclass(frozen=True)
class Kept:
    """One model's rows about a member, and what they said earlier. others: how many rows are left out because another member wrote them."""

    model: Any
    rows: list[Any]
    earlier: list[Any]
    others: int


@dataclass(frozen=True)
class Person:
    """The member whose copy it is: their record, and records joined with it."""

    member: Member

    @cached_property
    def keys(self) -> list[int]:
        return [self.member.pk, *Member.objects.filter(merged_into=self.member.pk).values_list("pk", flat=True)]

    @cached_property
    def others_names(self) -> re.Pattern[str] | None:
        """The names of others who are or were on the roll of the branches the member was in."""
        units = Stay.objects.filter(member__in=self.keys).values("unit")
        names = Member.objects.filter(Q(unit__in=units) | Q(stays__unit__in=units)).exclude(pk__in=self.keys).values_list("full_name", flat=True)
        longest_first = sorted({re.escape(name) for name in names if " " in name and name != self.member.full_name}, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(longest_first)})\b") if longest_first else None


@dataclass(frozen=True)
class Accounts:
    """The accounts named in the rows: by name where they hold or held an office, or are the member's own."""

    own: int | None
    names: dict[int, str]

    def said(self, account: int | None) -> str | None:
        """None: another member, whom the copy does not name."""
        return self.names.get(account, None) if account else ""

    def is_other(self, account: int | None) -> bool:
        return bool(account) and account not in self.names


def everything_about(member: Member) -> tuple[Person, Accounts, list[Kept]]:
    """Read with the system's eyes, since rows of earlier branches are the member's too: the caller has made sure who asks."""
    with scope.within(replace(scope.everything(where="copy of own data"), member=member.pk)):  # and what is the member's alone
        person = Person(member)
        found = [(model, list(_rows(model, person.keys))) for model in copied_models()]
        accounts = _accounts(member, found)
        kept = [_kept(model, rows, person, accounts) for model, rows in found]
        person.others_names  # noqa: B018 asked while everything is in sight
    return person, accounts, kept


def _rows(model: Any, keys: list[int]) -> models.QuerySet[Any]:
    """By key, so that a row reached on two ways comes once."""
    mine = model._base_manager.filter(**{f"{model.privacy.of}__in": keys}).values("pk")  # noqa: SLF001 Django's public _base_manager
    return with_names(model, model._base_manager.filter(pk__in=mine).order_by("pk"))  # noqa: SLF001 as above


def with_names(model: Any, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """What the rows link to, where it is told by its name, fetched with them."""
    told = [field.name for field in copied_fields(model) if field.related_model in NAMED_BY_WORDS]
    return rows.select_related(*told) if told else rows


def _accounts(member: Member, found: Iterable[tuple[Any, list[Any]]]) -> Accounts:
    asked = {getattr(row, field.attname) for model, rows in found for field in copied_fields(model) if is_account(field) for row in rows}
    office = Appointment.objects.filter(user__in=asked).values("user")
    named = User.objects.filter(Q(pk__in=office) | Q(pk=member.account_id))
    return Accounts(member.account_id, {one.pk: str(one) for one in named})


def _kept(model: Any, rows: list[Any], person: Person, accounts: Accounts) -> Kept:
    own = [row for row in rows if not _another_wrote(row, person, accounts)]
    return Kept(model, own, list(_earlier(model, rows, person.keys)), len(rows) - len(own))


def _another_wrote(row: Any, person: Person, accounts: Accounts) -> bool:
    column = row.privacy.written_by
    if not column:
        return False
    return accounts.is_other(getattr(row, f"{column}_id")) or getattr(row, "on_behalf_of", "") not in ("", person.member.full_name)


def _earlier(model: Any, rows: list[Any], keys: list[int]) -> Iterator[Any]:
    """What rows said before they were changed; rows that were taken away too, where they name the member themselves."""
    history = getattr(model, "pgh_event_model", None)
    if history is None:
        return
    mine = Q(pgh_obj_id__in=[row.pk for row in rows])
    if model.privacy.of == "member":
        mine |= Q(member__in=keys)
    yield from with_names(model, history._base_manager.filter(mine).order_by("pgh_created_at", "pk"))  # noqa: SLF001 Django's public _base_manager
