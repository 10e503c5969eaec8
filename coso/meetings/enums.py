from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class MeetingKind(models.TextChoices):
    """Kinds of meetings of a branch, of its committee or one above it, and congresses (domain/meetings.md §1)."""

    REGULAR = "regular", _("Regular meeting")
    THEMATIC = "thematic", _("Thematic meeting")
    COMBINED = "combined", _("Regular and thematic meeting in one sitting")
    GROUPS = "groups", _("Regular meeting by party groups")
    COMMITTEE = "committee", _("Committee meeting")
    STANDING = "standing", _("Standing committee meeting")
    CONGRESS = "congress", _("Congress")


# Those that are the branch's regular meeting of a month: one a month.
REGULAR_KINDS = (MeetingKind.REGULAR, MeetingKind.COMBINED, MeetingKind.GROUPS)
# Those of a branch with its members: what the rules of meetings, their score and their figures are about.
OF_MEMBERS = (*REGULAR_KINDS, MeetingKind.THEMATIC)
# Those whose roll is the seats of a committee.
OF_COMMITTEE = (MeetingKind.COMMITTEE, MeetingKind.STANDING)


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CALLED = "called", _("Members called")
    OPEN = "open", _("Meeting under way")
    CLOSED = "closed", _("Held, minutes being written")
    SETTLED = "settled", _("Minutes settled")
    CALLED_OFF = "called_off", _("Meeting called off")


class ItemKind(models.TextChoices):
    """What an item of the agenda is for (domain/meetings.md §3)."""

    OPENING = "opening", _("Opening")
    REPORT = "report", _("Report on the month")
    TASKS = "tasks", _("Tasks of members")
    INFORMATION = "information", _("Information")
    DISCUSSION = "discussion", _("Discussion")
    CRITICISM = "criticism", _("Self-criticism and criticism")
    OTHER = "other", _("Other matter")
    VOTE = "vote", _("Matter to vote on")
    CONCLUSION = "conclusion", _("Conclusion or resolution")
    SCORE = "score", _("Score of the meeting")


class Presence(models.TextChoices):
    """What a mark of the roll call says; the last one takes an earlier one back."""

    PRESENT = "present", _("Present")
    FROM_AFAR = "from_afar", _("Present from afar")
    WITH_REASON = "absent_with_reason", _("Absent with reason")
    WITHOUT_REASON = "absent_without_reason", _("Absent without reason")
    CLEARED = "cleared", _("Not marked")


HERE = (Presence.PRESENT, Presence.FROM_AFAR)
ROLL_BUTTONS = ((Presence.PRESENT, _("Present")), (Presence.FROM_AFAR, _("From afar")), (Presence.WITH_REASON, _("Absent, with reason")), (Presence.WITHOUT_REASON, _("Absent, no reason")))


class Reply(models.TextChoices):
    """A member's answer to the notice."""

    COMING = "coming", _("I am coming")
    EXCUSED = "excused", _("I can not come")
    FROM_AFAR = "from_afar", _("I ask to join from afar")


class Place(models.TextChoices):
    """Where a member stands towards a meeting on its day: from statuses and stays, never typed."""

    CALLED = "called", _("Called")
    EXEMPT = "exempt", _("Exempt")
    ELSEWHERE = "elsewhere", _("Temporarily in another branch")
    SUSPENDED = "suspended", _("Suspended")


class ChairedAs(models.TextChoices):
    """In which office the chair signs what the branch resolved."""

    SECRETARY = "secretary", _("Secretary")
    DEPUTY = "deputy", _("Deputy secretary")
    COMMITTEE = "committee", _("Branch committee member")


class DelegateBy(models.TextChoices):
    """By what right somebody is a delegate."""

    ELECTED = "elected", _("Elected as a delegate")
    BY_RIGHT = "by_right", _("Delegate by office")
    APPOINTED = "appointed", _("Appointed as a delegate")
    MEMBER = "member", _("Member of the organisation")


class ElectionOf(models.TextChoices):
    """What is elected."""

    COMMITTEE = "committee", _("The committee")
    STANDING = "standing", _("The standing committee")
    SECRETARY = "secretary", _("The secretary")
    DEPUTY = "deputy", _("Deputy secretaries")
    DELEGATES = "delegates", _("Delegates to the congress above")


class VoteAbout(models.TextChoices):
    OTHER = "other", _("Another question")
    RESOLUTION = "resolution", _("The conclusion or resolution")
    SCORE = "score", _("The score and level of the meeting")


class Level(models.TextChoices):
    """Quality of a meeting (domain/meetings.md §5)."""

    GOOD = "good", _("Good meeting")
    FAIR = "fair", _("Fair meeting")
    AVERAGE = "average", _("Average meeting")
    WEAK = "weak", _("Weak meeting")


class HeldWhen(models.TextChoices):
    """How the day of a regular meeting keeps the rule."""

    ON_DAY = "on_day", _("On the day of the rule")
    IN_WINDOW = "in_window", _("In the time for special cases")
    OUTSIDE = "outside", _("On another day")


class Late(models.TextChoices):
    """What of a meeting is late, or was."""

    NOT_CALLED = "not_called", _("Notice and papers not sent in time")
    NOT_HELD = "not_held", _("Not held")
    MINUTES = "minutes", _("Minutes not settled in time")


@declare
class MeetingAct(models.TextChoices):
    PLANNED = "meeting.planned", _("Meeting planned")
    CHANGED = "meeting.changed", _("Plan of the meeting changed")
    AGENDA_SET = "meeting.agenda_set", _("Agenda of the meeting set")
    CALLED_OFF = "meeting.called_off", _("Meeting called off")
    CALLED = "meeting.called", _("Members called to the meeting")
    ANSWERED = "meeting.answered", _("Notice of the meeting answered")
    OPENED = "meeting.opened", _("Meeting opened")
    MARKED = "meeting.marked", _("Presence at the meeting marked")
    CHECKED_IN = "meeting.checked_in", _("Presence told by the member on the own phone")
    REST_MARKED = "meeting.rest_marked", _("All others marked as present at the meeting")
    OPINION_NOTED = "meeting.opinion_noted", _("Opinion counted at the meeting")
    TEXT_ENTERED = "meeting.text_entered", _("Text of an agenda item entered")
    VOTED = "meeting.voted", _("Vote by show of hands recorded")
    BALLOT_OPENED = "meeting.ballot_opened", _("Secret ballot of the meeting opened")
    TASK_GIVEN = "meeting.task_given", _("Task given at the meeting")
    CONCLUDED = "meeting.concluded", _("Conclusion of the meeting entered")
    SCORED = "meeting.scored", _("Meeting scored by the branch")
    CLOSED = "meeting.closed", _("Meeting closed")
    TIMED = "meeting.timed", _("Begin and end of the meeting corrected")
    SETTLED = "meeting.settled", _("Minutes of the meeting settled")
    AMENDED = "meeting.amended", _("Minutes of the meeting amended")
    RESOLUTION_DRAFTED = "meeting.resolution_drafted", _("Resolution of the meeting drafted")
    LEVEL_DECIDED = "meeting.level_decided", _("Official level of the meeting decided")
    DELEGATE_ADDED = "meeting.delegate_added", _("Delegate to the congress entered")
    DELEGATE_REMOVED = "meeting.delegate_removed", _("Delegate to the congress taken out")
    NOMINATED = "meeting.nominated", _("Ballot paper of an election laid down")
    ELECTED = "meeting.elected", _("Ballots of an election counted")
    SEATED = "meeting.seated", _("Those elected entered in the committee")


@declare
class FollowingAct(models.TextChoices):
    ASSIGNED = "following.assigned", _("Committee member given a branch to follow")
    ENDED = "following.ended", _("Committee member follows the branch no longer")
    VISITED = "following.visited", _("Visit of a committee member noted")
    TAKEN_BACK = "following.taken_back", _("Visit of a committee member taken back")
