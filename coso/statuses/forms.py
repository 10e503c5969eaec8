"""What the steps of these procedures ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coso.members.forms import choice_field, day_field, text_field
from coso.procedures.forms import AnswerForm
from coso.statuses.enums import (
    AppealAnswer,
    AwayEnd,
    AwayKind,
    BadgeWay,
    Card,
    CheckResult,
    ExemptionGround,
    Hearing,
    RemovalGround,
    ScreeningReason,
)


class Spans(AnswerForm):
    """An end, if told, lies after the beginning."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until <= since:
            self.add_error("until", _("This day is not after the first one. Check both."))
        return found


class ExemptionForm(Spans):
    ground = choice_field(_("Ground"), ExemptionGround.choices)
    since = day_field(_("From which day the member asks for it"))
    until = day_field(_("Until"), required=False, help_text=_("Leave empty only for old age or weak health."))

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("ground") not in {None, "", ExemptionGround.OLD_OR_WEAK} and not found.get("until"):
            self.add_error("until", _("On this ground the exemption is for a time. Enter its last day."))
        return found


class DecisionForm(AnswerForm):
    decision = text_field(_("Number of the decision or resolution"), max_length=60)
    dated = day_field(_("Dated"))


class RemovalForm(AnswerForm):
    ground = choice_field(_("Ground"), RemovalGround.choices)
    help_given = text_field(_("What the branch has done to help"), rows=2, max_length=500, help_text=_("Talks, letters, visits, with their days."))


class HearingForm(AnswerForm):
    heard = choice_field(_("How the member was heard"), Hearing.choices)


class TellForm(AnswerForm):
    card = choice_field(_("Party card"), Card.choices)


class AppealForm(AnswerForm):
    told_on = day_field(_("Day the member was given the decision"))
    received_on = day_field(_("Day the appeal came in"))


class AppealAnswerForm(DecisionForm):
    answer = choice_field(_("Answer"), AppealAnswer.choices)


class ScreeningForm(AnswerForm):
    reason = choice_field(_("Why the branch looks at this member"), ScreeningReason.choices)


class HelpForm(AnswerForm):
    names_others = ("helper",)
    helper = text_field(_("Member who helps"), max_length=100)
    until = day_field(_("Help until"), help_text=_("On this day the branch looks again."))


class AwayForm(Spans):
    names_others = ("contact_person",)
    kind = choice_field(_("What for"), AwayKind.choices)
    place = text_field(_("Where"), max_length=200, help_text=_("As the member told it: commune and province, or country and town."))
    host = text_field(_("Employer, school or host"), required=False, max_length=200)
    contact = text_field(_("How the member can be reached"), max_length=200)
    since = day_field(_("Away since"))
    until = day_field(_("Expected to return on"), required=False)
    look_back_on = day_field(_("When the branch asks how the member is"), help_text=_("On this day the case stands among the things to do."))
    contact_person = text_field(_("Who in the branch keeps contact"), max_length=100)


class LookBackForm(AnswerForm):
    reached = text_field(_("How the member was reached, and how papers get there"), max_length=300)
    next_on = day_field(_("When the branch asks again"), required=False, help_text=_("Leave empty when the member is back or about to come back."))


class AwayEndForm(AnswerForm):
    ended = choice_field(_("How it ended"), AwayEnd.choices)


class DeathForm(AnswerForm):
    died_on = day_field(_("Day of death"))


class RoundForm(forms.Form):
    """Between which days a badge is reached; the round's day is the later one."""

    start = day_field(_("After the round of"))
    end = day_field(_("Round of"))


class AwardForm(forms.Form):
    on = day_field(_("Day of the award"))
    paper = text_field(_("Decision (number, date)"), max_length=300)


class EarlyForm(AwardForm):
    years = forms.IntegerField(label=_("Years of the badge"), min_value=1, max_value=200, widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}))
    way = choice_field(_("How it is given"), BadgeWay.choices)

    def __init__(self, data: Any = None, *, years: Sequence[int], **kwargs: Any) -> None:
        """years: those for which there is a badge; none where the rulebook knows none, then they are typed."""
        super().__init__(data, **kwargs)
        if years:
            self.fields["years"] = forms.TypedChoiceField(
                label=_("Years of the badge"), coerce=int, choices=[("", "–"), *((n, str(n)) for n in years)], widget=forms.Select(attrs={"class": "form-select"}),
            )


class CheckForm(forms.Form):
    on = day_field(_("Day of the check"))
    result = choice_field(_("What was found"), CheckResult.choices, initial=CheckResult.GOOD)
    note = text_field(_("Note"), required=False, max_length=300)


class FileForm(TellForm):
    badge = text_field(_("Party badge after death"), required=False, max_length=200, help_text=_("If the party age comes close to a badge, note what is proposed."))
