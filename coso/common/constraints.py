"""What the database refuses, said in the sentence its constraint declares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken


@contextmanager
def explained(*kinds: type[models.Model]) -> Iterator[None]:
    """Turn a broken constraint of one of the models into RuleBroken; the block is undone as a whole."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        name = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", "")
        for kind in kinds:
            if name in (sentences := sentences_of(kind)):
                raise RuleBroken(_("%(why)s Nothing was saved.") % {"why": sentences[name]}) from problem
        raise


def sentences_of(kind: type[models.Model]) -> dict[str, Any]:
    """Constraint -> its sentence: those of the table, and those its triggers hold (`held_by_trigger`)."""
    declared = {constraint.name: constraint.get_violation_error_message() for constraint in kind._meta.constraints}  # noqa: SLF001 Django's public _meta
    return declared | getattr(kind, "held_by_trigger", {})
