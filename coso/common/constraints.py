"""What the database refuses, said in the sentence its constraint declares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
            for constraint in kind._meta.constraints:  # noqa: SLF001 Django's public _meta
                if constraint.name == name:
                    raise RuleBroken(_("%(why)s Nothing was saved.") % {"why": constraint.get_violation_error_message()}) from problem
        raise
