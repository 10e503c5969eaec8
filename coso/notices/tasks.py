"""What the worker does: tell a whole unit, part by part; forget each night what was told long ago."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import close_old_connections
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from coso.access.models import User
from coso.common import scope
from coso.common.actors import SYSTEM
from coso.common.jobs import Running, job_kind
from coso.members.models import Member
from coso.notices import actions
from coso.notices.enums import Said

TELL_UNIT = "notices.tell_unit"
CHUNK = 1000


@job_kind(TELL_UNIT, title=_("Telling the members of a unit"), permission="document.issue")
def tell_unit(job: Running) -> None:
    """Too many for the transaction of the act: in order of their keys, each part kept with how far it is. Nobody is told twice."""
    told = job.parameters
    after, done = job.checkpoint.get("after", 0), job.checkpoint.get("done", 0)
    with scope.within(scope.everything(where=TELL_UNIT)):
        total = _members(told).count()
    while some := _next(told, after):
        after, done = some[-1], done + len(some)
        with job.chunk(done=done, total=total, checkpoint={"after": after, "done": done}):
            actions.tell(said=Said(told["said"]), to=dict.fromkeys(some, told["href"]), what=told["what"], act_id=told["act"], by=User(pk=told["by"]) if told["by"] else SYSTEM, now=datetime.fromisoformat(told["at"]))


def _members(told: dict[str, Any]) -> QuerySet[Member]:
    return Member.objects.filter(position__gte=told["lo"], position__lt=told["hi"], left_on=None, account__is_active=True)


def _next(told: dict[str, Any], after: int) -> list[int]:
    with scope.within(scope.everything(where=TELL_UNIT)):
        return list(_members(told).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK])


@app.periodic(cron="50 3 * * *")
@app.task(name="coso.forget_notices", queueing_lock="coso.forget_notices", pass_context=False)
def forget_notices(timestamp: int) -> None:  # noqa: ARG001 every periodic task is given it
    close_old_connections()
    actions.forget(before=timezone.now() - actions.KEPT, by=SYSTEM)
