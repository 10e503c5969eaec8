"""The errors a person may meet, each a whole sentence in their language."""

from django.core.exceptions import PermissionDenied


class CosoError(Exception):
    """An expected refusal; its text is shown to the person who asked."""


class RuleBroken(CosoError):
    """What was asked breaks a rule of the field: what happened, what was kept, what to do."""


class NotAllowed(PermissionDenied, CosoError):
    """In scope, but this person's roles do not give this right (403)."""


class NoConfirmedRule(CosoError):
    """The rulebook holds no value for this key on this day; names the regulation to look in."""


class NotSettled(NoConfirmedRule):
    """Sources give this key several values and the administrator has not chosen; tells them all."""


class CannotRun(CosoError):
    """The machine, the database or a file does not allow it; a command ends with exit code 2."""
