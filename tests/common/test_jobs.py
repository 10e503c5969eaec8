"""Long work is done once, with the asker's rights of today, and goes on after its worker was killed."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from coso.common import jobs
from coso.common.actors import SYSTEM
from coso.common.enums import JobState
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act, Job
from tests.common import job_worker
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds():
    before = dict(jobs.KINDS)
    yield jobs.KINDS
    jobs.KINDS.clear()
    jobs.KINDS.update(before)


def declare(run, permission="member.import"):
    jobs.job_kind("test.kind", title="Test", permission=permission)(run)


def start(by=SYSTEM, unit=None, **parameters):
    return jobs.start(kind="test.kind", by=by, unit=unit or make_unit(), parameters=parameters)


def test_a_job_waits_in_the_queue_from_its_askers_transaction_on(kinds):
    declare(lambda _: None)
    job = start(day="2026-01-01")
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE id = %s", [job.queue_id])
        assert json.loads(cursor.fetchone()[0]) == {"job_id": job.pk}
    assert (job.state, job.percent) == (JobState.WAITING, None)


def test_who_has_no_right_cannot_ask(kinds):
    declare(lambda _: None)
    with pytest.raises(NotAllowed):
        start(by=make_user())
    assert not Job.objects.exists()


def test_done_work_says_so_and_keeps_its_file(kinds):
    def work(job):
        with job.chunk(done=1, total=2), job.result("danh sách.csv") as path:
            path.write_text("một")

    declare(work)
    job = start()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.percent, job.result_name) == (JobState.DONE, 50, "danh sách.csv")
    assert jobs.result_path(job).read_text() == "một"
    assert "danh" not in job.result
    jobs.run(job.pk)  # a second call finds nothing to do
    assert Job.objects.get(pk=job.pk).attempts == 1


def test_a_refusal_is_shown_and_a_fault_is_not_spelled_out(kinds):
    def refuse(_):
        raise RuleBroken("Sentence.")

    def fail(_):
        raise ZeroDivisionError

    for work, said in ((refuse, "Sentence."), (fail, "division")):
        declare(work)
        job = start()
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert (said in job.error) == (work is refuse)


def test_rights_are_asked_again_when_the_work_begins(kinds):
    unit = make_unit()
    user = make_user(role="office_clerk", unit=unit)
    declare(lambda _: pytest.fail("must not run"))
    job = start(by=user, unit=unit)
    user.appointments.update(valid_from=timezone.localdate() - timedelta(9), valid_to=timezone.localdate() - timedelta(1))
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_a_worker_that_was_given_up_cannot_write(kinds):
    def work(job):
        Job.objects.filter(pk=job.job.pk).update(attempts=2)
        with job.chunk(done=1):
            Act.objects.create(kind="test.step", subject_type="test", subject_id=1, position=1)

    declare(work)
    job = start()
    jobs.run(job.pk)
    assert not Act.objects.filter(kind="test.step").exists()


def test_a_cancelled_job_stops_after_its_chunk(kinds):
    def work(job):
        with job.chunk(done=1):
            pass
        jobs.cancel(job=job.job, by=SYSTEM)
        with job.chunk(done=2):
            pass

    declare(work)
    job = start()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.CANCELLED, 1)


def test_only_the_asker_cancels(kinds):
    declare(lambda _: None)
    job = start()
    with pytest.raises(NotAllowed):
        jobs.cancel(job=job, by=make_user())


def test_a_lost_database_leaves_the_job_to_the_sweep(kinds):
    def lose(_):
        raise OperationalError

    declare(lose)
    job = start()
    with pytest.raises(OperationalError):
        jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_the_sweep_puts_back_five_times_and_then_calls_a_person(kinds):
    declare(lambda _: None)
    now = timezone.now()
    fresh, stalled, hopeless = (start() for _ in range(3))
    for job, attempts, seconds in ((fresh, 1, 10), (stalled, 4, 31), (hopeless, 5, 31)):
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=attempts, heartbeat_at=now - timedelta(seconds=seconds))
    assert jobs.sweep(now=now) == 2
    states = [Job.objects.get(pk=job.pk).state for job in (fresh, stalled, hopeless)]
    assert states == [JobState.RUNNING, JobState.WAITING, JobState.FAILED]
    assert Job.objects.get(pk=stalled.pk).queue_id != stalled.queue_id


def test_a_user_sees_own_jobs_and_those_of_units_looked_after(kinds):
    unit, other = make_unit(), make_unit()
    clerk, stranger = make_user(role="office_clerk", unit=unit), make_user(role="office_clerk", unit=other)
    declare(lambda _: None)
    job = start(by=clerk, unit=unit)
    assert list(Job.objects.visible_to(clerk)) == [job]
    assert not Job.objects.visible_to(stranger).exists()


def worker():
    told = connection.settings_dict
    host = f"?host={told['HOST']}" + (f"&port={told['PORT']}" if told["PORT"] else "")
    env = os.environ | {"COSO_DATABASE_URL": f"postgresql://coso_owner@/{told['NAME']}{host}", "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.Popen([sys.executable, "-m", "tests.common.job_worker"], env=env)


@pytest.mark.django_db(transaction=True)
def test_work_goes_on_at_its_checkpoint_after_the_worker_was_killed():
    with transaction.atomic():
        job = jobs.start(kind="test.steps", by=SYSTEM, unit=make_unit(), parameters={"pause": 0.2})
    first = worker()
    deadline = time.monotonic() + 60
    while Act.objects.filter(kind="test.step").count() < 3:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait()
    done = Act.objects.filter(kind="test.step").count()
    assert 3 <= done < job_worker.STEPS
    assert jobs.sweep(now=timezone.now()) == 0
    assert jobs.sweep(now=timezone.now() + jobs.STALLED) == 1
    assert worker().wait(60) == 0
    job.refresh_from_db()
    assert (job.state, job.attempts, job.done) == (JobState.DONE, 2, job_worker.STEPS)
    assert list(Act.objects.filter(kind="test.step").order_by("pk").values_list("subject_id", flat=True)) == list(range(job_worker.STEPS))
