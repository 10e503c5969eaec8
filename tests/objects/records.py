"""The tree, its rules, people and what is kept of them."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.utils import timezone

from coso.access.models import Appointment, User
from coso.common.actors import SYSTEM
from coso.common.enums import OperationState
from coso.common.models import ImportBatch, ImportRow, Job, Operation, SavedFilter
from coso.figures.actions import release
from coso.figures.models import ReleasedFigure
from coso.members.models import CorrectionRequest, Member
from coso.org.enums import AreaKind, UnitKind
from coso.org.kinds import BRANCH_KINDS, KINDS, MEMBER_KINDS
from coso.org.models import Area, AreaService, MassBody, Unit
from coso.plans.models import YearlyPlan
from coso.rulebook.actions import add_closure, settle_rule
from tests.factories import (
    make_attachment,
    make_member,
    make_unit,
    make_user,
)
from tests.objects.registry import Parts, made, made_own
from tests.plans.story import plan_of


@made("place")
def place(at: Unit) -> Parts:
    return {}


@made("unit")
def unit(at: Unit) -> Parts:
    return {"pk": at.pk}


@made("branch")
def branch(at: Unit) -> Parts:
    return {"pk": at.pk} if at.kind in BRANCH_KINDS else None


@made("area")
def area(at: Unit) -> Parts:
    """A village that the unit serves."""
    village = Area.objects.create(name=f"Bản số {at.pk}", kind=AreaKind.VILLAGE)
    AreaService.objects.create(unit=at, area=village, valid_from=date(2020, 1, 1))
    return {"pk": at.pk, "area": village.pk}


@made("temporary_branch")
def temporary_branch(at: Unit) -> Parts:
    """One right below the unit, where one may stand."""
    if UnitKind(at.kind) not in KINDS[UnitKind.TEMPORARY_BRANCH].under:
        return None
    return {"pk": make_unit(kind=UnitKind.TEMPORARY_BRANCH, parent=at, founded_on=at.founded_on).pk}


@made("mass_body")
def mass_body(at: Unit) -> Parts:
    body = MassBody.objects.create(unit=at, kind="trade_union", name="Công đoàn công ty", valid_from=date(2020, 1, 1))
    return {"pk": at.pk, "body": body.pk}


@made("unit_code")
def unit_code(at: Unit) -> Parts:
    return {"code": at.code}


@made("local_rule")
def local_rule(at: Unit) -> Parts:
    key = "org.term_years"
    entry = settle_rule(key=key, unit=at, value=5, on=date(2026, 8, 1), paper="12-QĐ/TU", reason="Đại hội", by=SYSTEM)
    return {"key": key, "pk": entry.pk}


@made("days_off")
def days_off(at: Unit) -> Parts:
    flood = date(2026, 9, 9)
    return {"pk": add_closure(unit=at, first=flood, last=flood, paper="3-CV/TU", reason="Lũ", by=SYSTEM).pk}


@made("saved_filter")
def saved_filter(at: Unit) -> Parts:
    owner = User.objects.create(username=f"owner-of-filters-{at.pk}", password="!")
    return {"pk": SavedFilter.objects.create(user=owner, table="members", name="…").pk}


@made("job")
def job(at: Unit) -> Parts:
    """Of nobody: the system asked for it."""
    return {"pk": Job.objects.create(kind="members.import", position=at.position, digest="0" * 64).pk}


@made("operation")
def kept_operation(at: Unit) -> Parts:
    """Of a kind this release does not know, so that it waits."""
    sender = User.objects.create(username=f"sender-{at.pk}", password="!", unit=at)
    now = timezone.now()
    return {"pk": Operation.objects.create(
        key=uuid4(), device=uuid4(), user=sender, author=sender.username, kind="gone.kind", version=1, digest="0" * 64,
        claimed_at=now, received_at=now, position=at.position, state=OperationState.KEPT, why="…",
    ).pk}


@made("account")
def account(at: Unit) -> Parts:
    return {"pk": User.objects.create(username=f"account-{at.pk}", password="!", unit=at).pk}


@made("appointment")
def appointment(at: Unit) -> Parts:
    holder = User.objects.create(username=f"holder-{at.pk}", password="!", unit=at)
    return {"pk": Appointment.objects.create(user=holder, role="report_reader", unit=at, valid_from=date(2020, 1, 1)).pk}


@made("member")
def member(at: Unit) -> Parts:
    return {"pk": make_member(at).pk} if at.kind in MEMBER_KINDS else None


@made("branch_member")
def branch_member(at: Unit) -> Parts:
    return {"pk": at.pk, "member": make_member(at).pk} if at.kind in BRANCH_KINDS else None


@made_own("member")
def own_member(user: User, at: Unit) -> Parts:
    own = Member.objects.filter(account=user).first() or make_member(at)
    Member.objects.filter(pk=own.pk).update(account=user)
    return {"pk": own.pk}


@made("member_with_photo")
def member_with_photo(at: Unit) -> Parts:
    return {"pk": make_attachment(make_member(at), kind="photo").member_id} if at.kind in MEMBER_KINDS else None


@made("attachment")
def attachment(at: Unit) -> Parts:
    return {"pk": make_attachment(make_member(at)).pk} if at.kind in MEMBER_KINDS else None


@made("correction")
def correction(at: Unit) -> Parts:
    if at.kind not in MEMBER_KINDS:
        return None
    about = make_member(at)
    return {"pk": CorrectionRequest.objects.create(member=about, field="job", said="", wanted="nông dân").pk}


@made("member_pair")
def member_pair(at: Unit) -> Parts:
    return {"pk": make_member(at).pk, "other": make_member(at).pk} if at.kind in MEMBER_KINDS else None


@made("import")
def an_import(at: Unit) -> Parts:
    """A preview without rows."""
    return {"pk": ImportBatch.objects.create(kind="members", unit_id=at.pk, position=at.position, file_name="a.xlsx", sha256="0" * 64, state="previewed", day=date(2026, 1, 1)).pk}


@made("import_row")
def import_row(at: Unit) -> Parts:
    batch = an_import(at)["pk"]
    return {"pk": ImportRow.objects.create(batch_id=batch, row_no=2, position=at.position, state="question").pk}


@made("released_figure")
def released_figure(at: Unit) -> Parts:
    there = ReleasedFigure.objects.open_to_everybody().filter(unit=at).first()
    return {"pk": (there or release(unit=at, key="branches.count", on=date(2026, 1, 31), since=None, by=make_user("standing_member", at), now=timezone.now())).pk}


@made("released_figure_unit")
def released_figure_unit(at: Unit) -> Parts:
    released_figure(at)
    return {"pk": at.pk}


@made("member_of_year")
def member_of_year(at: Unit) -> Parts:
    return {"member": make_member(at).pk, "year": timezone.localdate().year} if at.kind in BRANCH_KINDS else None


@made("yearly_plan")
def yearly_plan(at: Unit) -> Parts:
    return {"pk": plan_of(make_member(at)).pk} if at.kind in BRANCH_KINDS else None


@made_own("yearly_plan")
def own_yearly_plan(user: User, at: Unit) -> Parts:
    own_member(user, at)
    member = Member.objects.get(account=user)
    return {"pk": (YearlyPlan.objects.filter(member=member).first() or plan_of(member)).pk}
