"""A person on the party roll."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.common.history import VersionedModel, keeps_history
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.members import search
from coso.members.codes import ETHNIC_GROUPS, MAJORITY, RELIGIONS
from coso.members.enums import (
    Activity,
    GeneralEducation,
    LeaveReason,
    PoliticalTheory,
    ProfessionalLevel,
    Sex,
    Status,
)
from coso.members.models.reach import KEEP, own_or_inside
from coso.org.models import Area, PlacedModel, PlacedQuerySet


class MemberQuerySet(PlacedQuerySet):
    cut_off = False  # whether a search has left some out that bear the name

    def visible_to(self, user: Any) -> Self:
        """Records inside the user's units, and the user's own. Joined duplicates are left out."""
        return self.filter(own_or_inside(user, "member.view", "pk"), merged_into__isnull=True)

    def search(self, text: str, user: Any, *, within: Sequence[tuple[int, int]] | None = None, whole: bool = False) -> Self:
        """Those of these rows whose name or number was typed, at most `MOST_FOUND` by name, given name first.

        A number is found whole only. `within` narrows to intervals of positions; without it, where the user may see members.
        whole: all of them, up to a province's members, since filters go on choosing among them. `cut_off` says where some are left out.
        """
        if number := search.number_of(text):
            return self.filter(pk__in=search.with_number(self, number))
        asked = search.name_query(text)
        if asked is None:
            return self.none()
        places = list(user.intervals("member.view") if within is None else within)
        if sum(hi - lo for lo, hi in places) <= (search.A_PROVINCE if whole else search.FEW):
            return self.filter(search.Bears(asked.words))
        keys = search.found(asked, places, None if within else user.own_member_id)
        found = self.filter(pk__in=keys)
        found.cut_off = len(keys) >= search.MOST_FOUND
        return found

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
    birth_province = models.ForeignKey(Area, verbose_name=_("province of birth registration"), null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    birth_address = models.CharField(_("address of birth registration"), max_length=300, blank=True)
    home_country = models.CharField(_("country of home town"), max_length=60, blank=True)
    home_province = models.ForeignKey(Area, verbose_name=_("province of home town"), null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    home_address = models.CharField(_("address of home town"), max_length=300, blank=True)
    residence_country = models.CharField(_("country of permanent residence"), max_length=60, blank=True)
    residence_province = models.ForeignKey(Area, verbose_name=_("province of permanent residence"), null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="+")
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
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="merged_from")
    minority = models.GeneratedField(
        expression=models.Case(models.When(ethnic_group=MAJORITY, then=False), default=True),
        output_field=models.BooleanField(), db_persist=True,
    )
    # These two the database makes too, by the trigger below: as columns GENERATED in PostgreSQL they could not be loaded or
    # restored with the rest of a row, and making them anew costs 35 µs of a row's 45.
    name_key = models.GeneratedField(expression=Func(F("full_name"), function="coso_name_key"), output_field=models.TextField(db_collation="C"), db_persist=True)
    name_tokens = models.GeneratedField(
        expression=Func(Func(F("full_name"), function="coso_name_tokens"), function="array_to_tsvector"),
        output_field=SearchVectorField(), db_persist=True,
    )

    objects = MemberQuerySet.as_manager()
    row_security = RowSecurity(own="id")
    privacy = Privacy(
        default=DataClass.PERSONAL, retention=KEEP, export=True, of="pk",
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
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers, pgtrigger.Trigger(
            name="name_words",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("full_name", "name_key", "name_tokens"),
            func="NEW.name_key := coso_name_key(NEW.full_name); NEW.name_tokens := array_to_tsvector(coso_name_tokens(NEW.full_name)); RETURN NEW;",
        )]
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
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="member_merged_into"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("members:person", args=[self.pk])
