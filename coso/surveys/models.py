"""Surveys, what they ask, and what was answered.

Who is asked stands on a roll of `coso/ballots`, of whose rows each is read by its member alone. Answers by name are `Reply`,
read by the member and by the one office the survey names. Anonymous answers are no rows: they lie in the box of the roll
until the survey ends, and then only their sums (`Tally`) and what was written, without order (`Remark`), are kept (ADR 38).
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.access.enums import desk_choices
from coso.access.roles import DESKS, Desk
from coso.ballots.models import Ballot, Voter
from coso.common.folded import saying
from coso.common.history import KnownModel, VersionedModel, keeps_history
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.members.models import Member
from coso.org.models import HOLD_PLACES, Unit
from coso.surveys.enums import REACHES, AskKind, SurveyKind, SurveyState

USER: Any = settings.AUTH_USER_MODEL
KEEP = "ten years: what members said explains what the unit decided; then the office decides about archiving"
STANDS, ASKS, OPEN_NOW = "survey_stands", "survey_asks_the_same", "survey_takes_answers"
CONTENT = ("unit_id", "desk", "kind", "title", "why", "becomes", "reach", "publish", "from_day", "until", "writers", "released_by_id")


def refused(condition: str, name: str) -> str:
    return f"IF {condition} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'; END IF;"


class SurveyQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What those who prepare papers see: every survey of their units, in every state."""
        found = Q(pk__in=[])
        for lo, hi in user.intervals("survey.manage"):
            found |= Q(unit__position__gte=lo, unit__position__lt=hi)
        return self.filter(found)

    def put_to(self, user: Any) -> Self:
        """Those in whose roll the reader stands; open, or ended."""
        return self.filter(ballot__in=Voter.objects.filter(member_id=user.own_member_id or 0).values("ballot"))

    def search(self, text: str) -> Self:
        return saying(self, text, "title", "why")


@keeps_history()
class Survey(VersionedModel):
    """What a unit asks. desk: the office of the unit that reads what is answered by name, and what is written.

    becomes: what becomes of the answers. publish: those asked see the sums. writers: everybody who wrote on it; none of them releases it.
    asked, answered: how many, kept when it ends. shown: enough answered for their sums to be kept. ended_why: why it ended before its day.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    desk = models.CharField(max_length=20, choices=desk_choices)
    kind = models.CharField(max_length=10, choices=SurveyKind)
    title = models.CharField(max_length=200)
    why = models.TextField(max_length=2000)
    becomes = models.TextField(max_length=2000)
    reach = models.CharField(max_length=10, choices=REACHES)
    publish = models.BooleanField(default=True)
    from_day = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=10, choices=SurveyState, default=SurveyState.DRAFT)
    writers = ArrayField(models.BigIntegerField(), default=list)
    handed_back_why = models.CharField(max_length=500, blank=True)
    released_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ballot = models.OneToOneField(Ballot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)
    asked = models.PositiveIntegerField(null=True, blank=True)
    answered = models.PositiveIntegerField(null=True, blank=True)
    shown = models.BooleanField(default=False)

    objects = SurveyQuerySet.as_manager()
    row_security = NotPersonal("written to be read by those it asks, and about no person; pages ask visible_to and put_to")
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: _("A released survey does not change any more; it can only be ended.")}

    class Meta:
        ordering = ("-from_day", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(why="") & ~Q(becomes=""), name="survey_says_why"),
            models.CheckConstraint(condition=Q(until__gte=F("from_day")), name="survey_days_fit", violation_error_message=_("The last day lies before the first.")),
            models.CheckConstraint(condition=~Q(state__in=[SurveyState.RELEASED, SurveyState.OPEN]) | Q(released_by__isnull=False), name="survey_released_by_somebody"),
            models.CheckConstraint(condition=Q(released_by=None) | ~Q(writers__contains=Func(F("released_by"), function="ARRAY", template="%(function)s[%(expressions)s]", output_field=ArrayField(models.BigIntegerField()))), name="survey_second_person", violation_error_message=_("Who wrote on a survey does not release it.")),
            models.CheckConstraint(condition=~Q(state=SurveyState.OPEN) | Q(ballot__isnull=False, opened_on__isnull=False), name="survey_open_has_roll"),
            models.CheckConstraint(condition=Q(ended_on=None) & ~Q(state=SurveyState.ENDED) | Q(state=SurveyState.ENDED, ended_on__isnull=False, answered__lte=F("asked")), name="survey_ended_is_counted"),
        ]
        indexes = [models.Index(fields=["state", "until"], name="survey_state")]
        triggers = [
            *VersionedModel.Meta.triggers,
            pgtrigger.Trigger(
                name="stands", when=pgtrigger.Before, operation=pgtrigger.UpdateOf(*CONTENT), condition=pgtrigger.Q(old__state__in=[SurveyState.RELEASED, SurveyState.OPEN, SurveyState.ENDED]),
                func=f"{refused('true', STANDS)} RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="goes_on", when=pgtrigger.Before, operation=pgtrigger.Update,
                func=f"{refused('''OLD.state = 'ended' OR OLD.state = 'open' AND NEW.state NOT IN ('open', 'ended')''', STANDS)} RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey", args=[self.pk])

    @property
    def anonymous(self) -> bool:
        return self.kind == SurveyKind.ANONYMOUS

    @property
    def office(self) -> str:
        """Who reads what is answered by name: `Office of the committee, Đảng bộ xã Mường So`."""
        return f"{DESKS[Desk(self.desk)]}, {self.unit.name}"

    def takes_answers(self, day: date) -> bool:
        return self.state == SurveyState.OPEN and day <= self.until


class SurveyKnown(KnownModel):
    """A survey as it was known: what figures ask of it."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    ended_on = models.DateField(null=True)
    asked = models.IntegerField(null=True)
    answered = models.IntegerField(null=True)

    class Meta(KnownModel.Meta):
        db_table = "surveys_survey_known"

    def __str__(self) -> str:
        return self.title


class AskedOnce(models.Model):
    """One of those a survey asked, without saying whom: as many rows as it asked, as many of them answered as it was answered. For figures."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    title = models.CharField(max_length=200)
    ended_on = models.DateField()
    answered = models.BooleanField()

    row_security = NotPersonal("a view of numbers: rows stand for nobody")

    class Meta:
        managed = False
        db_table = "surveys_asked_once"

    def __str__(self) -> str:
        return self.title


class AskedOnceKnown(KnownModel):
    """The same as it was known."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    title = models.CharField(max_length=200)
    ended_on = models.DateField()
    answered = models.BooleanField()

    class Meta(KnownModel.Meta):
        db_table = "surveys_asked_once_known"

    def __str__(self) -> str:
        return self.title


class SurveyQuestion(models.Model):
    """One question. options: the choices in their order; of a scale its steps; none where it is answered in words."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=10, choices=AskKind)
    text = models.CharField(max_length=300)
    options = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    row_security = NotPersonal("as the survey")
    held_by_trigger: ClassVar[dict[str, Any]] = {ASKS: _("The questions of a survey change while it is a draft, and not afterwards.")}

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & (Q(kind=AskKind.TEXT, options=[]) | ~Q(kind=AskKind.TEXT) & Q(options__len__gte=2)), name="survey_question_has_options"),
        ]
        triggers = [pgtrigger.Trigger(
            name="asks_the_same", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=refused("EXISTS (SELECT FROM surveys_survey s WHERE s.id IN (NEW.survey_id, OLD.survey_id) AND s.state <> 'draft')", ASKS) + " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
        )]

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """Its name in the box, where it is answered in words."""
        return str(self.pk)

    def key_of(self, option: int) -> str:
        return f"{self.pk}:{option}"


class ReplyQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The reader's own, and those put to the posts the reader holds, each in its very unit."""
        found = Q(member_id=user.own_member_id) if user.own_member_id else Q(pk__in=[])
        for desk, place in user.desks:
            found |= Q(desk=desk, position=place)
        return self.filter(found)


class Reply(models.Model):
    """What a member answered by name. name, home: who, of which branch. answers: question's key -> its text, what was picked, and that in words.

    entered_by, told_how: who entered it for a member without a phone. position, desk: of the office that reads it.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="replies")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    home = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    answered_on = models.DateField()
    entered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_how = models.CharField(max_length=300, blank=True)
    position = models.BigIntegerField(editable=False, db_default=-1)
    desk = models.CharField(max_length=20, editable=False, choices=desk_choices)

    objects = ReplyQuerySet.as_manager()
    row_security = RowSecurity(desk="desk", own="member_id")
    privacy = Privacy(default=DataClass.SENSITIVE, retention=KEEP, export=True, notes=frozenset({"told_how"}))
    held_by_trigger: ClassVar[dict[str, Any]] = {OPEN_NOW: _("The survey has ended, or it keeps no names.")}

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["survey", "member"], name="survey_reply_once", violation_error_message=_("An answer in this name came in at the same moment. Open the page again to see it and to change it.")),
            models.CheckConstraint(condition=Q(entered_by=None) | ~Q(told_how=""), name="survey_reply_on_behalf_says_how", violation_error_message=_("Say how and when the member told you. The member reads it.")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="place", when=pgtrigger.Before, operation=pgtrigger.Insert,
                func=f"{HOLD_PLACES} SELECT u.position, s.desk INTO STRICT NEW.position, NEW.desk FROM surveys_survey s JOIN org_unit u ON u.id = s.unit_id WHERE s.id = NEW.survey_id; RETURN NEW;",  # noqa: S608 fixed text
            ),
            # whoever ends the survey waits for those who are answering, and they for it
            pgtrigger.Trigger(
                name="while_open", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.UpdateOf("answers"),
                func=f"PERFORM FROM surveys_survey WHERE id = NEW.survey_id AND state = 'open' AND kind = 'named' FOR SHARE; {refused('NOT FOUND', OPEN_NOW)} RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.member_id}"


class Tally(models.Model):
    """How many chose an option, once a survey has ended and enough had answered."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="tallies")
    question = models.ForeignKey(SurveyQuestion, on_delete=models.PROTECT, related_name="tallies")
    option = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()

    row_security = NotPersonal("sums over as many answers as may be shown; pages ask who may see the survey's results")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "option"], name="survey_tally_once")]

    def __str__(self) -> str:
        return f"{self.question_id}:{self.option}"


class Turnout(models.Model):
    """How many of a unit right below (or of the unit itself) were asked and answered; empty where the number is too small to be kept."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="turnouts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField(null=True)
    answered = models.PositiveIntegerField(null=True)

    row_security = NotPersonal("numbers large enough to be shown; pages ask who may see the survey's results")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "unit"], name="survey_turnout_once")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.unit_id}"


class RemarkQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        found = Q(pk__in=[])
        for desk, place in user.desks:
            found |= Q(desk=desk, position=place)
        return self.filter(found)


class Remark(models.Model):
    """What somebody wrote in an anonymous survey: no name, no day, written by the survey's end in an order drawn by lot. Read by the office alone."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="remarks")
    question = models.ForeignKey(SurveyQuestion, on_delete=models.PROTECT, related_name="remarks")
    text = models.TextField(max_length=2000)
    position = models.BigIntegerField(editable=False, db_default=-1)
    desk = models.CharField(max_length=20, editable=False, choices=desk_choices)

    objects = RemarkQuerySet.as_manager()
    row_security = RowSecurity(desk="desk")
    privacy = Privacy(default=DataClass.SENSITIVE, retention=KEEP, export=False, not_copied="nobody knows whose it is, Coso neither")

    class Meta:
        triggers = [pgtrigger.Trigger(
            name="place", when=pgtrigger.Before, operation=pgtrigger.Insert,
            func=f"{HOLD_PLACES} SELECT u.position, s.desk INTO STRICT NEW.position, NEW.desk FROM surveys_survey s JOIN org_unit u ON u.id = s.unit_id WHERE s.id = NEW.survey_id; RETURN NEW;",  # noqa: S608 fixed text
        )]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.question_id}"
