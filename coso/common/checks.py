"""The system check of wall two: no model of ours is forgotten."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.db import models

from coso.common.row_security import NotPersonal, RowSecurity


@register("coso")
def every_table_is_declared(app_configs: Any, **_: Any) -> list[Error]:  # noqa: ARG001 Django's own form
    """coso.E001 for each model of ours that says neither how its rows are guarded nor why they need no guard."""
    return [
        Error(
            f"{model._meta.label} declares no row security.",  # noqa: SLF001 Django's public _meta
            hint="Set row_security = RowSecurity(…), or NotPersonal('why') if no row tells of a person.",
            obj=model, id="coso.E001",
        )
        for model in our_models()
        if not isinstance(getattr(model, "row_security", None), RowSecurity | NotPersonal)
    ]


def our_models() -> list[type[models.Model]]:
    """The models of our own apps that have a table; a history table follows the model it keeps."""
    return [
        model for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("coso.") and not hasattr(model, "pgh_tracked_model")
    ]
