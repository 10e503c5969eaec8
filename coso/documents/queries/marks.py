"""What a member marked in the library."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from coso.documents.enums import MarkKind
from coso.documents.models import Publication, ReadingMark


def marks_of(user: Any) -> QuerySet[ReadingMark]:
    """On papers that are still laid out for the reader, the last first."""
    return ReadingMark.objects.visible_to(user).filter(publication__in=Publication.objects.visible_to(user))


def kinds_on(publication: Publication, user: Any) -> set[str]:
    return set(ReadingMark.objects.visible_to(user).filter(publication=publication).values_list("kind", flat=True))


def shelf_of(user: Any) -> QuerySet[Publication]:
    """The papers to be kept on the phone, the last marked first."""
    return Publication.objects.visible_to(user).filter(marks__in=ReadingMark.objects.visible_to(user).filter(kind=MarkKind.OFFLINE)).order_by("-marks__at", "-pk")
