from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Needs a person")
    CANCELLED = "cancelled", _("Cancelled")


class ImportState(models.TextChoices):
    """How far an import is: nothing of it is in the records before `committing`."""

    READ = "read", _("File read")
    PREVIEWED = "previewed", _("Ready to enter")
    COMMITTING = "committing", _("Being entered")
    DONE = "done", _("Entered")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Thrown away")


class RowState(models.TextChoices):
    """What an import does, or did, with one row of the sheet."""

    WAITING = "waiting", _("Not looked at yet")
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    QUESTION = "question", _("Needs an answer")
    ERROR = "error", _("Error")


class CellState(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Same")
    WARNING = "warning", _("Look at this")
    ACT = "act", _("Dated act")
    FORMULA = "formula", _("Formula")
    ERROR = "error", _("Error")


class OperationState(models.TextChoices):
    """What became of one tap of a phone."""

    APPLIED = "applied", _("Entered")
    KEPT = "kept", _("Waits for a person")
    SET_ASIDE = "set_aside", _("Set aside")
