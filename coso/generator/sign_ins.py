"""The demo's sign-ins: one for each role, all with the same printed password, and some life around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from coso.access.enums import ReadingKind
from coso.access.models import Appointment, Reading, User
from coso.access.roles import ROLES, Role
from coso.common.actions import save_filter
from coso.common.scope import everything, within
from coso.figures.actions import release
from coso.generator import (
    admissions,
    assignments,
    dialogue,
    documents,
    guides,
    meetings,
    plans,
    reports,
    surveys,
    targets,
)
from coso.generator.demo import COMMUNE as ONE_COMMUNE
from coso.generator.demo import WHOLE, demo_commune_code, published_unit
from coso.generator.names import invent
from coso.generator.published import facts
from coso.members.actions import answer_correction, ask_correction
from coso.members.enums import Activity, CorrectionState, Status
from coso.members.models import CorrectionRequest, Member
from coso.org.enums import UnitKind
from coso.org.models import Unit

PASSWORD = "coso-demo"  # noqa: S105 printed for everybody; only the demo has it
SINCE = date(2025, 7, 1)
BRANCH, COMMUNE, PROVINCE = "branch", "commune", "province"


@dataclass(frozen=True)
class SignIn:
    """role: a key of access.roles; own: whether a member record of the place belongs to it."""

    username: str
    role: str
    where: str
    may: object
    own: bool = False


SIGN_INS = [
    SignIn("dangvien", "member", BRANCH, _("sees the own record, who has read it, and asks for corrections"), own=True),
    SignIn("bithu", "branch_secretary", BRANCH, _("sees and reveals the people of one branch, answers corrections"), own=True),
    SignIn("chiuy", "branch_committee", BRANCH, _("sees the people of one branch"), own=True),
    SignIn("vanphong", "office_clerk", COMMUNE, _("enters, corrects and imports the people of the commune"), own=True),
    SignIn("thuongvu", "standing_member", COMMUNE, _("sees people, figures and reports of the commune"), own=True),
    SignIn("tochuc", "organisation_officer", PROVINCE, _("all of the province: people, tree, import, export")),
    SignIn("kiemtra", "inspection_officer", PROVINCE, _("sees and reveals people, reads who has read what")),
    SignIn("bientap", "handbook_editor", PROVINCE, _("writes guides of the handbook, and releases those of others")),
    SignIn("baocao", "report_reader", PROVINCE, _("figures and reports, no people")),
    SignIn("kiemtoan", "auditor", PROVINCE, _("figures, acts and readings, no people")),
    SignIn("quantri", "administrator", PROVINCE, _("accounts, roles, rules")),
]


def open_all(*, seed: int, today: datetime, scale: str) -> None:
    """Accounts, roles, own records, and a little that has happened already; all of it or nothing, and once."""
    with within(everything(where="generator")):
        if User.objects.filter(username__in=[one.username for one in SIGN_INS]).exists():
            return
        rng = Random(f"{seed}/sign-ins")
        if scale not in (ONE_COMMUNE, WHOLE):
            _accounts(rng, {PROVINCE: published_unit(facts.read(scale))})
            return
        places = _places()
        users = _accounts(rng, places)
        _corrections(users, today.date())
        _readings(rng, users, today)
        _saved_filters(users)
        _released(places[COMMUNE], users["thuongvu"], today)
        admissions.fill(seed=seed, commune=places[COMMUNE], first=places[BRANCH], today=today.date())
        targets.fill(province=places[PROVINCE], commune=places[COMMUNE], branch=places[BRANCH], today=today.date())
        documents.fill(commune=places[COMMUNE], branch=places[BRANCH], users=users, today=today.date())
        reports.fill(commune=places[COMMUNE], now=today)
        assignments.fill(commune=places[COMMUNE], branch=places[BRANCH], users=users, today=today.date())
        guides.fill(province=places[PROVINCE], users=users, today=today.date())
        dialogue.fill(commune=places[COMMUNE], branch=places[BRANCH], users=users, today=today.date())
        surveys.fill(commune=places[COMMUNE], users=users, seed=seed, today=today.date())
        plans.fill(branch=places[BRANCH], users=users, today=today.date())
        meetings.fill(commune=places[COMMUNE], branch=places[BRANCH], users=users, seed=seed, today=today.date())


def _released(commune: Unit, by: User, now: datetime) -> None:
    """What the commune told everybody of the last day of the month before."""
    day = now.date().replace(day=1) - timedelta(days=1)
    for key in ("members.count", "branches.count", "members.women_share"):
        release(unit=commune, key=key, on=day, since=None, by=by, now=now)


def _places() -> dict[str, Unit]:
    commune = Unit.objects.get(code=demo_commune_code(), ended_on__isnull=True)
    villages = Unit.objects.under(commune).filter(kind=UnitKind.SUBORDINATE_BRANCH, sector="residential", ended_on__isnull=True)
    largest = max(villages, key=lambda unit: Member.objects.filter(unit=unit).on_roll().count())
    return {BRANCH: largest, COMMUNE: commune, PROVINCE: Unit.objects.get(kind=UnitKind.PROVINCIAL_ORGANISATION)}


def _accounts(rng: Random, places: dict[str, Unit]) -> dict[str, User]:
    password = make_password(PASSWORD)
    users: dict[str, User] = {}
    taken: list[int] = []
    for sign_in in (one for one in SIGN_INS if one.where in places):
        unit = places[sign_in.where]
        member = _own_record(rng, unit, taken) if sign_in.own else None
        name = member.full_name if member else invent(rng, "kinh", rng.choice(["male", "female"]))
        user = users[sign_in.username] = User.objects.create(
            username=sign_in.username, password=password, full_name=name, unit=unit
        )
        Appointment.objects.create(user=user, role=sign_in.role, unit=unit, valid_from=SINCE)
        if member:
            taken.append(member.pk)
            Member.objects.filter(pk=member.pk).update(account=user)
    return users


def _own_record(rng: Random, unit: Unit, taken: list[int]) -> Member:
    people = Member.objects.under(unit).on_roll().filter(status=Status.OFFICIAL, activity=Activity.ACTIVE, birth_date__gt=date(1966, 1, 1)).exclude(pk__in=taken)
    return rng.choice(list(people.order_by("pk")))


def _corrections(users: dict[str, User], day: date) -> None:
    """One waits for an answer, one was accepted, one refused."""
    asked = {name: Member.objects.get(account=users[name]) for name in ("dangvien", "chiuy", "thuongvu")}
    ask_correction(member=asked["dangvien"], field="phone", wanted="0100999111", evidence="Đổi số điện thoại", by=users["dangvien"], day=day)
    done = ask_correction(member=asked["chiuy"], field="job", wanted="Chăn nuôi", evidence="Đã nghỉ việc cũ", by=users["chiuy"], day=day)
    answer_correction(request=done, accept=True, answer="Đã sửa theo đề nghị", by=users["vanphong"], day=day)
    kept = ask_correction(member=asked["thuongvu"], field="other_name", wanted="Páo", evidence="", by=users["thuongvu"], day=day)
    answer_correction(request=kept, accept=False, answer="Đề nghị gửi kèm giấy tờ", by=users["tochuc"], day=day)
    assert CorrectionRequest.objects.filter(state=CorrectionState.OPEN).count() == 1


def _readings(rng: Random, users: dict[str, User], now: datetime) -> None:
    """Who opened and revealed the records of those with accounts in the last weeks."""
    own = Member.objects.filter(account__in=users.values())
    readers = [("vanphong", ReadingKind.OPENED, ""), ("tochuc", ReadingKind.OPENED, ""), ("kiemtra", ReadingKind.REVEALED, "citizen_id_number,ethnic_group"), ("bithu", ReadingKind.OPENED, "")]
    rows = []
    for member in own:
        for name, kind, fields in rng.sample(readers, 2):
            at = now - timedelta(days=rng.randrange(1, 40), minutes=rng.randrange(600))
            if users[name].pk != member.account_id:
                rows.append(Reading(by_id=users[name].pk, kind=kind, member_id=member.pk, position=member.position, fields=fields, purpose="Đối chiếu hồ sơ" if fields else "", at=at))
    Reading.objects.bulk_create(rows)


def _saved_filters(users: dict[str, User]) -> None:
    for name in ("vanphong", "tochuc"):
        save_filter(by=users[name], table="members", name="Đảng viên dự bị", query="status=probationary")
        save_filter(by=users[name], table="members", name="Đang đi làm ăn xa", query="activity=working_away")


def role_of(sign_in: SignIn) -> Role:
    return ROLES[sign_in.role]
