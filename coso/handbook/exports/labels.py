"""How the copy of one's own data calls what Coso keeps: a title for each kind of row, a label for each field.

A field that says its own name (`verbose_name`) is called so; `FIELDS` names the others. A test asks for every one.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from coso.common.fields import field_of

# In the order of the copy. What a line begins with in the readable copy: the fields named beside the title.
PARTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "members.Member": (pgettext_lazy("copy", "My record"), ()),
    "members.Stay": (pgettext_lazy("copy", "Where I was a member, and in which state"), ("valid_from", "unit")),
    "members.FormerMembership": (pgettext_lazy("copy", "Earlier memberships"), ("left_on",)),
    "members.Qualification": (pgettext_lazy("copy", "Levels and titles reached"), ("kind", "obtained_on")),
    "members.Attachment": (pgettext_lazy("copy", "Photos and papers of the record"), ("title", "added_at")),
    "members.CorrectionRequest": (pgettext_lazy("copy", "Corrections I asked for"), ("asked_at", "field")),
    "statuses.Badge": (pgettext_lazy("copy", "Party badges"), ("on", "years")),
    "statuses.Check": (pgettext_lazy("copy", "Yearly checks of card and file"), ("on", "kind")),
    "procedures.Case": (pgettext_lazy("copy", "Cases about me"), ("number", "procedure")),
    "procedures.Entry": (pgettext_lazy("copy", "What happened in these cases"), ("on", "kind", "case")),
    "procedures.CasePaper": (pgettext_lazy("copy", "Papers of these cases"), ("added_at", "title")),
    "procedures.CaseVote": (pgettext_lazy("copy", "Votes in these cases, in numbers"), ("on", "way")),
    "admissions.Applicant": (pgettext_lazy("copy", "My way into the Party"), ()),
    "assignments.Assignment": (pgettext_lazy("copy", "Tasks given to me"), ("given_on", "title")),
    "assignments.Hand": (pgettext_lazy("copy", "Since when, and until when, I had them in hand"), ("since", "assignment")),
    "assignments.AssignmentEntry": (pgettext_lazy("copy", "What was reported and decided about these tasks"), ("on", "kind", "assignment")),
    "meetings.Notice": (pgettext_lazy("copy", "Meetings I was called to"), ("on", "kind")),
    "meetings.Answer": (pgettext_lazy("copy", "Answers I gave to notices"), ("answered_at", "reply", "meeting")),
    "meetings.Mark": (pgettext_lazy("copy", "My presence at meetings, as marked"), ("received_at", "presence", "meeting")),
    "meetings.Opinion": (pgettext_lazy("copy", "That I spoke at meetings; never what was said"), ("noted_at", "meeting")),
    "meetings.Following": (pgettext_lazy("copy", "Branches I follow for the committee"), ("valid_from", "unit")),
    "meetings.Visit": (pgettext_lazy("copy", "Meetings I came to for the committee"), ("held_on", "meeting")),
    "plans.YearlyPlan": (pgettext_lazy("copy", "My plan, as registered"), ("year", "state")),
    "plans.PlanDraft": (pgettext_lazy("copy", "My plan, as a draft"), ("year",)),
    "plans.PlanVersion": (pgettext_lazy("copy", "What my plan said before"), ("year", "number")),
    "dialogue.Question": (pgettext_lazy("copy", "What I asked and proposed"), ("asked_on", "title")),
    "dialogue.QuestionEntry": (pgettext_lazy("copy", "What became of it"), ("on", "kind", "question")),
    "dialogue.SentIn": (pgettext_lazy("copy", "What I sent in to dialogues"), ("sent_on", "title")),
    "dialogue.Support": (pgettext_lazy("copy", "Questions to dialogues I support; nobody else sees this"), ("raised",)),
    "meetings.Delegate": (pgettext_lazy("copy", "Congresses I am a delegate to"), ("meeting", "by")),
    "meetings.Candidate": (pgettext_lazy("copy", "Elections I stood in"), ("election", "votes", "elected")),
    "committees.CommitteeSeat": (pgettext_lazy("copy", "Committees I sit or sat in"), ("valid_from", "office", "unit")),
    "handbook.GuideReceipt": (pgettext_lazy("copy", "Guides I confirmed as read, where that was asked"), ("at", "guide")),
    "documents.Receipt": (pgettext_lazy("copy", "Papers I confirmed as read, where that was asked"), ("at", "publication")),
    "documents.StudyReceipt": (pgettext_lazy("copy", "Studies of papers that I finished; no answer is kept"), ("at", "study")),
    "documents.PartRead": (pgettext_lazy("copy", "Parts I have read in studies I have not finished; nobody else sees this"), ("at", "part")),
    "documents.ReadingMark": (pgettext_lazy("copy", "Papers I marked in the library; nobody else sees this"), ("at", "kind", "publication")),
    "ballots.Voter": (pgettext_lazy("copy", "Secret ballots and surveys I was called to; never what I voted or answered without my name"), ("question",)),
    "surveys.Reply": (pgettext_lazy("copy", "What I answered to surveys by name"), ("answered_on", "survey")),
    "notices.Message": (pgettext_lazy("copy", "What I was told; never whether I read it"), ("told_at", "said")),
    "notices.Phone": (pgettext_lazy("copy", "Phones on which I am told"), ("added_at",)),
    "notices.Choice": (pgettext_lazy("copy", "How I want to be told"), ()),
    "access.User": (pgettext_lazy("copy", "My account"), ()),
    "access.Appointment": (pgettext_lazy("copy", "Roles I hold or held"), ("valid_from", "role")),
    "common.Act": (pgettext_lazy("copy", "What was done about me, by whom and when"), ("at", "kind")),
    "access.Reading": (pgettext_lazy("copy", "Who has seen my record, and why"), ("at", "by_id")),
}
FIELDS: dict[str, Any] = {
    "id": pgettext_lazy("copy", "Key of the row"), "recorded_at": pgettext_lazy("copy", "Stands so since"), "unit": pgettext_lazy("copy", "Unit"),
    "valid_from": pgettext_lazy("copy", "From"), "valid_to": pgettext_lazy("copy", "Until (not this day any more)"), "kind": pgettext_lazy("copy", "Kind"),
    "merged_into": pgettext_lazy("copy", "Joined with the record"), "minority": pgettext_lazy("copy", "Of an ethnic minority"),
    "status": pgettext_lazy("copy", "Status"), "activity": pgettext_lazy("copy", "Activity"), "reason": pgettext_lazy("copy", "Reason"), "paper": pgettext_lazy("copy", "Paper"),
    "note": pgettext_lazy("copy", "Note"), "sex": pgettext_lazy("copy", "Sex"), "birth_date": pgettext_lazy("copy", "Birth date"), "admission_date": pgettext_lazy("copy", "Admission date"),
    "official_date": pgettext_lazy("copy", "Official date"), "left_on": pgettext_lazy("copy", "Left on"), "left_reason": pgettext_lazy("copy", "Reason of leaving"),
    "readmitted_on": pgettext_lazy("copy", "Admitted again on"), "entered_at": pgettext_lazy("copy", "Entered at"), "level": pgettext_lazy("copy", "Level"),
    "subject": pgettext_lazy("copy", "Subject"), "school": pgettext_lazy("copy", "School"), "obtained_on": pgettext_lazy("copy", "Obtained on"),
    "title": pgettext_lazy("copy", "Title"), "original_name": pgettext_lazy("copy", "Name of the file"), "content_type": pgettext_lazy("copy", "Type of the file"), "size": pgettext_lazy("copy", "Size in bytes"),
    "added_at": pgettext_lazy("copy", "Added at"), "added_by": pgettext_lazy("copy", "Added by"), "withdrawn_at": pgettext_lazy("copy", "Withdrawn at"),
    "field": pgettext_lazy("copy", "Entry of the record"), "said": pgettext_lazy("copy", "What the record said"), "wanted": pgettext_lazy("copy", "What I asked for"), "told_how": pgettext_lazy("copy", "How I told it"), "evidence": pgettext_lazy("copy", "My evidence"),
    "state": pgettext_lazy("copy", "State"), "answer": pgettext_lazy("copy", "Answer"), "asked_at": pgettext_lazy("copy", "Asked at"), "answered_at": pgettext_lazy("copy", "Answered at"), "answered_by": pgettext_lazy("copy", "Answered by"),
    "years": pgettext_lazy("copy", "Years"), "on": pgettext_lazy("copy", "Day"), "way": pgettext_lazy("copy", "How"), "entered_by": pgettext_lazy("copy", "Entered by"), "result": pgettext_lazy("copy", "Result"),
    "number": pgettext_lazy("copy", "Number"), "procedure": pgettext_lazy("copy", "Procedure"), "other_unit": pgettext_lazy("copy", "Other unit"), "acting_unit": pgettext_lazy("copy", "In whose hands"),
    "step": pgettext_lazy("copy", "Step"), "step_since": pgettext_lazy("copy", "In this step since"), "due_on": pgettext_lazy("copy", "Due on"), "due_rule": pgettext_lazy("copy", "By which rule it is due"),
    "opened_on": pgettext_lazy("copy", "Opened on"), "opened_by": pgettext_lazy("copy", "Opened by"), "closed_on": pgettext_lazy("copy", "Closed on"), "outcome": pgettext_lazy("copy", "Outcome"), "facts": pgettext_lazy("copy", "What was told in each step"),
    "case": pgettext_lazy("copy", "Case"), "at": pgettext_lazy("copy", "When"), "by": pgettext_lazy("copy", "By whom"), "on_behalf_of": pgettext_lazy("copy", "On behalf of"), "told": pgettext_lazy("copy", "What was told"), "rules": pgettext_lazy("copy", "Rules that decided"),
    "key": pgettext_lazy("copy", "Which paper"), "form_code": pgettext_lazy("copy", "Form"), "dated": pgettext_lazy("copy", "Dated"),
    "base": pgettext_lazy("copy", "Who had a vote"), "left_out": pgettext_lazy("copy", "Left out"), "present": pgettext_lazy("copy", "Present"), "issued": pgettext_lazy("copy", "Ballots issued"), "returned": pgettext_lazy("copy", "Ballots returned"),
    "invalid": pgettext_lazy("copy", "Invalid"), "in_favour": pgettext_lazy("copy", "In favour"), "against": pgettext_lazy("copy", "Against"), "abstained": pgettext_lazy("copy", "Abstained"), "share": pgettext_lazy("copy", "Share needed"),
    "needed": pgettext_lazy("copy", "Votes needed"), "passed": pgettext_lazy("copy", "Adopted"), "rule": pgettext_lazy("copy", "Rule"), "void": pgettext_lazy("copy", "No longer counts"),
    "details": pgettext_lazy("copy", "Details"), "ordered_by": pgettext_lazy("copy", "Paper that orders it"), "basis": pgettext_lazy("copy", "On which ground"), "parent": pgettext_lazy("copy", "Part of the task"), "to_unit": pgettext_lazy("copy", "Given to the unit"),
    "given_on": pgettext_lazy("copy", "Given on"), "reported_on": pgettext_lazy("copy", "Reported done on"), "assignment": pgettext_lazy("copy", "Task"), "name": pgettext_lazy("copy", "Name"), "leading": pgettext_lazy("copy", "I lead it"),
    "since": pgettext_lazy("copy", "Since"), "until": pgettext_lazy("copy", "Until"), "text": pgettext_lazy("copy", "Text"), "due_was": pgettext_lazy("copy", "Was due on"),
    "raised": pgettext_lazy("copy", "The question as others see it"), "show_name": pgettext_lazy("copy", "With my name shown"), "ground": pgettext_lazy("copy", "Why it was not put forward"), "why": pgettext_lazy("copy", "The reason in a sentence"), "sent_on": pgettext_lazy("copy", "Sent on"),
    "desk": pgettext_lazy("copy", "Office"), "home": pgettext_lazy("copy", "My branch then"), "asked_on": pgettext_lazy("copy", "Asked on"), "here_since": pgettext_lazy("copy", "With this office since"), "answered_on": pgettext_lazy("copy", "Answered on"),
    "read_on": pgettext_lazy("copy", "Said to be read on"), "may_publish": pgettext_lazy("copy", "May be published without my name"), "to_desk": pgettext_lazy("copy", "Passed on to the office"), "to_name": pgettext_lazy("copy", "Passed on to the unit"),
    "meeting": pgettext_lazy("copy", "Meeting"), "theme": pgettext_lazy("copy", "Topic"), "place": pgettext_lazy("copy", "Place"), "agenda": pgettext_lazy("copy", "Agenda"), "issuer": pgettext_lazy("copy", "Sent by"), "sent_at": pgettext_lazy("copy", "Sent at"), "called_off_why": pgettext_lazy("copy", "Why it was called off"), "ought": pgettext_lazy("copy", "I ought to come"),
    "reply": pgettext_lazy("copy", "Answer"), "claimed_at": pgettext_lazy("copy", "At, by the phone's clock"), "presence": pgettext_lazy("copy", "Presence"), "received_at": pgettext_lazy("copy", "Received at"), "marked_by": pgettext_lazy("copy", "Marked by"), "noted_at": pgettext_lazy("copy", "Noted at"), "noted_by": pgettext_lazy("copy", "Noted by"),
    "committee": pgettext_lazy("copy", "Committee"), "committee_name": pgettext_lazy("copy", "Name of the committee then"), "following": pgettext_lazy("copy", "As follower"), "held_on": pgettext_lazy("copy", "Held on"), "noted": pgettext_lazy("copy", "What I noted"),
    "office": pgettext_lazy("copy", "Office"), "standing": pgettext_lazy("copy", "In the standing committee"), "filled": pgettext_lazy("copy", "How the seat was filled"), "sent_by": pgettext_lazy("copy", "Unit that sends me"),
    "election": pgettext_lazy("copy", "Election"), "votes": pgettext_lazy("copy", "Votes for me"), "elected": pgettext_lazy("copy", "Elected"),
    "year": pgettext_lazy("copy", "Year"), "registered_on": pgettext_lazy("copy", "Registered on"), "halfway": pgettext_lazy("copy", "How the first half of the year went"), "halfway_on": pgettext_lazy("copy", "Told at half-year on"),
    "year_end": pgettext_lazy("copy", "How the year went"), "year_end_on": pgettext_lazy("copy", "Told at the year's end on"),
    "survey": pgettext_lazy("copy", "Survey"), "answers": pgettext_lazy("copy", "My answers"),
    "ballot": pgettext_lazy("copy", "Ballot"), "question": pgettext_lazy("copy", "Question"), "open": pgettext_lazy("copy", "Still open"),
    "publication": pgettext_lazy("copy", "Paper of the library"), "study": pgettext_lazy("copy", "Study of the paper"), "part": pgettext_lazy("copy", "Part of a study"), "guide": pgettext_lazy("copy", "Guide"),
    "username": pgettext_lazy("copy", "Sign-in name"), "email": pgettext_lazy("copy", "E-mail"), "full_name": pgettext_lazy("copy", "Full name"), "last_login": pgettext_lazy("copy", "Last sign-in"), "is_active": pgettext_lazy("copy", "The account is open"), "language": pgettext_lazy("copy", "Language"), "opened_at": pgettext_lazy("copy", "Opened at"),
    "morning_mail": pgettext_lazy("copy", "Wants a mail each morning"), "mailed_on": pgettext_lazy("copy", "Last mail sent on"), "user": pgettext_lazy("copy", "Account"), "role": pgettext_lazy("copy", "Role"), "instead_of": pgettext_lazy("copy", "Stands in for the role"),
    "day": pgettext_lazy("copy", "Counts from"), "by_id": pgettext_lazy("copy", "Who"), "fields": pgettext_lazy("copy", "Fields seen"), "purpose": pgettext_lazy("copy", "Purpose"), "rows": pgettext_lazy("copy", "Number of rows"), "page": pgettext_lazy("copy", "Page"),
    "what": pgettext_lazy("copy", "About what"), "href": pgettext_lazy("copy", "Page"), "told_at": pgettext_lazy("copy", "Told at"), "act_id": pgettext_lazy("copy", "Key of the act that was told"), "off": pgettext_lazy("copy", "What I am not told of"),
    "inside": pgettext_lazy("copy", "What is told in the app only"), "pace": pgettext_lazy("copy", "When it is sent"), "quiet_from": pgettext_lazy("copy", "Nothing is sent from"), "quiet_to": pgettext_lazy("copy", "Nothing is sent until"),
    "mail_to": pgettext_lazy("copy", "Letters go to"), "mail_asked": pgettext_lazy("copy", "Address not confirmed yet"), "code_sent_at": pgettext_lazy("copy", "Its code sent at"), "codes_sent": pgettext_lazy("copy", "Codes sent that day"), "code_tries": pgettext_lazy("copy", "Wrong codes entered"), "texts": pgettext_lazy("copy", "Wants text messages"),
}
# A field of this name means something else in this model.
ELSEWHERE: dict[str, Any] = {
    "access.Reading.kind": pgettext_lazy("copy", "What was seen"), "common.Act.kind": pgettext_lazy("copy", "What was done"), "meetings.Delegate.by": pgettext_lazy("copy", "By what right"), "meetings.Opinion.number": pgettext_lazy("copy", "Once more, or −1: noted wrongly"),
    "statuses.Check.on": pgettext_lazy("copy", "Looked at on"), "statuses.Badge.years": pgettext_lazy("copy", "Years of Party age"), "ballots.Voter.way": pgettext_lazy("copy", "Whether I have voted, and how"),
    "notices.Message.said": pgettext_lazy("copy", "What I was told"),
}


def title_of(model: Any) -> str:
    known = PARTS.get(model._meta.label)  # noqa: SLF001 Django's public _meta
    return str(known[0] if known else model._meta.verbose_name)  # noqa: SLF001 as above


def heads_of(key: str) -> tuple[str, ...]:
    """What a line of this part begins with; nothing where one row stands for the person."""
    return next((heads for label, (_title, heads) in PARTS.items() if label.lower() == key), ())


def place_of(model: Any) -> int:
    """Its place in the copy; what nobody has named yet comes last, rather than not at all."""
    order = list(PARTS)
    return order.index(model._meta.label) if model._meta.label in PARTS else len(order)  # noqa: SLF001 as above


def label_of(model: Any, name: str) -> str:
    """A field's name in words; the name itself where nobody has said more, which a test forbids."""
    own = str(field_of(model, name).verbose_name)
    known = ELSEWHERE.get(f"{model._meta.label}.{name}") or (own if own != name.replace("_", " ") else FIELDS.get(name, own))  # noqa: SLF001 as above
    text = str(known)
    return text[:1].upper() + text[1:]
