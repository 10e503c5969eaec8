"""The accounts with which members open their own handbook: opened for a whole branch, handed out on paper."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coso.access.actions import IssuedCode, issue_code, open_own_account
from coso.access.models import User
from coso.access.roles import Permission
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.members import rules
from coso.members.actions.ground import locked, locked_all
from coso.members.enums import MemberAct
from coso.members.models import Member
from coso.org.models import Unit


@dataclass(frozen=True)
class HandedOut:
    """Whose code it is; the code can be read this once."""

    member: Member
    code: IssuedCode


@transaction.atomic
def hand_out_codes(*, unit: Unit, members: Collection[int], by: Actor, now: datetime) -> list[HandedOut]:
    """A code for each of these members on the branch's roll, by name; who has no account gets one.

    An earlier code is void; the ways in that a member has set up hold until the new code is used.
    """
    by.require(Permission.ACCOUNT_HAND_OUT, unit)
    found = sorted(locked_all(members).values(), key=lambda one: (one.name_key, one.pk))
    if not found:
        raise RuleBroken(_("Nobody is chosen. No code was made. Tick at least one member."))
    for one in found:
        rules.check_on_roll_of(one, unit)
    return [HandedOut(one, _code_for(one, by, now)) for one in found]


def _code_for(member: Member, by: Actor, now: datetime) -> IssuedCode:
    if member.account:
        return issue_code(user=member.account, by=by, now=now)
    code = open_own_account(full_name=member.full_name, unit=member.unit, by=by, now=now)
    _keep(member, code.user, MemberAct.ACCOUNT_GIVEN, by, now)
    return code


@transaction.atomic
def join_account(*, member: Member, username: str, by: Actor, now: datetime) -> Member:
    """An account that was opened for an office becomes the member's own too. Names must be the same; nobody joins their own."""
    by.require(Permission.ACCOUNT_HAND_OUT, member.unit)
    now_member = locked(member)
    account = User.objects.select_for_update().filter(username=username.strip().lower(), is_active=True).first()
    rules.check_may_join(now_member, account, taken=Member.objects.filter(account=account).exists(), by=by.pk)
    return _keep(now_member, account, MemberAct.ACCOUNT_JOINED, by, now)


@transaction.atomic
def part_account(*, member: Member, reason: str, by: Actor, now: datetime) -> Member:
    """Joined by mistake: the account stays, but opens this record no more."""
    by.require(Permission.ACCOUNT_HAND_OUT, member.unit)
    now_member = locked(member)
    if now_member.account is None:
        raise RuleBroken(_("No account is joined to this record. Nothing was changed."))
    return _keep(now_member, None, MemberAct.ACCOUNT_PARTED, by, now, reason)


def _keep(member: Member, account: User | None, act: MemberAct, by: Actor, now: datetime, reason: str = "") -> Member:
    about = account or member.account
    member.account = account
    member.save(update_fields=["account"])
    record(act, member, by=by, position=member.position, day=now.date(), member_id=member.pk, reason=reason, details={"account": about.pk if about else None})
    return member
