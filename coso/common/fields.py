"""The columns of a model, by name."""

from __future__ import annotations

from typing import Any

from django.db import models


def field_of(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """A column of a model; FieldDoesNotExist for an unknown name, AssertionError for the far side of a link."""
    field = model._meta.get_field(name)  # noqa: SLF001 Django's public _meta
    assert isinstance(field, models.Field)
    return field
