"""Pages sought from the last row seen: order with nulls last and the key as the last word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q


@dataclass(frozen=True)
class Seek:
    """An order of rows. sorts: path and whether descending, the last of them the key."""

    model: type[Model]
    sorts: list[tuple[str, bool]]

    @classmethod
    def by(cls, model: type[Model], paths: tuple[str, ...], *, descending: bool) -> Seek:
        sorts = [(path, descending) for path in paths]
        return cls(model, sorts if paths[-1] == "pk" else [*sorts, ("pk", descending)])

    def order_by(self, *, back: bool = False) -> list[Any]:
        return [
            F(path).desc(**self._nulls(path, back)) if descending != back else F(path).asc(**self._nulls(path, back))
            for path, descending in self.sorts
        ]

    def _nulls(self, path: str, back: bool) -> dict[str, bool]:
        """Said only where there may be nulls: an index on a column without them serves both directions."""
        if not self._nullable(path):
            return {}
        return {"nulls_first": True} if back else {"nulls_last": True}

    def beyond(self, anchor: tuple[Any, ...], *, back: bool = False) -> Q:
        """Rows past the anchor. The first bound is said apart, so that an index can be used."""
        beyond, same = Q(pk__in=[]), Q()
        for (path, descending), value in zip(self.sorts, anchor, strict=True):
            beyond |= same & _past(path, value, down=descending != back, nulls_last=not back)
            same &= Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})
        (path, descending), value = self.sorts[0], anchor[0]
        if value is None or self._nullable(path):
            return beyond
        return Q(**{f"{path}__{'lte' if descending != back else 'gte'}": value}) & beyond

    def _nullable(self, path: str) -> bool:
        if path == "pk":
            return False
        names = {f.name: f for f in self.model._meta.get_fields()}  # noqa: SLF001 Django's public _meta
        found = names.get(path)
        return found is None or bool(getattr(found, "null", True))


def _past(path: str, value: Any, *, down: bool, nulls_last: bool) -> Q:
    """Rows whose `path` comes after `value` in this direction."""
    if value is None:
        return Q(pk__in=[]) if nulls_last else Q(**{f"{path}__isnull": False})
    further = Q(**{f"{path}__{'lt' if down else 'gt'}": value})
    return further | Q(**{f"{path}__isnull": True}) if nulls_last and path != "pk" else further
