"""Long work of the handbook: the printed one of a branch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.access.enums import ReadingKind
from coso.access.reading import log_reading
from coso.common.jobs import Running, job_kind
from coso.handbook.exports import booklet
from coso.handbook.queries.booklet import PERMISSION, people
from coso.meetings.exports.pack import Leaf, as_pdf
from coso.members.models import Member
from coso.org.models import Unit

PRINT = "handbook.print"
CHUNK = 20


@job_kind(PRINT, title=gettext_lazy("Printed handbook"), permission=PERMISSION)
def print_handbook(job: Running) -> None:
    """Part by part; that each record was taken out is kept before, and its member sees it."""
    told = job.parameters
    unit, day = Unit.objects.get(pk=told["unit"]), date.fromisoformat(told["on"])
    with translation.override("vi"):
        with job.chunk(done=0):
            branch, members = booklet.branch_of(unit, day, told["papers"], job.by), list(people(unit, everybody=told["everybody"]))
        made = list(_leaves(job, branch, members, told["page"]))
        with job.result(f"so-tay-A5-{unit.code or unit.pk}-{day:%Y%m%d}.pdf") as path:
            path.write_bytes(as_pdf(booklet.pack_of(branch, made)))


def _leaves(job: Running, branch: booklet.Branch, members: list[Member], page: str) -> Iterator[Leaf]:
    for at in range(0, len(members), CHUNK):
        some = members[at : at + CHUNK]
        for one in some:
            log_reading(by=job.by, kind=ReadingKind.EXPORTED, position=one.position, member_id=one.pk, purpose=_("Printed handbook for the member"), page=page)
        with job.chunk(done=at + len(some), total=len(members)):
            made = list(booklet.leaves(branch, some))
        yield from made
