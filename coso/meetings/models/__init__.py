"""A branch's meetings: the plan, the notice and its answers, the roll call, what was discussed and voted, the score, the minutes.

Marks of the roll call, counts of opinions, answers and versions of the minutes are only ever added. Who spoke and how often
is kept; what was said stands nowhere but in the text of the item, written by the meeting secretary.
"""

from coso.meetings.models.congress import Candidate, Delegate, Election
from coso.meetings.models.following import Following, FollowingKnown, Visit, VisitKnown
from coso.meetings.models.held import Called, CalledKnown, Held, HeldKnown, Seat, SeatKnown
from coso.meetings.models.meeting import BEFORE, HELD, AgendaItem, Meeting, MeetingQuerySet
from coso.meetings.models.outcome import MeetingVote, Minutes, ScoreLine
from coso.meetings.models.people import Answer, Mark, Notice, Opinion, OwnQuerySet
from coso.meetings.models.task import MeetingTask

__all__ = ["BEFORE", "HELD", "AgendaItem", "Answer", "Called", "CalledKnown", "Candidate", "Delegate", "Election", "Following", "FollowingKnown", "Held", "HeldKnown", "Mark", "Meeting", "MeetingQuerySet", "MeetingTask", "MeetingVote", "Minutes", "Notice", "Opinion", "OwnQuerySet", "ScoreLine", "Seat", "SeatKnown", "Visit", "VisitKnown"]
