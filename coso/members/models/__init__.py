"""The roll: who is a member, where and in which state at each time, and what belongs to the record."""

from coso.members.models.former import FormerMembership
from coso.members.models.known import KnownModel, MemberKnown, QualificationKnown, StayKnown
from coso.members.models.member import Member, MemberQuerySet
from coso.members.models.of_member import OfMember, OfMemberQuerySet
from coso.members.models.papers import Attachment, Qualification
from coso.members.models.reach import KEEP, own_or_inside
from coso.members.models.request import CorrectionRequest
from coso.members.models.stay import COUNTED, Stay, StayQuerySet

__all__ = [
    "COUNTED", "KEEP", "Attachment", "CorrectionRequest", "FormerMembership", "KnownModel", "Member", "MemberKnown", "MemberQuerySet",
    "OfMember", "OfMemberQuerySet", "Qualification", "QualificationKnown", "Stay", "StayKnown", "StayQuerySet", "own_or_inside",
]
