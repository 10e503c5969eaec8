"""People who agreed in writing that their way into the Party be kept here; never anybody's relatives."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case as When_
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.admissions.enums import ApplicantState, TargetGroup
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.common.vietnamese import fold
from coso.members.codes import ETHNIC_GROUPS, MAJORITY, RELIGIONS
from coso.members.enums import GeneralEducation, ProfessionalLevel, Sex
from coso.members.models import Member
from coso.org.models import PlacedModel, PlacedQuerySet, StandsGuard
from coso.procedures.models import Case

KEEP = "until the person withdraws the consent, which removes the personal data; after admission, as long as the member's file"


class ApplicantQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those in the units where the user prepares or decides admissions."""
        found = Q(pk__in=[])
        for lo, hi in [*user.intervals("admission.prepare"), *user.intervals("admission.decide")]:
            found |= Q(position__gte=lo, position__lt=hi)
        return self.filter(found)

    def search(self, text: str) -> Self:
        return self.filter(name_folded__contains=fold(text))

    def waiting(self) -> Self:
        """Those who may still be admitted."""
        return self.filter(state__in=[ApplicantState.LISTED, ApplicantState.IN_CASE])

IN_BRANCH = StandsGuard(
    name="applicant_in_unit_that_stands", which="NEW.state = 'listed'",
    message=_("The branch has ended, so nobody can be put on its source list. Choose the branch that follows."),
)


class Applicant(PlacedModel):
    """A person who agreed in writing to be considered for admission.

    consent_on, consent_paper: without them nothing is kept. groups: keys of TargetGroup. case: the latest admission.
    member: the record the admission led to; that of one admitted twice has two lines. No earlier text is kept of the personal fields: a withdrawal must be able to
    remove them for good; the acts tell which fields were changed.
    """

    full_name = models.CharField(_("full name"), max_length=100, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    birth_date = models.DateField(_("birth date"), null=True)
    ethnic_group = models.CharField(_("ethnic group"), max_length=20, choices=ETHNIC_GROUPS, blank=True)
    religion = models.CharField(_("religion"), max_length=20, choices=RELIGIONS, blank=True)
    general_education = models.CharField(_("general education"), max_length=20, choices=GeneralEducation, blank=True)
    professional_level = models.CharField(_("professional level"), max_length=20, choices=ProfessionalLevel, blank=True)
    job = models.CharField(_("present job"), max_length=200, blank=True)
    residence = models.CharField(_("residence (village or residential group, commune)"), max_length=300, blank=True)
    youth_union_date = models.DateField(_("joined the youth union on"), null=True, blank=True)
    groups = ArrayField(models.CharField(max_length=20, choices=TargetGroup), verbose_name=_("target groups"), default=list, blank=True)
    consent_on = models.DateField(_("agreed in writing on"))
    consent_paper = models.CharField(_("paper of consent"), max_length=200)
    withdrawn_on = models.DateField(_("consent withdrawn on"), null=True, blank=True)
    course_certificate = models.CharField(_("awareness course certificate"), max_length=60, blank=True)
    course_on = models.DateField(_("certificate dated"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ApplicantState, default=ApplicantState.LISTED)
    case = models.OneToOneField(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="applicant")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="applicants")
    minority = models.GeneratedField(
        expression=When_(models.When(ethnic_group__in=["", MAJORITY], then=False), default=True), output_field=models.BooleanField(), db_persist=True,
    )
    name_key = models.GeneratedField(expression=Func(F("full_name"), function="coso_name_key"), output_field=models.TextField(db_collation="C"), db_persist=True)
    name_folded = models.GeneratedField(expression=Func(F("full_name"), function="coso_fold"), output_field=models.TextField(), db_persist=True)

    objects = ApplicantQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(
        default=DataClass.PERSONAL, retention=KEEP, export=True,
        ordinary=frozenset({"id", "unit", "position", "state", "case", "member", "name_key", "name_folded", "consent_on", "withdrawn_on"}),
        sensitive=frozenset({"ethnic_group", "religion", "minority", "residence"}),
    )

    held_by_trigger = dict([IN_BRANCH.broken])

    class Meta(PlacedModel.Meta):
        triggers = [*PlacedModel.Meta.triggers, IN_BRANCH]
        constraints = [
            models.CheckConstraint(condition=Q(state=ApplicantState.WITHDRAWN, withdrawn_on__isnull=False, full_name="", birth_date__isnull=True) | ~Q(state=ApplicantState.WITHDRAWN) & ~Q(full_name="") & Q(birth_date__isnull=False, withdrawn_on__isnull=True), name="applicant_withdrawn_is_empty"),
            models.CheckConstraint(condition=~Q(consent_paper=""), name="applicant_consent_paper"),
            models.CheckConstraint(condition=Q(state=ApplicantState.ADMITTED, member__isnull=False) | ~Q(state=ApplicantState.ADMITTED) & Q(member__isnull=True), name="applicant_admitted_is_member"),
        ]
        indexes = [models.Index(fields=["position", "state", "name_key"], name="applicant_place")]

    def __str__(self) -> str:
        return self.full_name or str(self.get_state_display())

    def get_absolute_url(self) -> str:
        return reverse("admissions:applicant", args=[self.pk])
