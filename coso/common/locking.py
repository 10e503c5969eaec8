"""One row held until the transaction ends."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def held(rows: QuerySet[Row], pk: Any) -> Row:
    """The row as it stands now, locked; DoesNotExist where it is not among `rows`.

    It is locked by itself first. With other tables joined (`select_related`) PostgreSQL would look again at the same
    joined rows after a wait, and a row that meanwhile points elsewhere would not be found at all.
    """
    rows.model._base_manager.select_for_update().get(pk=pk)  # noqa: SLF001 Django's public _base_manager
    return rows.get(pk=pk)
