"""A member's own marks in the library. They are nobody else's, whatever their roles."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.documents.enums import MarkKind
from coso.documents.models.library import Publication
from coso.members.models import Member


class ReadingMarkQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The reader's own; there are no others for anybody."""
        return self.filter(member=user.own_member_id or 0)


class ReadingMark(models.Model):
    """A paper that a member wants to read later, to find again, or to have without network. Taken out again, nothing is left of it.

    No act and no history tell of it: what a member reads is no matter of anybody's.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10, choices=MarkKind)
    at = models.DateTimeField(default=timezone.now)

    objects = ReadingMarkQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", only_own=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention="until the member takes the mark out", export=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint(fields=["member", "publication", "kind"], name="reading_mark_once", violation_error_message=_("This paper is marked so already."))]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.kind}"
