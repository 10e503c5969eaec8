"""`coso work`: do the waiting jobs until told to stop. `coso serve` starts one; more may run beside it."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone
from procrastinate.contrib.django import app

from coso.common import jobs

GRACE = 3  # seconds a chunk has when the worker is told to stop; the job goes on at its checkpoint


class Command(BaseCommand):
    help = "Do the waiting jobs, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now and end")

    def handle(self, *_args: Any, once: bool, **_options: Any) -> None:
        jobs.sweep(now=timezone.now())
        connections.close_all()
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            asyncio.run(work(worker, wait=not once))


async def work(worker: Any, *, wait: bool) -> None:
    async with worker.open_async():
        await worker.run_worker_async(name="coso", wait=wait, delete_jobs="successful", shutdown_graceful_timeout=GRACE)
