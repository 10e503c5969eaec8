"""A great plan whose worker is killed again and again goes on where it was: nobody is lost, moved twice or counted twice."""

import os
import random
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from coso.common import jobs
from coso.common.actors import SYSTEM
from coso.common.enums import JobState
from coso.common.models import Act, Job
from coso.members.models import Member, Stay
from coso.org import soundness
from coso.restructuring.actions import go_on
from tests.restructuring.test_deciding import ON, TODAY, decide, drafted, spread

DEATHS = 10


def run(job, dies_at):
    told = connection.settings_dict
    host = f"?host={told['HOST']}" + (f"&port={told['PORT']}" if told["PORT"] else "")
    env = os.environ | {"COSO_DATABASE_URL": f"postgresql://coso_owner@/{told['NAME']}{host}", "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", "tests.restructuring.carry_worker", str(dies_at), str(job)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)


def homes():
    """On the eve, on the day and after: how many people have a home, and in how many units."""
    days = (ON - timedelta(days=1), ON, TODAY)
    return [Stay.objects.as_of(day).values("member").distinct().count() for day in days], [Stay.objects.as_of(day).count() for day in days]


def waits_again(plan):
    """What happens after a death: the sweep puts the job back, and after five attempts a person lets the plan go on."""
    jobs.sweep(now=timezone.now() + timedelta(minutes=1))
    plan.refresh_from_db()
    if Job.objects.get(pk=plan.job_id).state == JobState.FAILED:
        go_on(plan=plan, by=SYSTEM, today=TODAY)
        plan.refresh_from_db()
    return plan.job_id


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_plan_killed_at_ten_random_points_ends_as_if_it_had_never_been():
    luck = random.Random(20261128)
    plan, _old = drafted(40)
    plan = decide(plan, most_at_once=5)
    job, reached = plan.job_id, []
    for _ in range(DEATHS):
        died = run(job, luck.randrange(10, 90))
        assert died.returncode == -signal.SIGKILL, died.stderr
        assert homes() == ([40] * 3, [40] * 3)
        reached.append(Member.objects.filter(unit__ended_on__isnull=True).exclude(unit__name="Chi bộ cũ").count())
        job = waits_again(plan)
    assert reached == sorted(reached)
    assert 0 < reached[-1] < 40
    assert run(job, 0).returncode == 0
    plan.refresh_from_db()
    assert (plan.state, plan.carried) == ("done", 4)
    assert spread() == (["Chi bộ A", "Chi bộ B"], 40)
    assert homes() == ([40] * 3, [40] * 3)
    assert Act.objects.filter(kind="plan.carried").count() == 1
    assert list(soundness.differences()) == []
