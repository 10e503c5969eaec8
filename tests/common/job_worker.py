"""A worker process with kinds of jobs that only the tests have: `python -m tests.common.job_worker`."""

import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402 settings come first

from coso.common.jobs import Running, job_kind  # noqa: E402
from coso.common.models import Act  # noqa: E402

STEPS = 8


@job_kind("test.steps", title="Steps", permission="member.import")
def steps(job: Running) -> None:
    """Eight slow steps, each leaving one act and one checkpoint."""
    for step in range(job.checkpoint.get("step", 0), STEPS):
        with job.chunk(done=step + 1, total=STEPS, checkpoint={"step": step + 1}):
            Act(kind="test.step", subject_type="test", subject_id=step, position=job.job.position).save()
            time.sleep(job.parameters["pause"])


if __name__ == "__main__":
    call_command("work", once=True)
