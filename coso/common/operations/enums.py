from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class Outcome(models.TextChoices):
    """What the receipt says. The phone forgets an operation after the first three, and keeps it after the others."""

    APPLIED = "applied", _("Entered.")
    KEPT = "kept", _("Received, not entered: a person will decide.")
    SET_ASIDE = "set_aside", _("Received; a person has decided not to enter it.")
    REFUSED = "refused", _("Not taken.")
    LATER = "later", _("The server is still busy with it. It will be sent again.")


@declare
class OperationAct(models.TextChoices):
    ENTERED = "operation.entered", _("An entry from a phone that had waited was entered")
    SET_ASIDE = "operation.set_aside", _("An entry from a phone was set aside")
