"""What the worker calls: one task that does a job of ours, and every minute the look for stalled ones."""

from __future__ import annotations

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from coso.common import jobs


@app.task(name="coso.run_job")
def run_job(job_id: int) -> None:
    close_old_connections()
    try:
        jobs.run(job_id)
    finally:
        close_old_connections()


@app.periodic(cron="* * * * *")
@app.task(name="coso.sweep_jobs", queueing_lock="coso.sweep_jobs", pass_context=False)
def sweep_jobs(timestamp: int) -> None:  # noqa: ARG001 every periodic task is given it
    close_old_connections()
    jobs.sweep(now=timezone.now())
