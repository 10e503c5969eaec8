"""What the worker does each night: open the surveys whose first day has come, end those whose last day is over."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import close_old_connections
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from coso.common import scope
from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.surveys import actions, queries

log = logging.getLogger(__name__)


@app.periodic(cron="5 0 * * *")
@app.task(name="coso.open_and_end_surveys", queueing_lock="coso.open_and_end_surveys", pass_context=False)
def open_and_end_surveys(timestamp: int) -> None:  # noqa: ARG001 every periodic task is given it
    close_old_connections()
    see_to_surveys(timezone.now())


def see_to_surveys(now: datetime) -> tuple[int, int]:
    """Each in a transaction of its own, so that one holds up no other. How many were opened (or went back to their authors), and ended."""
    day = timezone.localdate(now)
    with scope.within(scope.everything(where="surveys.night")):
        to_open, to_end = list(queries.due_to_open(day)), list(queries.due_to_end(day))
    opened = ended = 0
    with translation.override("vi"):
        for one in to_open:
            opened += _done(partial(actions.open_on_its_day, survey=one, by=SYSTEM, today=day))
        for one in to_end:
            ended += _done(partial(actions.end_when_over, survey=one, by=SYSTEM, now=now))
    return opened, ended


def _done(act: Callable[[], Any]) -> bool:
    with scope.within(scope.everything(where="surveys.night")):
        try:
            act()
        except RuleBroken as refusal:
            log.info("%s", refusal)  # somebody was faster
            return False
    return True
