"""The kinds of unit as one table: what stands under what, which hold members, how wide their interval is.

Source: domain/organisation.md §1. Kinds of ended models (district, bloc) stay for the tree of their day.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from coso.org.enums import UnitKind as K


@dataclass(frozen=True)
class KindRule:
    """width: size of the interval of positions a unit of this kind gets, as a power of two.

    holds_members: whether members may have their home stay right in it.
    temporary: members take part in it for a time and have their home elsewhere; it is founded by its own procedure only.
    """

    width: int
    under: frozenset[K] = field(default_factory=frozenset)
    holds_members: bool = False
    grassroots: bool = False
    branch: bool = False
    temporary: bool = False


_TOP = frozenset({K.CENTRE})
_PROVINCE = frozenset({K.PROVINCIAL_ORGANISATION})
_MIDDLE = frozenset({K.SUPERIOR_ORGANISATION, K.DISTRICT_ORGANISATION, K.BLOC_ORGANISATION})
_GRASSROOTS = frozenset({K.COMMUNE_ORGANISATION, K.GRASSROOTS_PARTY_ORGANISATION})
_SECTIONS = frozenset({K.SUB_GRASSROOTS_ORGANISATION, K.SECTIONAL_ORGANISATION})
_BRANCHES = frozenset({K.GRASSROOTS_BRANCH, K.SUBORDINATE_BRANCH, K.BRANCH})

KINDS: dict[K, KindRule] = {
    K.CENTRE: KindRule(62),
    K.PROVINCIAL_ORGANISATION: KindRule(54, _TOP),
    K.SUPERIOR_ORGANISATION: KindRule(46, _TOP | _PROVINCE),
    K.DISTRICT_ORGANISATION: KindRule(46, _PROVINCE),
    K.BLOC_ORGANISATION: KindRule(46, _TOP | _PROVINCE),
    K.COMMUNE_ORGANISATION: KindRule(40, _PROVINCE | _MIDDLE, grassroots=True),
    K.GRASSROOTS_PARTY_ORGANISATION: KindRule(
        32, _PROVINCE | _MIDDLE | {K.COMMUNE_ORGANISATION}, grassroots=True
    ),
    K.SUB_GRASSROOTS_ORGANISATION: KindRule(24, _GRASSROOTS),
    K.SECTIONAL_ORGANISATION: KindRule(24, _GRASSROOTS),
    K.GRASSROOTS_BRANCH: KindRule(
        16, _PROVINCE | _MIDDLE | {K.COMMUNE_ORGANISATION}, holds_members=True, grassroots=True, branch=True
    ),
    K.SUBORDINATE_BRANCH: KindRule(16, _GRASSROOTS | _SECTIONS, holds_members=True, branch=True),
    K.BRANCH: KindRule(16, _PROVINCE | _MIDDLE | _GRASSROOTS | _SECTIONS, holds_members=True, branch=True),
    K.TEMPORARY_BRANCH: KindRule(16, _PROVINCE | _MIDDLE | _GRASSROOTS | _SECTIONS, temporary=True),
    K.PARTY_GROUP: KindRule(8, _BRANCHES),
}
BRANCH_KINDS = tuple(kind for kind, rule in KINDS.items() if rule.branch)
GRASSROOTS_KINDS = tuple(kind for kind, rule in KINDS.items() if rule.grassroots)
UPPER_KINDS = (*_TOP, *_PROVINCE, K.SUPERIOR_ORGANISATION, K.DISTRICT_ORGANISATION, K.BLOC_ORGANISATION)
TEMPORARY_KINDS = tuple(kind for kind, rule in KINDS.items() if rule.temporary)
MEMBER_KINDS = tuple(kind for kind, rule in KINDS.items() if rule.holds_members)
GUEST_KINDS = (*MEMBER_KINDS, *TEMPORARY_KINDS)


def may_stand_under(kind: str, parent: str) -> bool:
    return K(parent) in KINDS[K(kind)].under


def children_of(parent: str) -> list[K]:
    """The kinds that may be founded under a unit of kind `parent`, in the table's order; not those with a procedure of their own."""
    return [kind for kind, rule in KINDS.items() if K(parent) in rule.under and not rule.temporary]
