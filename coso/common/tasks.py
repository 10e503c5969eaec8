"""What the worker calls: one task that does a job of ours, every minute the look for stalled ones, every night what phones sent long ago."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from coso.common import jobs
from coso.common.operations.actions import forget_contents


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


@app.periodic(cron="40 3 * * *")
@app.task(name="coso.forget_operations", queueing_lock="coso.forget_operations", pass_context=False)
def forget_operations(timestamp: int) -> None:  # noqa: ARG001 as above
    close_old_connections()
    forget_contents(before=timezone.now() - timedelta(days=settings.COSO_OPERATION_DAYS))
