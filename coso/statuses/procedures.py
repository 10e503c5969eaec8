"""What may change in a member's standing: exempt, away, helped, removed, gone. People decide; the system counts and reminds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coso.common.vietnamese import date as written
from coso.members.enums import Activity, LeaveReason
from coso.procedures.declarations import Deadline, Level, Paper, Procedure, Step, Vote, register
from coso.procedures.models import Case
from coso.procedures.rules import as_kept
from coso.rulebook import rules as rulebook
from coso.rulebook.rules import not_known
from coso.statuses import actions, forms, rules
from coso.statuses.enums import AppealAnswer

PREPARE, DECIDE = "status.prepare", "status.decide"
END = Deadline("", since=rules.until)
RESOLUTION = Paper("resolution", _("Resolution of the branch"), template="statuses/resolution")
DECISION = Paper("decision", _("Decision of the committee"))
APPLICATION = Paper("application", _("Application of the member"))


def exempt(case: Case, *, on: date, by: Any, today: date, **_more: Any) -> None:
    actions.set_activity(case=case, activity=Activity.EXEMPT, on=on, paper=rules.paper_of(case, "decide"), by=by, today=today)


def go_away(case: Case, *, on: date, by: Any, today: date, **_more: Any) -> None:
    actions.set_activity(case=case, activity=rules.activity_of(case.told("opened", "kind")), on=on, paper=case.number, by=by, today=today)


def take_part_again(case: Case, *, on: date, by: Any, today: date, **_more: Any) -> None:
    actions.set_activity(case=case, activity=Activity.ACTIVE, on=on, paper=case.number, by=by, today=today)


def come_back(case: Case, *, told: dict[str, Any], on: date, by: Any, today: date) -> None:
    if not rules.stays_away(told):
        take_part_again(case, on=on, by=by, today=today)


def contact(case: Case) -> list[tuple[Any, ...]]:
    """The last contact with a member who is away; abroad, what is known about dues there."""
    last = case.told_day("look_back")
    asked: list[tuple[Any, ...]] = [(gettext("Last contact"), written(last) if last else gettext("none yet"))]
    if rules.activity_of(case.told("opened", "kind")) == Activity.ABROAD:
        rule = rulebook.on(case.opened_on, case.unit).find("dues.abroad")
        asked.append((gettext("Dues abroad"), rule.said, as_kept(rule)) if rule else (gettext("Dues abroad"), not_known("dues.abroad", case.opened_on)))
    return asked


def help_period(case: Case) -> list[tuple[Any, ...]]:
    """Until when help lasts by the rule before a branch may speak of no progress."""
    since, rule = case.told_day("help"), rules.help_ends(case)
    if since is None or rule is None:
        return []
    return [(gettext("Help lasts by the rule until"), written(rule.span.after(since)), as_kept(rule))]


def remove(case: Case, *, on: date, by: Any, today: date, **_more: Any) -> None:
    actions.take_off(case=case, reason=LeaveReason.REMOVED, on=on, paper=rules.paper_of(case, "decide"), by=by, today=today)


def let_go(case: Case, *, on: date, by: Any, today: date, **_more: Any) -> None:
    actions.take_off(case=case, reason=LeaveReason.REQUESTED_EXIT, on=on, paper=rules.paper_of(case, "decide"), by=by, today=today)


def close_record(case: Case, *, told: dict[str, Any], by: Any, today: date, **_more: Any) -> None:
    actions.take_off(case=case, reason=LeaveReason.DECEASED, on=told["died_on"], paper=case.number, by=by, today=today)


def answer(case: Case, *, told: dict[str, Any], by: Any, today: date, **_more: Any) -> None:
    if told["answer"] == AppealAnswer.REVERSED:
        actions.take_back(case=case, reason=rules.paper_of(case, "answer"), by=by, today=today)


def appeal_in_time(case: Case) -> list[tuple[Any, ...]]:
    """Until when the member may appeal, once the decision was given."""
    told_on = case.told_day("tell", "on") or case.told_day("opened", "told_on")
    found = rules.appeal_until(case, told_on) if told_on else None
    if found is None:
        return []
    last, rule = found
    came = case.told_day("opened", "received_on")
    late = [(gettext("Came in"), gettext("%(day)s, after the time limit; the body decides whether to take it up") % {"day": written(came)})] if came and came > last else []
    return [(gettext("Appeal possible until"), written(last), as_kept(rule)), *late]


EXEMPTION = register(Procedure(
    "exemption", _("Exemption from work and activity"), "MS", PREPARE, about_member=True, form=forms.ExemptionForm, begin=rules.check_exemption,
    summary=_("An exempt member may attend the congress, is informed on request and gets badges, and is not classified."),
    steps=(
        Step("ask", _("The member asks"), PREPARE, papers=(APPLICATION,), asks=_("The member writes an application. Whoever can’t write is helped; note for whom you enter it.")),
        Step(
            "decide", _("The branch decides"), PREPARE, form=forms.DecisionForm, check=rules.check_dated, do=exempt, papers=(replace(RESOLUTION, template="statuses/exemption"),),
            day_label=_("First day of the exemption"), rules=("exemption.decider_old_or_weak", "exemption.other_grounds", "exemption.mobile_work_max_years", "exemption.effects"),
            asks=_("The branch talks it over in its meeting and decides. From the first day you enter, the member is left out of the voting base unless present."),
        ),
        Step(
            "end", _("The member takes part again"), PREPARE, do=take_part_again, applies=rules.for_a_time, deadline=END, day_label=_("First day the member takes part again"),
            asks=_("The time is over. Ask the member, and enter the first day back. For a longer exemption, record the return first and open a new case."),
        ),
    ),
))

RETURN = register(Procedure(
    "exemption_end", _("Return from an exemption"), "TS", PREPARE, about_member=True, begin=rules.check_on_roll, of_members=lambda member: member.activity == Activity.EXEMPT, summary=_("An exempt member without a last day takes part again."),
    steps=(Step("back", _("The member takes part again"), PREPARE, do=take_part_again, day_label=_("First day the member takes part again"), asks=_("The member has told the branch and takes part again.")),),
))

AWAY = register(Procedure(
    "away", _("Working away or abroad"), "DX", PREPARE, about_member=True, form=forms.AwayForm, begin=rules.check_on_roll, facts=contact,
    summary=_("The branch keeps contact with a member who is away. Only what the member reports is kept; nobody’s position is followed."),
    steps=(
        Step(
            "leave", _("The member gives notice"), PREPARE, do=go_away, day_label=_("First day away"), papers=(Paper("notice", _("Notice of the member")), Paper("permission", _("Permission to go abroad"), needed=False)),
            asks=_("Talk over how the member keeps contact and pays dues. Tell them to report on return, or to ask for a transfer when they stay."),
        ),
        Step("look_back", _("The branch asks how the member is"), PREPARE, form=forms.LookBackForm, check=rules.check_next, again=rules.asks_again, deadline=Deadline("", since=rules.look_back_on), day_label=_("Day of the contact"), asks=_("Call or write to the member. Note how they were reached, how they get their papers, and when you will ask again. When the member is back, leave that day empty.")),
        Step(
            "end", _("The member is back"), PREPARE, form=forms.AwayEndForm, do=come_back, deadline=END, day_label=_("First day back, or day of the request for transfer"),
            papers=(Paper("report", _("Report on the time away"), needed=False),), asks=_("The member reports to the branch. Who stays away asks for a transfer; open it from the person’s page."),
        ),
    ),
))

SCREENING = register(Procedure(
    "screening", _("Review, help and screening"), "RS", PREPARE, about_member=True, form=forms.ScreeningForm, begin=rules.check_on_roll, facts=help_period,
    summary=_("Four steps: look, help, look again, conclude. People decide every one of them."),
    steps=(
        Step("review", _("1. The branch looks at it"), PREPARE, papers=(Paper("record", _("Record of the meeting")),), rules=("screening.steps", "screening.trigger"), asks=_("The branch hears the member and says what has to become better.")),
        Step("help", _("2. Help for the member"), PREPARE, form=forms.HelpForm, rules=("removal.no_progress_months",), papers=(Paper("plan", _("Plan of what the member will do")),), asks=_("Agree with the member on a plan, on who helps, and until when.")),
        Step(
            "recheck", _("3. The branch looks again"), PREPARE, vote=Vote("screening.progress_vote_share"), papers=(replace(RESOLUTION, template="statuses/progress"),), deadline=Deadline("", since=rules.help_until),
            asks=_("The member reports what has become better, and the branch votes on whether it sees progress. Without enough votes the case ends; whether a removal is considered, the branch decides anew."),
        ),
        Step("conclude", _("4. The committee takes note"), DECIDE, Level.GRASSROOTS, asks=_("Read the result of the branch and close the case.")),
    ),
))

REMOVAL = register(Procedure(
    "removal", _("Removal from the roll"), "XT", PREPARE, about_member=True, form=forms.RemovalForm, begin=rules.check_on_roll, facts=appeal_in_time,
    summary=_("Only people decide on a removal. The member is heard first and may appeal."),
    steps=(
        Step(
            "hear", _("The member is heard"), PREPARE, form=forms.HearingForm, papers=(Paper("hearing", _("Record of the hearing, or the written invitations")),),
            rules=("removal.absent_months", "removal.unpaid_dues_months", "removal.no_progress_months", "removal.breach_years"),
            asks=_("Tell the member in writing what it is about, and hear them. Months absent or unpaid are only a reason to ask; they decide nothing."),
        ),
        Step("vote", _("The branch votes"), PREPARE, vote=Vote("probation.strike_off_vote_share", board_may_say=True), papers=(RESOLUTION,), asks=_("The branch votes on proposing the removal. Enter the numbers of the vote.")),
        Step(
            "decide", _("The committee decides"), DECIDE, Level.GRASSROOTS, form=forms.DecisionForm, check=rules.check_dated, do=remove, papers=(replace(DECISION, template="statuses/removal"),), day_label=_("First day no longer on the roll"),
            asks=_("Check that the member was heard and that the papers are complete. The decision names the way to appeal."),
        ),
        Step(
            "tell", _("The member is given the decision"), PREPARE, form=forms.TellForm, day_label=_("Day the member was given the decision"), rules=("removal.appeal_working_days",),
            asks=_("Give the decision to the member and explain until when and to whom they may appeal. Collect the card and send it up."),
        ),
    ),
))

EXIT = register(Procedure(
    "exit", _("Request to leave the Party"), "XR", PREPARE, about_member=True, begin=rules.check_on_roll, summary=_("A member asks to leave; the branch talks with them first."),
    steps=(
        Step("ask", _("The member asks"), PREPARE, papers=(APPLICATION,), asks=_("Talk with the member about the reasons. If they stay with it, take the application into the meeting.")),
        Step("branch", _("The branch gives its opinion"), PREPARE, papers=(replace(RESOLUTION, template="statuses/exit_resolution"),), asks=_("The branch considers the application and sends its resolution to the committee.")),
        Step("decide", _("The committee decides"), DECIDE, Level.GRASSROOTS, form=forms.DecisionForm, check=rules.check_dated, do=let_go, papers=(replace(DECISION, template="statuses/exit"),), day_label=_("First day no longer on the roll"), asks=_("Decide and give the decision its number.")),
        Step("tell", _("The member is given the decision"), PREPARE, form=forms.TellForm, asks=_("Give the decision to the member. Collect the card and send it up.")),
    ),
))

DEATH = register(Procedure(
    "death", _("Death of a member"), "TT", PREPARE, about_member=True, begin=rules.check_on_roll, summary=_("The branch reports the death; the record is closed and kept."),
    steps=(
        Step("report", _("The branch reports"), PREPARE, form=forms.DeathForm, check=rules.check_died, do=close_record, day_label=_("Day of the report"), papers=(Paper("certificate", _("Death certificate or notice of the family"), needed=False), Paper("notice", _("Notice of the death to the committee"), needed=False, template="statuses/death")), asks=_("Enter the day of death. From that day the member is off the roll; the record stays.")),
        Step("file", _("The committee closes the file"), DECIDE, Level.GRASSROOTS, form=forms.FileForm, rules=("badge.posthumous_early_max_months",), asks=_("Close the paper file and note what became of the card. See whether a badge after death is due.")),
    ),
))

APPEAL = register(Procedure(
    "removal_appeal", _("Appeal against a removal"), "KX", PREPARE, about_member=True, form=forms.AppealForm, begin=rules.check_removed, facts=appeal_in_time, of_members=lambda member: member.left_reason == LeaveReason.REMOVED,
    summary=_("A person who was removed asks the level above to look again."),
    steps=(
        Step("receive", _("The appeal is received"), DECIDE, Level.GRASSROOTS, papers=(Paper("appeal", _("Letter of appeal")),), rules=("removal.appeal_working_days",), asks=_("Write the appeal into the register and send it with the whole file to the level above. A late appeal goes up too, with its day.")),
        Step("answer", _("The level above answers"), DECIDE, Level.SUPERIOR, form=forms.AppealAnswerForm, check=rules.check_dated, do=answer, papers=(Paper("answer", _("Answer to the appeal"), template="statuses/appeal"),), asks=_("Look at the whole case anew. If the removal is taken back, the person is on the roll as if it had not been.")),
        Step("tell", _("The person is given the answer"), PREPARE, asks=_("Give the answer to the person and explain it.")),
    ),
))
