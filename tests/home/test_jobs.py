"""Long work as people see it: how far it is, its result for its owner alone, and a way to stop it."""

from __future__ import annotations

import pytest
from django.test import Client

from coso.access.models import User
from coso.common.jobs import results_folder
from coso.common.models import Job
from coso.home.queries import things_to_do
from tests.factories import TODAY, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings: object) -> None:
    settings.DEMO = True


@pytest.fixture
def clerk() -> User:
    return make_user("office_clerk", make_unit())


def make_job(owner: User, **fields: object) -> Job:
    position = owner.appointments.get().unit.position
    return Job.objects.create(kind="members.import", owner=owner, position=position, digest="0" * 64, **fields)


def test_a_job_shows_how_far_it_is_and_asks_again_until_it_ends(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    job = make_job(clerk, state="running", done=1250, total=5000)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "1.250 trên 5.000" in page
    assert 'hx-trigger="every 2s"' in page
    Job.objects.filter(pk=job.pk).update(state="done", done=5000)
    part = client.get(f"/jobs/{job.pk}/", headers={"hx-request": "true"}).content.decode()
    assert "every 2s" not in part
    assert "<html" not in part


def test_the_result_goes_to_its_owner_alone(client: Client, clerk: User) -> None:
    officer = make_user("branch_secretary", clerk.appointments.get().unit)
    (results_folder() / "abc.csv").write_text("x")
    job = make_job(clerk, state="done", result="abc.csv", result_name="Danh sách.csv")
    client.force_login(clerk)
    assert client.get(f"/jobs/{job.pk}/result/").getvalue() == b"x"
    client.force_login(officer)
    assert client.get(f"/jobs/{job.pk}/").status_code == 200
    assert client.get(f"/jobs/{job.pk}/result/").status_code == 404


def test_a_result_cleared_away_is_not_there(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    assert client.get(f"/jobs/{make_job(clerk, state='done').pk}/result/").status_code == 404


def test_the_owner_stops_it_and_others_may_not(client: Client, clerk: User) -> None:
    job = make_job(clerk)
    client.force_login(make_user("branch_secretary", clerk.appointments.get().unit))
    assert client.post(f"/jobs/{job.pk}/stop/").status_code == 403
    client.force_login(clerk)
    client.post(f"/jobs/{job.pk}/stop/")
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_what_failed_stands_first_among_the_things_to_do(clerk: User) -> None:
    make_job(clerk, state="running")
    make_job(clerk, state="failed")
    assert [due.late for due in things_to_do(clerk, TODAY) if due.state] == [True, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_one_and_three(client: Client, clerk: User, rows: int, django_assert_max_num_queries: object) -> None:
    for _ in range(rows):
        make_job(clerk)
    client.force_login(clerk)
    with django_assert_max_num_queries(20):
        assert "members.import" in client.get("/jobs/").content.decode()
