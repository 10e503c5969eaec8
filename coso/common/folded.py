"""Searching short lists by a part of what their rows say, with or without tone marks; long ones keep a column for it."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Func, Model, QuerySet, TextField, Value
from django.db.models.functions import Concat

from coso.common.vietnamese import fold

Rows = TypeVar("Rows", bound="QuerySet[Model]")


class Folded(Func):
    """A text as `vietnamese.fold` gives it, made by PostgreSQL."""

    function = "coso_fold"
    output_field = TextField()


def saying(rows: Rows, text: str, *names: str) -> Rows:
    """Rows whose named fields, read one after another, hold the text without regard to marks and case."""
    parts = [part for name in names for part in (name, Value(" "))]
    return rows.annotate(said=Folded(Concat(*parts, output_field=TextField()))).filter(said__contains=fold(text))
