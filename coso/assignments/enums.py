from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class TaskState(models.TextChoices):
    """How far a task has come."""

    GIVEN = "given", _("Under way")
    REPORTED = "reported", _("Reported done, to be accepted")
    HANDED_BACK = "handed_back", _("Handed back")
    DONE = "done", _("Done")
    CALLED_OFF = "called_off", _("Called off")


OPEN = (TaskState.GIVEN, TaskState.REPORTED, TaskState.HANDED_BACK)


class EntryKind(models.TextChoices):
    """A line of a task's story."""

    GIVEN = "given", _("Task given")
    PROGRESS = "progress", _("Progress reported")
    REPORTED = "reported", _("Reported done")
    ACCEPTED = "accepted", _("Accepted as done")
    HANDED_BACK = "handed_back", _("Handed back")
    CALLED_OFF = "called_off", _("Called off")
    EXTENDED = "extended", _("Due date moved")
    REASSIGNED = "reassigned", _("Given to others")
    LEFT = "left", _("Somebody is no longer there")
    FOLLOWED = "followed", _("Went on with the unit that follows")


@declare
class AssignmentAct(models.TextChoices):
    GIVEN = "assignment.given", _("Task given")
    PROGRESS = "assignment.progress", _("Progress of a task reported")
    REPORTED = "assignment.reported", _("Task reported done")
    ACCEPTED = "assignment.accepted", _("Task accepted as done")
    HANDED_BACK = "assignment.handed_back", _("Task handed back")
    CALLED_OFF = "assignment.called_off", _("Task called off")
    EXTENDED = "assignment.extended", _("Due date of a task moved")
    REASSIGNED = "assignment.reassigned", _("Task given to others")
    LEFT = "assignment.left", _("Task left by a member who is no longer there")
    FOLLOWED = "assignment.followed", _("Task went on with the unit that follows")
