"""Long work: asked for in the asker's transaction, done by the worker with the asker's rights, and never lost.

An app declares a kind beside its actions:

    @job_kind("members.import", title=_("Import of members"), permission="member.import")
    def import_members(job: Running) -> None:
        for rows in chunks_after(job.checkpoint.get("row", 0)):
            with job.chunk(done=rows.last, total=rows.total, checkpoint={"row": rows.last}):
                ...                      # the chunk's writes, kept together with how far the job is

After a kill the function is called again with the last checkpoint. A worker that was thought dead and comes
back cannot write: each chunk asks whether the attempt is still its own.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from coso.common import scope
from coso.common.actors import SYSTEM, Actor
from coso.common.enums import JobState
from coso.common.errors import CosoError, NotAllowed
from coso.common.models import Job

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
BEAT = 5  # seconds between two signs of life
STALLED = timedelta(seconds=30)
UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class TakenOver(Exception):
    """This attempt is no longer the job's: it was cancelled, or another worker goes on with it."""


@dataclass(frozen=True)
class Kind:
    """A kind of job: its name on screen, the permission asked of the asker, and the function that does it.

    opens: the address of the page it has made, once it is done; nothing where the result is a file or none.
    """

    key: str
    title: Any
    permission: str
    run: Callable[[Running], None]
    opens: Callable[[Job], str] = lambda _job: ""


KINDS: dict[str, Kind] = {}


def job_kind(key: str, *, title: Any, permission: str, opens: Callable[[Job], str] = Kind.opens) -> Callable[[Callable[[Running], None]], Callable[[Running], None]]:
    """Decorator: declare the function that does the jobs of a kind."""

    def declare(run: Callable[[Running], None]) -> Callable[[Running], None]:
        KINDS[key] = Kind(key, title, permission, run, opens)
        return run

    return declare


@transaction.atomic
def start(*, kind: str, by: Actor, unit: Any, parameters: dict[str, Any]) -> Job:
    """Ask for a job about `unit`; it is queued when, and only when, the transaction is kept."""
    by.require(KINDS[kind].permission, unit)
    job = Job.objects.create(kind=kind, owner_id=by.pk, position=unit.position, parameters=parameters, digest=digest(kind, parameters))
    _queue(job)
    return job


@transaction.atomic
def cancel(*, job: Job, by: Actor) -> Job:
    """Stop a job after its present chunk. What its chunks have written is kept."""
    if job.owner_id != by.pk and by.pk is not None:
        raise NotAllowed(_("Only the person who asked for this work can stop it. It goes on."))
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state in UNFINISHED:
        _finish(job, JobState.CANCELLED)
    return job


def digest(kind: str, parameters: dict[str, Any]) -> str:
    """Equal for equal questions: to find a result that is there already."""
    return hashlib.sha256(json.dumps([kind, parameters], sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Running:
    """A job in its worker's hands, as its function sees it."""

    job: Job
    by: Actor

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self.job.parameters)

    @property
    def checkpoint(self) -> dict[str, Any]:
        """As the last chunk before this attempt left it."""
        return dict(self.job.checkpoint)

    @cached_property
    def _scope(self) -> scope.Scope:
        return scope_of(self.by, f"job {self.job.pk}")

    @contextmanager
    def chunk(self, *, done: int, total: int | None = None, checkpoint: dict[str, Any] | None = None) -> Iterator[None]:
        """One step in one transaction, in the asker's scope: its writes and the new progress are kept together."""
        with scope.within(self._scope):
            yield
            self._note(done, total, checkpoint)

    def _note(self, done: int, total: int | None, checkpoint: dict[str, Any] | None) -> None:
        now = {"done": done, "heartbeat_at": Now()}
        now |= {} if total is None else {"total": total}
        now |= {} if checkpoint is None else {"checkpoint": checkpoint}
        with scope.within(scope.everything(where="job")):
            if not self._mine().update(**now):
                raise TakenOver

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, attempts=self.job.attempts)

    @contextmanager
    def result(self, name: str) -> Iterator[Path]:
        """A file to write; kept under a random name when the block ends well, and then offered as `name`."""
        stored = f"{token_hex(16)}{Path(name).suffix}"
        making = results_folder() / f".{stored}"
        try:
            yield making
            keep(making, results_folder() / stored)
        finally:
            making.unlink(missing_ok=True)
        with scope.within(scope.everything(where="job")):
            self._mine().update(result=stored, result_name=name)


def results_folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "results"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def result_path(job: Job) -> Path | None:
    """Where the job's result lies, or None when it has none or it was cleared away."""
    path = results_folder() / job.result
    return path if job.result and path.exists() else None


def keep(making: Path, final: Path) -> None:
    """Rename a finished file into place, so that after a power cut it is there whole or not at all."""
    with making.open("rb") as file:
        os.fsync(file.fileno())
    making.replace(final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def run(job_id: int) -> None:
    """The worker's part: take the job, ask again whether the asker may, do it, and say how it ended."""
    job = _take(job_id)
    if job is None:
        return
    try:
        with _beating(job):
            running = Running(job, actor_of(job))
            _ask_again(running)
            KINDS[job.kind].run(running)
        _end(job, JobState.DONE)
    except TakenOver:
        log.warning("job %s was taken over or cancelled", job_id)
    except CosoError as refusal:
        _end(job, JobState.FAILED, str(refusal))
    except OperationalError:
        log.exception("job %s lost its database", job_id)
        raise
    except Exception:
        log.exception("job %s failed", job_id)
        _end(job, JobState.FAILED, _("Something went wrong that Coso did not expect. What was finished before is kept. Ask the administrator to look into the server's log under job %(id)s.") % {"id": job_id})


def _take(job_id: int) -> Job | None:
    with scope.within(scope.everything(where="job")):
        job = Job.objects.select_for_update().filter(pk=job_id, state=JobState.WAITING).first()
        if job is None:
            return None
        job.state, job.attempts = JobState.RUNNING, job.attempts + 1
        job.started_at = job.heartbeat_at = timezone.now()
        job.save(update_fields=["state", "attempts", "started_at", "heartbeat_at"])
        return job


def actor_of(job: Job) -> Actor:
    """Who asked, with the rights of today and not of then."""
    return job.owner or SYSTEM


def scope_of(by: Any, where: str) -> scope.Scope:
    """What a job of this actor may see; a person says it, the system sees all."""
    return scope.everything(where=where) if by.pk is None else by.scope(where)


def _ask_again(running: Running) -> None:
    job, by = running.job, running.by
    inside = any(lo <= job.position < hi for lo, hi in by.intervals(KINDS[job.kind].permission))
    if not (inside and getattr(by, "is_active", True)):
        raise NotAllowed(_("The person who asked for this work may no longer do it. Nothing more was done. Ask somebody whose role allows it."))


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Say every few seconds, on a connection of its own, that this worker lives."""
    over = Event()

    def beat() -> None:
        while not over.wait(BEAT):
            with scope.within(scope.everything(where="job")):
                Job.objects.filter(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING).update(heartbeat_at=Now())
        connection.close()

    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _end(job: Job, state: JobState, error: str = "") -> None:
    with scope.within(scope.everything(where="job")):
        mine = Job.objects.select_for_update().filter(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING).first()
        if mine:
            _finish(mine, state, error)


def _finish(job: Job, state: JobState, error: str = "") -> None:
    job.state, job.error, job.finished_at = state, error, timezone.now()
    job.save(update_fields=["state", "error", "finished_at"])


def sweep(*, now: datetime) -> int:
    """Put back every job whose worker has not been heard of; how many there were.

    Reset and new place in the queue are one transaction. After five attempts the job waits for a person.
    """
    with scope.within(scope.everything(where="sweep")):
        stalled = Job.objects.select_for_update(skip_locked=True).filter(state=JobState.RUNNING, heartbeat_at__lt=now - STALLED)
        for job in stalled:
            _leave_queue(job)
            if job.attempts >= MOST_ATTEMPTS:
                _finish(job, JobState.FAILED, _("This work was broken off five times and stands still now. What was finished before is kept. Ask the administrator to look into it."))
            else:
                job.state = JobState.WAITING
                job.save(update_fields=["state"])
                _queue(job)
        return len(stalled)


def _queue(job: Job) -> None:
    """Give the job a place in the queue; it lies in the same database, so it comes and goes with the transaction."""
    job.queue_id = app.configure_task("coso.run_job").defer(job_id=job.pk)
    job.save(update_fields=["queue_id"])


def _leave_queue(job: Job) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s AND status IN ('todo', 'doing')", [job.queue_id])
