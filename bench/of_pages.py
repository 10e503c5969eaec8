"""Whole pages through every middleware, as a browser asks for them: list, person, unit, figures."""

from functools import partial

from django.test import Client
from django.urls import reverse
from measure import Result, asked, owner
from people import Reader, readers

from coso.common.management.commands.serve import collect_static_files
from coso.common.scope import everything, within
from coso.members.models import Member

LIST_SQL = "SELECT * FROM members_member WHERE merged_into_id IS NULL AND position >= %s AND position < %s ORDER BY name_key, id LIMIT 51"
COUNT_SQL = "SELECT count(*) FROM members_member WHERE merged_into_id IS NULL AND position >= %s AND position < %s"
PAST = "2021-12-31"
PERSON_SQL = "SELECT m.*, s.* FROM members_member m JOIN members_stay s ON s.member_id = m.id WHERE m.id = %s"
UNIT_SQL = "SELECT u.*, p.* FROM org_unit u LEFT JOIN org_placement p ON p.unit_id = u.id WHERE u.id = %s"


def measured(runs: int) -> list[Result]:
    collect_static_files()
    with owner() as connection:
        return [result for reader in readers() for result in _of(connection, reader, runs)]


def _of(connection, reader: Reader, runs: int) -> list[Result]:
    client = Client()
    client.force_login(reader.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    place = (reader.unit.position, reader.unit.position_end)
    with within(everything(where="bench")):
        person = Member.objects.under(reader.unit).on_roll().first()
    few = max(3, runs // 3)
    list_limit = {"SQL": asked(lambda: (connection.execute(LIST_SQL, place).fetchall(), connection.execute(COUNT_SQL, place).fetchall()), few)}
    pages = [
        ("people: list and exact count", reverse("members:list"), list_limit),
        ("people: probationary women", reverse("members:list") + "?status=probationary&sex=female", {}),
        ("one person", reverse("members:person", args=[person.pk]), {"SQL": asked(lambda: connection.execute(PERSON_SQL, [person.pk]).fetchall(), few)}),
        ("one unit", reverse("org:unit", args=[reader.unit.pk]), {"SQL": asked(lambda: connection.execute(UNIT_SQL, [reader.unit.pk]).fetchall(), few)}),
        ("figures of a unit", reverse("figures:unit", args=[reader.unit.pk]), {}),
        ("figures of a unit, five years ago", reverse("figures:unit", args=[reader.unit.pk]) + f"?on={PAST}", {}),
        ("one figure, by age and sex", reverse("figures:indicator", args=[reader.unit.pk, "members.count"]) + "?by=age_band&by=sex", {}),
        ("the people behind a figure", reverse("figures:records", args=[reader.unit.pk, "members.count"]) + "?sex=female", {}),
        ("report, as of today", reverse("reports:report", args=[reader.unit.pk, "member_statistics"]), {}),
        ("search page", reverse("home:search") + "?q=nguyen+van+hung", {}),
    ]
    return [Result(f"page: {name}", reader.level, asked(partial(_get, client, address), few), limits) for name, address, limits in pages]


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
