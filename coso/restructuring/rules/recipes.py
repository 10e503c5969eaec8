"""Ready-made operations for what communes do again and again; a person looks at them, changes them and decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.org.enums import UnitKind
from coso.restructuring.enums import Do, Who
from coso.restructuring.rules.editing import free_label
from coso.restructuring.rules.operations import Plain, Ref
from coso.restructuring.rules.sketch import Drawn

Areas = Mapping[int, str]  # key of an area -> its name


def office_to_villages(office: Drawn, villages: Sequence[tuple[Drawn, Areas]], rest: Ref, *, again: bool, operations: Sequence[Plain]) -> list[Plain]:
    """The branch of an office is dissolved: its members go to the branches of the villages they live in, the others to `rest`.

    again: a branch of the same name is founded from that day, empty, for those who stay in the office.
    """
    if rest == office.ref:
        raise RuleBroken(_("The others cannot go to the branch that is dissolved. Nothing was changed. Choose another branch."))
    new = [_founded(office, office.name, free_label(operations))] if again else []
    moves = [_moved(office.ref, branch.ref, area) for branch, areas in villages if branch.ref != office.ref for area in areas.values()]
    return [*new, *moves, _rest(office.ref, rest), {"do": Do.DISSOLVE.value, "unit": office.ref}]


def joint_branch_apart(branch: Drawn, areas: Areas, *, operations: Sequence[Plain]) -> list[Plain]:
    """Each area of a joint branch but the first gets a branch of its own, with the members who live there."""
    if len(areas) < 2:
        raise RuleBroken(_("“%(unit)s” serves fewer than two areas, so there is nothing to split. Nothing was changed.") % {"unit": branch.name})
    made: list[Plain] = []
    labels = []
    for key, name in list(areas.items())[1:]:
        labels.append(free_label([*operations, *made]))
        made += _own_branch(branch, key, name, labels[-1])
    return [*made, {"do": Do.SPLIT.value, "unit": branch.ref, "into": labels}]


def _own_branch(branch: Drawn, key: int, name: str, label: str) -> Iterator[Plain]:
    yield _founded(branch, _("Branch of %(area)s") % {"area": name}, label)
    yield _moved(branch.ref, label, name)
    yield {"do": Do.SERVE.value, "unit": label, "area": key}
    yield {"do": Do.SERVE.value, "unit": branch.ref, "area": key, "stop": True}


def branch_to_organisation(branch: Drawn, count: int, *, operations: Sequence[Plain]) -> list[Plain]:
    """A grass-roots branch becomes a party organisation with `count` branches; all go to the first until people are sorted."""
    if branch.kind != UnitKind.GRASSROOTS_BRANCH:
        raise RuleBroken(_("“%(unit)s” is not a grass-roots branch. Nothing was changed. Choose one.") % {"unit": branch.name})
    made: list[Plain] = [{"do": Do.CHANGE_KIND.value, "unit": branch.ref, "kind": UnitKind.GRASSROOTS_PARTY_ORGANISATION.value}]
    for number in range(1, count + 1):
        label = free_label([*operations, *made])
        name = _("%(unit)s – branch %(number)s") % {"unit": branch.name, "number": number}
        made.append({"do": Do.FOUND.value, "label": label, "name": name, "kind": UnitKind.SUBORDINATE_BRANCH.value, "under": branch.ref})
    return [*made, _rest(branch.ref, made[1]["label"])]


def organisation_to_branch(unit: Drawn, below: Sequence[Drawn]) -> list[Plain]:
    """A grass-roots party organisation becomes a branch: all members of its branches go to it, and these end."""
    if unit.kind != UnitKind.GRASSROOTS_PARTY_ORGANISATION:
        raise RuleBroken(_("“%(unit)s” is not a grass-roots party organisation. Nothing was changed. Choose one.") % {"unit": unit.name})
    made: list[Plain] = [{"do": Do.CHANGE_KIND.value, "unit": unit.ref, "kind": UnitKind.GRASSROOTS_BRANCH.value}]
    return [*made, {"do": Do.MERGE.value, "units": [one.ref for one in below], "into": unit.ref}] if below else made


def _founded(like: Drawn, name: str, label: str) -> Plain:
    if like.parent is None:
        raise RuleBroken(_("“%(unit)s” is the top of its tree. Nothing was changed. Choose a branch.") % {"unit": like.name})
    return {"do": Do.FOUND.value, "label": label, "name": name, "kind": str(UnitKind(like.kind).value), "under": like.parent}


def _moved(start: Ref, to: Ref, area: str) -> Plain:
    return {"do": Do.MOVE_MEMBERS.value, "unit": start, "to": to, "who": Who.AREA.value, "area": area}


def _rest(start: Ref, to: Ref) -> Plain:
    return {"do": Do.MOVE_MEMBERS.value, "unit": start, "to": to, "who": Who.REST.value}
