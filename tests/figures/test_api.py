"""GET /api/figures/{key}: the same answer as the command, within the asker's rights."""

from __future__ import annotations

import pytest

from coso.access.models import Reading
from coso.org.enums import UnitKind
from tests.factories import make_member, make_unit, make_user

CODE = "12001000000000"


@pytest.fixture
def commune():
    commune = make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION, code=CODE)
    branch = make_unit(kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    for at in range(10):
        make_member(branch, f"Lò Văn {at}", ethnic_group="thai" if at < 3 else "kinh")
    return commune


def ask(client, key="members.count", **asked):
    return client.get(f"/api/figures/{key}", {"unit": CODE, "on": "2026-03-03"} | asked)


@pytest.mark.django_db
def test_a_figure_with_its_parts(client, commune):
    client.force_login(make_user("standing_member", commune))
    told = ask(client, by=["minority", "sex"]).json()
    assert (told["indicator"], told["value"]) == ("members.count", 10)
    assert sum(row["value"] for row in told["rows"]) == 10


@pytest.mark.django_db
def test_small_groups_and_people_are_kept_from_readers_of_counts(client, commune):
    client.force_login(make_user("report_reader", commune))
    assert {row.get("hidden") for row in ask(client, by="minority").json()["rows"]} == {"small", "other"}
    assert ask(client, records="true").status_code == 403


@pytest.mark.django_db
def test_what_cannot_be_answered_is_said(client, commune):
    client.force_login(make_user("standing_member", commune))
    assert ask(client, key="members.cuont").status_code == 422
    assert ask(client, as_known_on="soon").status_code == 422
    assert ask(client, on="soon").status_code == 422
    assert ask(client, unit="99999999999999").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_list_narrowed_by_a_sensitive_word_is_kept_in_the_reading_log(client, commune):
    client.force_login(make_user("standing_member", commune))
    assert len(ask(client, records="true", where="minority=true").json()["rows"]) == 3
    assert Reading.objects.get().fields == "minority"
    assert len(ask(client, records="true").json()["rows"]) == 10
    assert Reading.objects.count() == 1
