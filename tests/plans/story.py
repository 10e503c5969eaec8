"""Members of a branch with yearly plans."""

from __future__ import annotations

from django.utils import timezone

from coso.access.models import User
from coso.common.scope import within
from coso.members.models import Member
from coso.plans import actions
from coso.plans.models import PlanDraft, YearlyPlan
from tests.factories import make_user

WORDS = {"work": "Vận động 5 hộ hiến đất làm đường bản.", "mending": "Đi họp đúng giờ."}


def draft_of(member: Member, user: User, year: int | None = None, **words: str) -> PlanDraft:
    today = timezone.localdate()
    with within(user.scope()):
        return actions.write(member=member, year=year or today.year, words=words or WORDS, by=user, today=today)


def plan_of(member: Member, user: User | None = None, *, why: str = "", **words: str) -> YearlyPlan:
    own = user or member.account or make_user(member=member)
    draft = draft_of(member, User.objects.get(pk=own.pk), **words)
    with within(User.objects.get(pk=own.pk).scope()):
        return actions.register(draft=draft, why=why, by=User.objects.get(pk=own.pk), today=timezone.localdate())
