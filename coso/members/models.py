"""The roll: who is a member, where and in which state at each time, and what belongs to the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.common.history import VersionedModel, keeps_history
from coso.common.periods import PeriodModel, holds_a_day, no_overlap
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.members import search
from coso.members.codes import ETHNIC_GROUPS, MAJORITY, RELIGIONS
from coso.members.enums import (
    Activity,
    AttachmentKind,
    CorrectionState,
    GeneralEducation,
    LeaveReason,
    PoliticalTheory,
    ProfessionalLevel,
    QualificationKind,
    Sex,
    Status,
    StayKind,
    StayReason,
)
from coso.org.models import HOLD_PLACES, Area, PlacedModel, PlacedQuerySet, Unit

KEEP = "as long as the member's file; the archive period is unknown and is a setting"


def own_or_inside(user: Any, permission: str, own: str) -> Q:
    """Rows inside the user's intervals for a permission, or about the user's own member record.

    Where the intervals cover the own record already, lists of records do without the OR: it would cost them their index.
    """
    intervals = user.intervals(permission)
    member = user.own_outside(intervals) if own == "pk" else user.own_member_id
    found = Q(**{own: member}) if member else Q(pk__in=[])
    for lo, hi in intervals:
        found |= Q(position__gte=lo, position__lt=hi)
    return found


class MemberQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Records inside the user's units, and the user's own. Joined duplicates are left out."""
        return self.filter(own_or_inside(user, "member.view", "pk"), merged_into__isnull=True)

    def search(self, text: str, user: Any, *, within: Sequence[tuple[int, int]] | None = None) -> Self:
        """Those of these rows whose name or number was typed, at most `MOST_FOUND` by name, given name first.

        A number is found whole only. `within` narrows to intervals of positions; without it, where the user may see members.
        """
        if number := search.number_of(text):
            return self.filter(pk__in=search.with_number(self, number))
        asked = search.name_query(text)
        if asked is None:
            return self.none()
        places = list(user.intervals("member.view") if within is None else within)
        if sum(hi - lo for lo, hi in places) <= search.FEW:
            return self.filter(search.Bears(asked.words))
        return self.filter(pk__in=search.found(asked, places, None if within else user.own_member_id))

    def on_roll(self) -> Self:
        """Those who are members today."""
        return self.filter(left_on__isnull=True)

    def by_name(self) -> Self:
        """In Vietnamese order of names: given name first."""
        return self.order_by("name_key", "pk")


@keeps_history()
class Member(PlacedModel, VersionedModel):
    """A person on the party roll: the ordinary part of the member's sheet (domain/membership.md §1).

    `unit`, `status`, `activity`, `left_on` repeat the latest stay for lists; the stays are the truth.
    """

    account = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="member")
    full_name = models.CharField(_("full name"), max_length=100)
    other_name = models.CharField(_("other name"), max_length=100, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    birth_date = models.DateField(_("birth date"))
    ethnic_group = models.CharField(_("ethnic group"), max_length=20, choices=ETHNIC_GROUPS, default=MAJORITY)
    religion = models.CharField(_("religion"), max_length=20, choices=RELIGIONS, default="none")
    citizen_id_number = models.CharField(_("citizen ID number"), max_length=12, blank=True)
    old_identity_number = models.CharField(_("old identity number"), max_length=12, blank=True)
    party_card_number = models.CharField(_("party card number"), max_length=12, blank=True)
    card_place = models.CharField(_("card issued at"), max_length=200, blank=True)
    card_issued_on = models.DateField(_("card issued on"), null=True, blank=True)
    old_card_number = models.CharField(_("old card number"), max_length=40, blank=True)
    database_id = models.CharField(_("ID in the member database"), max_length=40, blank=True)
    history_number = models.CharField(_("history number"), max_length=10, blank=True)

    birth_country = models.CharField(_("country of birth registration"), max_length=60, blank=True)
    birth_province = models.ForeignKey(Area, verbose_name=_("province of birth registration"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    birth_address = models.CharField(_("address of birth registration"), max_length=300, blank=True)
    home_country = models.CharField(_("country of home town"), max_length=60, blank=True)
    home_province = models.ForeignKey(Area, verbose_name=_("province of home town"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    home_address = models.CharField(_("address of home town"), max_length=300, blank=True)
    residence_country = models.CharField(_("country of permanent residence"), max_length=60, blank=True)
    residence_province = models.ForeignKey(Area, verbose_name=_("province of permanent residence"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    residence_address = models.CharField(_("address of permanent residence"), max_length=300, blank=True)
    temporary_address = models.CharField(_("temporary address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    admission_date = models.DateField(_("admission date"))
    official_date = models.DateField(_("official date"), null=True, blank=True)
    general_education = models.CharField(_("general education"), max_length=20, choices=GeneralEducation, blank=True)
    professional_level = models.CharField(_("professional level"), max_length=20, choices=ProfessionalLevel, blank=True)
    political_theory = models.CharField(_("political theory"), max_length=20, choices=PoliticalTheory, blank=True)
    job = models.CharField(_("present job"), max_length=200, blank=True)
    recruited_on = models.DateField(_("recruited on"), null=True, blank=True)
    recruited_by = models.CharField(_("recruited by"), max_length=200, blank=True)
    youth_union_date = models.DateField(_("joined the youth union on"), null=True, blank=True)
    army_from = models.DateField(_("joined the army on"), null=True, blank=True)
    army_to = models.DateField(_("left the army on"), null=True, blank=True)
    paper_file = models.BooleanField(_("paper file is kept"), default=True)

    status = models.CharField(_("status"), max_length=20, choices=Status)
    activity = models.CharField(_("activity"), max_length=20, choices=Activity, default=Activity.ACTIVE)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    left_reason = models.CharField(_("reason of leaving"), max_length=20, choices=LeaveReason, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")
    minority = models.GeneratedField(
        expression=models.Case(models.When(ethnic_group=MAJORITY, then=False), default=True),
        output_field=models.BooleanField(), db_persist=True,
    )
    name_key = models.GeneratedField(expression=Func(F("full_name"), function="coso_name_key"), output_field=models.TextField(db_collation="C"), db_persist=True)
    name_tokens = models.GeneratedField(
        expression=Func(Func(F("full_name"), function="coso_name_tokens"), function="array_to_tsvector"),
        output_field=SearchVectorField(), db_persist=True,
    )

    objects = MemberQuerySet.as_manager()
    row_security = RowSecurity(own="id")
    privacy = Privacy(
        default=DataClass.PERSONAL, retention=KEEP, export=True,
        ordinary=frozenset({"id", "unit", "position", "recorded_at", "status", "paper_file", "name_key", "name_tokens", "merged_into", "account"}),
        sensitive=frozenset({
            "ethnic_group", "religion", "minority", "citizen_id_number", "old_identity_number", "party_card_number",
            "old_card_number", "phone", "email", "birth_address", "home_address", "residence_address", "temporary_address",
            "left_reason",
        }),
    )

    class Meta(PlacedModel.Meta):
        # What follows a member (facts on stays, place of papers and acts) is kept by the functions of
        # migration 0002: they must reach rows outside the scope of the person who corrects.
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers]
        constraints = [
            models.UniqueConstraint(
                fields=["citizen_id_number"], condition=~Q(citizen_id_number="") & Q(merged_into__isnull=True), name="member_citizen_id_once",
                violation_error_message=_("Another record already has this citizen ID number."),
            ),
            models.UniqueConstraint(
                fields=["party_card_number"], condition=~Q(party_card_number="") & Q(merged_into__isnull=True), name="member_card_once",
                violation_error_message=_("Another record already has this party card number."),
            ),
            models.CheckConstraint(condition=Q(citizen_id_number="") | Q(citizen_id_number__regex=r"^[0-9]{12}$"), name="member_citizen_id_digits"),
            models.CheckConstraint(condition=Q(party_card_number="") | Q(party_card_number__regex=r"^[0-9]{12}$"), name="member_card_digits"),
            models.CheckConstraint(condition=Q(official_date__isnull=True) | Q(official_date__gte=F("admission_date")), name="member_official_after_admission"),
            models.CheckConstraint(condition=Q(admission_date__gt=F("birth_date")), name="member_admitted_after_birth"),
            models.CheckConstraint(condition=Q(left_on__isnull=True, left_reason="") | (Q(left_on__isnull=False) & ~Q(left_reason="")), name="member_left_with_reason"),
        ]
        indexes = [
            models.Index(fields=["position", "name_key"], name="member_place_name"),
            models.Index(fields=["name_key"], name="member_name"),
            models.Index(fields=["birth_date", "name_key"], name="member_birth_name"),
            GinIndex(fields=["name_tokens"], name="member_name_tokens"),
            models.Index(fields=["database_id"], condition=~Q(database_id=""), name="member_database_id"),
            models.Index(fields=["history_number"], condition=~Q(history_number=""), name="member_history_number"),
            models.Index(fields=["old_identity_number"], condition=~Q(old_identity_number=""), name="member_old_identity"),
            models.Index(fields=["old_card_number"], condition=~Q(old_card_number=""), name="member_old_card"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("members:person", args=[self.pk])


class StayQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(own_or_inside(user, "member.view", "member_id"))

    def home(self) -> Self:
        return self.filter(kind=StayKind.HOME)


@keeps_history()
class Stay(PlacedModel, PeriodModel, VersionedModel):
    """A member is in a unit, in one status and one activity, over a period.

    sex, minority, birth_date and admission_date repeat the member's, kept by trigger, so that a
    subtree's count is one index range (design §9).
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="stays")
    kind = models.CharField(max_length=6, choices=StayKind, default=StayKind.HOME)
    status = models.CharField(max_length=20, choices=Status)
    activity = models.CharField(max_length=20, choices=Activity, default=Activity.ACTIVE)
    reason = models.CharField(max_length=20, choices=StayReason)
    paper = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    sex = models.CharField(max_length=6, choices=Sex, editable=False, db_default="")
    minority = models.BooleanField(editable=False, db_default=False)
    birth_date = models.DateField(editable=False, null=True)
    admission_date = models.DateField(editable=False, null=True)

    objects = StayQuerySet.as_manager()
    row_security = RowSecurity(own="member_id")
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, sensitive=frozenset({"minority", "note"}))

    class Meta(PlacedModel.Meta):
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers, pgtrigger.Trigger(
            name="facts_of_member",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("member_id"),
            func="SELECT m.sex, m.minority, m.birth_date, m.admission_date INTO NEW.sex, NEW.minority, NEW.birth_date, "
                 "NEW.admission_date FROM members_member m WHERE m.id = NEW.member_id; RETURN NEW;",
        )]
        constraints = [
            holds_a_day("stay_day"),
            no_overlap(
                "member", "kind", name="stay_once", condition=~Q(kind=StayKind.ASIDE), deferrable=Deferrable.IMMEDIATE,
                message=_("The member already has a branch on some of these days."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["position", "valid_from", "valid_to"], include=["sex", "minority", "birth_date", "admission_date", "status", "activity", "member", "unit"],
                condition=Q(kind="home"), name="stay_figures",
            ),
            models.Index(fields=["member", "valid_from"], name="stay_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} @ {self.unit_id}"


class OfMemberQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(own_or_inside(user, "member.view", "member_id"))


class OfMember(models.Model):
    """A row about a member: guarded by the member's position, readable by the member."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="%(class)ss")
    position = models.BigIntegerField(editable=False, db_default=-1)

    row_security = RowSecurity(own="member_id")

    class Meta:
        abstract = True
        triggers = [pgtrigger.Trigger(
            name="place",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("member_id"),
            func=f"{HOLD_PLACES} SELECT m.position INTO STRICT NEW.position FROM members_member m WHERE m.id = NEW.member_id; RETURN NEW;",  # noqa: S608 fixed text
        )]


@keeps_history()
class Qualification(OfMember, VersionedModel):
    """A level of education or theory reached, a language, a title: since when."""

    kind = models.CharField(max_length=20, choices=QualificationKind)
    level = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    school = models.CharField(max_length=200, blank=True)
    obtained_on = models.DateField(null=True, blank=True)

    objects = OfMemberQuerySet.as_manager()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True)

    class Meta(OfMember.Meta):
        triggers = [*OfMember.Meta.triggers, *VersionedModel.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.kind} {self.level}"


class Attachment(OfMember):
    """A photo or a paper of the record, stored under a random name."""

    kind = models.CharField(max_length=10, choices=AttachmentKind)
    title = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80, unique=True)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OfMemberQuerySet.as_manager()
    privacy = Privacy(default=DataClass.SENSITIVE, retention=KEEP, export=True)

    class Meta(OfMember.Meta):
        pass

    def __str__(self) -> str:
        return self.title


class CorrectionRequest(OfMember):
    """A member says a field of the record is wrong; an officer decides and answers."""

    field = models.CharField(max_length=40)
    said = models.CharField(max_length=300, blank=True)
    wanted = models.CharField(max_length=300, blank=True)
    evidence = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=CorrectionState, default=CorrectionState.OPEN)
    answer = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = OfMemberQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", own_insert=True)
    privacy = Privacy(default=DataClass.SENSITIVE, retention=KEEP, export=True)

    class Meta(OfMember.Meta):
        constraints = [models.UniqueConstraint(
            fields=["member", "field"], condition=Q(state="open"), name="correction_one_open",
            violation_error_message=_("A correction of this field is already waiting for an answer."),
        )]

    def __str__(self) -> str:
        return f"{self.member_id} {self.field}"


class KnownModel(models.Model):
    """Rows as they were known at `coso.known_at`: a view over the present rows and the history, read by figures.

    The view reads with the rights of who asks, so the walls of the tables under it hold.
    """

    row_security = NotPersonal("a view; row-level security of the tables under it binds its reader")

    class Meta:
        abstract = True
        managed = False


class MemberKnown(KnownModel):
    """A member's record as it was known: what figures ask of it."""

    full_name = models.CharField(max_length=100)
    name_key = models.TextField()
    sex = models.CharField(max_length=6)
    birth_date = models.DateField()
    ethnic_group = models.CharField(max_length=20)
    religion = models.CharField(max_length=20)
    admission_date = models.DateField()
    official_date = models.DateField(null=True)
    general_education = models.CharField(max_length=20)
    professional_level = models.CharField(max_length=20)
    political_theory = models.CharField(max_length=20)
    left_on = models.DateField(null=True)
    left_reason = models.CharField(max_length=20)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.DO_NOTHING, related_name="+")

    class Meta(KnownModel.Meta):
        db_table = "members_member_known"


class StayKnown(KnownModel, PeriodModel):
    """A stay as it was known."""

    member = models.ForeignKey(MemberKnown, on_delete=models.DO_NOTHING, related_name="stays")
    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    position = models.BigIntegerField()
    kind = models.CharField(max_length=6)
    status = models.CharField(max_length=20)
    activity = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    sex = models.CharField(max_length=6)
    minority = models.BooleanField()
    birth_date = models.DateField(null=True)
    admission_date = models.DateField(null=True)

    class Meta(KnownModel.Meta):
        db_table = "members_stay_known"


class QualificationKnown(KnownModel):
    """A qualification as it was known."""

    member = models.ForeignKey(MemberKnown, on_delete=models.DO_NOTHING, related_name="qualifications")
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=40)
    obtained_on = models.DateField(null=True)

    class Meta(KnownModel.Meta):
        db_table = "members_qualification_known"
