"""What the pages of cases share: one case in reach, and the words for what was told in it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from coso.access.enums import ReadingKind
from coso.access.reading import digest_of, log_reading
from coso.common import performing
from coso.common.tables import Table
from coso.procedures import queries
from coso.procedures.exports.answers import in_words
from coso.procedures.models import Case


def find(request: HttpRequest, number: str) -> Case:
    """The case, if the reader may see it; else 404."""
    rows = Case.objects.visible_to(request.user).select_related("unit", "other_unit", "acting_unit", "opened_by")
    return get_object_or_404(rows, number=number)


def today() -> Any:
    """The clock, asked at the edge."""
    return timezone.localdate()


def log_opening(request: HttpRequest, case: Case) -> None:
    """A case is about a person, and its opening is logged, as that of a record is; one's own leaves nothing."""
    if case.member_id is None or case.member_id != request.user.own_member_id:
        log_reading(by=request.user, kind=ReadingKind.OPENED, position=case.position, member_id=case.member_id, page=request.path)


def log_taking(request: HttpRequest, table: Table) -> None:
    """The list of cases names people: its taking as a file is logged."""
    log_reading(
        by=request.user, kind=ReadingKind.EXPORTED, position=request.user.intervals("case.view")[0][0], rows=table.count,
        fields=[column.key for column in table.export_columns], digest=digest_of(table.query), page=request.path,
    )


def may_do(user: Any, case: Case) -> bool:
    return bool(case.now and user.allowed(case.now.permission, case.acting_unit))


def about(case: Case, **more: Any) -> dict[str, Any]:
    """What every page about one case shows."""
    return {"case": case, "back": case.get_absolute_url(), **more}


perform = partial(performing.perform, template="procedures/form.html")


def lines_in_words(case: Case, user: Any) -> list[tuple[queries.Line, list[tuple[str, str]]]]:
    """Each step of the case with what was told in it, in words."""
    return [(line, in_words(line.step, case.facts.get(line.step.key, {}))) for line in queries.lines(case, user)]
