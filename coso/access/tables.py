"""The list of accounts."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.access.enums import role_choices
from coso.access.models import User
from coso.access.queries import roles_in_words
from coso.common.columns import Column, Kind
from coso.common.folded import saying
from coso.common.tables import ChoiceFilter, Table, YesNoFilter


def with_role(accounts: QuerySet[User], roles: list[str]) -> QuerySet[User]:
    today = timezone.localdate()
    return accounts.filter(
        Q(appointments__valid_to__isnull=True) | Q(appointments__valid_to__gt=today),
        appointments__role__in=roles, appointments__valid_from__lte=today,
    ).distinct()


def search(accounts: QuerySet[User], text: str) -> QuerySet[User]:
    """By any part of the name or sign-in name; there are few accounts beside members."""
    return saying(accounts, text, "full_name", "username")


COLUMNS = [
    Column("full_name", _("Full name"), str, sort=("full_name", "pk"), link=lambda one: reverse("access:person", args=[one.pk])),
    Column("username", _("Sign-in name"), "username", sort=("username",)),
    Column("roles", _("Roles today"), roles_in_words, phone=True),
    Column("unit", _("Unit"), lambda one: str(one.unit or ""), phone=True),
    Column("active", _("Open"), "is_active", kind=Kind.YES_NO),
    Column("last_login", _("Last signed in"), "last_login", kind=Kind.MOMENT, sort=("last_login", "pk")),
]
FILTERS = [
    ChoiceFilter("role", _("Role"), choices=role_choices, narrow=with_role),
    YesNoFilter("open", _("Open"), narrow=lambda accounts, wanted: accounts.filter(is_active=wanted)),
    YesNoFilter("used", _("Has signed in"), narrow=lambda accounts, wanted: accounts.filter(last_login__isnull=not wanted)),
]


def account_table(request: HttpRequest, accounts: QuerySet[User]) -> Table:
    return Table(request, accounts, key="accounts", columns=COLUMNS, filters=FILTERS, search=search, default_order="full_name")
