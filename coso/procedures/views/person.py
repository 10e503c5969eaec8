"""Cases on a person's page: those about the member, and those the reader may open."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coso.members.models import Member
from coso.members.navigation import PersonPart
from coso.procedures.declarations import PROCEDURES
from coso.procedures.models import Case

MOST_SHOWN = 10


def part(user: Any, member: Member) -> PersonPart:
    cases = list(Case.objects.visible_to(user).filter(member=member).select_related("acting_unit").order_by("state", "-opened_on")[:MOST_SHOWN])
    running = {case.procedure for case in cases if case.is_open}
    acts = [
        (one.title, f"{reverse('procedures:open', args=[one.key])}?member={member.pk}")
        for one in PROCEDURES.values()
        if one.about_member and not one.opened_at and one.key not in running and one.of_members(member) and user.allowed(one.opens, member.unit)
    ]
    return PersonPart(acts, _("Open a case"), "procedures/_of_person.html", {"cases": [case for case in cases if case.is_open], "closed": [case for case in cases if not case.is_open]})
