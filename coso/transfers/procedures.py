"""The ways a member moves between party organisations, each a page of declarations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coso.common.vietnamese import date as written
from coso.org.enums import UnitKind
from coso.org.kinds import KINDS
from coso.procedures.declarations import Deadline, Level, Paper, Procedure, Step, always, register
from coso.procedures.models import Case
from coso.procedures.rules import as_kept
from coso.rulebook import rules as rulebook
from coso.transfers import actions, forms, queries, rules

PREPARE, DECIDE = "transfer.prepare", "transfer.decide"
SHOWN_IN_TIME = Deadline("transfer.present_letter_working_days", since=rules.letter_dated)
IN_TIME = Deadline("transfer.official_working_days", since=rules.effective_on)
COUNTED_AT_HOME = ("transfer.temporary.counted_at", "transfer.temporary.dues_at", "transfer.temporary.committee_seat_at")
LETTER = Paper("letter", _("Letter of introduction"), template="transfers/letter")
SECOND_LETTER = Paper("second_letter", _("Letter of introduction of the level above"), needed=False, template="transfers/letter_superior")


def begin(case: Case, *, told: dict[str, Any], **_more: Any) -> None:
    rules.check_can_begin(case, told)


def arrive(case: Case, *, on: date, by: Any, today: date, **_more: Any) -> None:
    actions.arrive(case=case, on=on, by=by, today=today)


def arrive_as_guest(case: Case, *, on: date, by: Any, today: date, **_more: Any) -> None:
    actions.arrive_as_guest(case=case, on=on, by=by, today=today)


def come_home(case: Case, *, told: dict[str, Any], on: date, by: Any, today: date) -> None:
    actions.come_home(case=case, letter=told.get("letter") or case.told("go_home", "letter", ""), on=on, by=by, today=today)


def go_out_for_a_time(case: Case, *, on: date, by: Any, today: date, **_more: Any) -> None:
    actions.go_out_for_a_time(case=case, on=on, by=by, today=today)


def go_out(case: Case, *, on: date, by: Any, today: date, **_more: Any) -> None:
    actions.go_out(case=case, on=on, by=by, today=today)


def come_in(case: Case, *, on: date, told: dict[str, Any], by: Any, today: date) -> None:
    actions.come_in(case=case, told=told, on=on, by=by, today=today)


def counted(case: Case) -> list[tuple[Any, str]]:
    """Where the member is counted now: at the sender until the arrival is confirmed."""
    there = case.other_unit if "arrive" in case.facts else case.unit
    return [(gettext("Counted on the roll of"), str(there))]


def counted_at_home(case: Case) -> list[tuple[Any, ...]]:
    """Each with the rule that says so, where one is known."""
    there = case.other_unit or case.told("opened", "organisation")
    away = case.facts.keys() & {"arrive", "confirmed"} and "come_home" not in case.facts
    said = ((gettext("Counted on the roll of"), case.unit), (gettext("Pays dues in"), there if away else case.unit), (gettext("A seat in a committee stays at"), case.unit))
    book = rulebook.on(case.opened_on, case.unit)
    by_rule: list[tuple[Any, ...]] = [(label, str(where), as_kept(rule) if (rule := book.find(key)) else None) for (label, where), key in zip(said, COUNTED_AT_HOME, strict=True)]
    keeps_contact = queries.contact_person(case.other_unit) if case.other_unit else ""
    return [*by_rule, (gettext("Who keeps contact with everybody there"), keeps_contact)] if keeps_contact else by_rule


def found(case: Case, *, told: dict[str, Any], on: date, by: Any, **_more: Any) -> None:
    actions.found_temporary(case=case, until=told["until"], on=on, paper=f"{told['decision']}, {written(told['dated'])}", by=by)


def end(case: Case, *, told: dict[str, Any], on: date, by: Any, today: date) -> None:
    actions.end_temporary(case=case, on=on, paper=f"{told['decision']}, {written(told['dated'])}", by=by, today=today)


def of_temporary(case: Case) -> list[tuple[Any, str]]:
    """Who leads it and how it is reached, and until when its term runs; where its members are was told at the opening."""
    ends = rules.term_ends(case)
    told = [(gettext("Who leads the temporary branch"), case.told("found", "head", "")), (gettext("How the branch can be reached"), case.told("found", "contact", "")), (gettext("Who keeps contact with everybody there"), rules.contact_person(case)), (gettext("Term runs until"), written(ends) if ends else "")]
    return [(label, text) for label, text in told if text]


def page_of_temporary(case: Case) -> str:
    return reverse("transfers:here", args=[case.other_unit_id]) if case.other_unit_id else ""


REMARKS = Step(
    "remarks", _("Remarks of the branch"), PREPARE, form=forms.RemarksForm, deadline=IN_TIME,
    asks=_("The member writes a self-review. The branch adds its remarks, checks the dues, and sends the papers to the committee."),
    papers=(Paper("request", _("Request or decision")), Paper("self_review", _("Self-review with the remarks of the branch"))),
)
RELEASE = Step(
    "release", _("Letter of introduction of the grass-roots committee"), DECIDE, Level.GRASSROOTS, form=forms.LetterForm, check=rules.check_letter, deadline=IN_TIME,
    asks=_("Write the letter of introduction, give it its number, and hand it to the member with the file. Until the other side confirms the arrival, the member stays on your roll."),
    papers=(LETTER,), day_label=_("Day the letter was handed over"),
)
SUPERIOR = Step(
    "superior_letter", _("Letter of the level above"), DECIDE, Level.SUPERIOR, form=forms.LetterForm, check=rules.check_letter, deadline=IN_TIME,
    applies=rules.leaves_superior, papers=(SECOND_LETTER,), day_label=_("Day the letter was handed over"),
    asks=_("The member leaves your party organisation. Write your letter to the organisation that receives the member."),
)
RECEIVE = Step(
    "receive", _("On the way: received by the other committee"), DECIDE, Level.OTHER_GRASSROOTS, form=forms.ReceiveForm, check=rules.check_received,
    applies=rules.leaves_grassroots, deadline=SHOWN_IN_TIME, day_label=_("Day the member showed the letter"),
    asks=_("The member shows the letter of introduction. Check the letter and the file, and send the member on to the branch. If the letter has lapsed, hand the case back with the reason."),
)
ARRIVE = Step(
    "arrive", _("The receiving branch confirms the arrival"), PREPARE, Level.OTHER, do=arrive, check=rules.check_after_letter, deadline=IN_TIME, day_label=_("First day in the branch"),
    asks=_("The member has come to the branch and is announced in its meeting. From the day you enter, the member is on your roll."),
)
CLOSE = Step(
    "close", _("The sending committee closes its list"), DECIDE, Level.GRASSROOTS,
    asks=_("The other side has confirmed. Write the transfer into your register; the member is on your roll no more."),
)
COME_HOME = Step(
    "come_home", _("The home branch confirms the return"), PREPARE, do=come_home, day_label=_("First day back in the home branch"),
    asks=_("The member is back and takes part in your branch again from the day you enter."),
)

TRANSFER = register(Procedure(
    "transfer", _("Official transfer"), "CS", PREPARE, about_member=True, form=forms.TransferForm, begin=begin, facts=counted,
    summary=_("A member moves to another branch for good."), steps=(REMARKS, RELEASE, SUPERIOR, RECEIVE, ARRIVE, CLOSE),
))

TEMPORARY = register(Procedure(
    "transfer_temporary", _("Temporary transfer"), "CT", PREPARE, about_member=True, form=forms.TemporaryForm, begin=begin, facts=counted_at_home,
    summary=_("A member takes part in another branch for a limited time and stays on the roll at home."),
    steps=(
        replace(REMARKS, deadline=None), replace(RELEASE, deadline=None, papers=(replace(LETTER, template="transfers/letter_temporary"),)), replace(SUPERIOR, deadline=None, papers=(replace(SECOND_LETTER, template="transfers/letter_superior_temporary"),)), RECEIVE,
        replace(
            ARRIVE, do=arrive_as_guest, deadline=SHOWN_IN_TIME, rules=COUNTED_AT_HOME,
            asks=_("The member has come to the branch. From the day you enter, the member takes part and pays dues with you; the roll and a seat in a committee stay at home."),
        ),
        Step(
            "go_home", _("The temporary stay ends"), PREPARE, Level.OTHER, form=forms.ReturnForm, deadline=Deadline("", since=rules.expected_back),
            asks=_("The time is over. Write your remarks on the member's time with you, say up to which month dues were paid, and give the letter back."),
            papers=(Paper("remarks_there", _("Remarks of the branch of the temporary stay"), needed=False),),
        ),
        COME_HOME,
    ),
))

OUT = register(Procedure(
    "transfer_out", _("Transfer to an organisation outside"), "CR", PREPARE, about_member=True, form=forms.OutForm, begin=begin,
    summary=_("A member moves to a party organisation that does not keep its roll here."),
    steps=(
        REMARKS, replace(RELEASE, papers=(replace(LETTER, template="transfers/letter_out"),)),
        replace(SUPERIOR, applies=always, papers=(replace(SECOND_LETTER, template="transfers/letter_superior_out"),), asks=_("The member leaves your party organisation. Write your letter to the organisation that receives the member. If it needs none, note that and go on."), form=None, check=None),
        Step(
            "confirmed", _("The other organisation confirms the arrival"), DECIDE, Level.GRASSROOTS, do=go_out, check=rules.check_after_letter, day_label=_("Day the other organisation received the member"),
            asks=_("The slip of the other organisation has come back. Until then the member stays on your roll. From the day you enter, the member is off it."),
            deadline=SHOWN_IN_TIME, papers=(Paper("slip", _("Slip of receipt of the other organisation")),),
        ),
    ),
))

TEMPORARY_OUT = register(Procedure(
    "transfer_temporary_out", _("Temporary transfer to an organisation outside"), "CK", PREPARE, about_member=True, form=forms.TemporaryOutForm, begin=begin, facts=counted_at_home,
    summary=_("A member takes part for a limited time in a party organisation that does not keep its roll here, and stays on the roll at home."),
    steps=(
        replace(REMARKS, deadline=None), replace(RELEASE, deadline=None, papers=(replace(LETTER, template="transfers/letter_out_temporary"),)),
        Step(
            "confirmed", _("The other organisation confirms the arrival"), DECIDE, Level.GRASSROOTS, do=go_out_for_a_time, check=rules.check_after_letter,
            day_label=_("Day the other organisation received the member"), deadline=SHOWN_IN_TIME, rules=COUNTED_AT_HOME, papers=(Paper("slip", _("Slip of receipt of the other organisation")),),
            asks=_("The slip of the other organisation has come back. From the day you enter, the member takes part and pays dues there; the roll and a seat in a committee stay at home."),
        ),
        replace(
            COME_HOME, deadline=Deadline("", since=rules.expected_back), form=forms.ReturnForm,
            papers=(Paper("remarks_there", _("Remarks of the branch of the temporary stay"), needed=False),),
        ),
    ),
))

IN = register(Procedure(
    "transfer_in", _("Transfer from an organisation outside"), "CV", PREPARE, form=forms.InForm, title_label=_("Full name of the member"),
    summary=_("A member comes from a party organisation that does not keep its roll here."),
    steps=(
        Step(
            "receive", _("The committee receives the member"), DECIDE, Level.GRASSROOTS, form=forms.ReceiveForm, check=rules.check_file, day_label=_("Day the member showed the letter"),
            asks=_("Check the letter and the file, and send the member on to the branch."),
            papers=(replace(LETTER, template=""), Paper("file", _("Member's file and card record")), Paper("self_review", _("Self-review with remarks"), needed=False)),
            deadline=Deadline("transfer.present_letter_working_days", since=rules.first_letter_dated),
        ),
        Step(
            "enter", _("The record is opened"), "member.add", Level.GRASSROOTS, form=forms.RecordForm, do=come_in, day_label=_("First day in the branch"),
            asks=_("The branch has announced the member in its meeting. Enter the few facts here; complete the rest on the person's page."),
        ),
    ),
))

TEMPORARY_BRANCH = register(Procedure(
    "temporary_branch", _("Temporary branch"), "TB", "unit.found", form=forms.PlaceForm, facts=of_temporary, subject=page_of_temporary, title_label=_("Name of the temporary branch"),
    in_kinds=tuple(kind.value for kind in KINDS[UnitKind.TEMPORARY_BRANCH].under),
    summary=_("Members of several branches who are away together take part in a branch of their own for a term. Each stays on the roll at home."),
    steps=(
        Step(
            "found", _("Founded by a decision"), "unit.found", form=forms.FoundingForm, check=rules.check_founding, do=found, changes_tree=True, day_label=_("First day of the temporary branch"),
            papers=(Paper("decision", _("Decision to found the temporary branch"), template="transfers/temporary_branch"),), rules=("transfer.temporary.counted_at", "transfer.temporary.dues_at"),
            asks=_("Decide on the branch, its term and who leads it. Then open temporary transfers to it: its members are counted at home, and pay dues where they take part."),
        ),
        Step(
            "term", _("The term: extended or at its end"), "unit.found", form=forms.TermForm, check=rules.check_term, again=rules.extended, deadline=Deadline("", since=rules.term_ends), day_label=_("Day on which it was decided"),
            asks=_("Before its term is over, look whether members are still there. Enter a new last day, or leave it empty when the branch is to end."),
        ),
        Step(
            "end", _("The branch ends"), "unit.restructure", form=forms.EndingForm, check=rules.check_ending, do=end, changes_tree=True, day_label=_("First day on which it is no more"),
            papers=(Paper("ending", _("Decision to end the temporary branch"), template="transfers/temporary_branch_end"),),
            asks=_("Who stays there for good is transferred officially first. All others take part at home again from the day you enter; for who is still away, the home branch notes it anew."),
        ),
    ),
))
