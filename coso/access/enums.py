from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.access.roles import DESKS, ROLES
from coso.common.acts import declare


def role_choices() -> list[tuple[str, str]]:
    return [(role.key, role.title) for role in ROLES.values()]


def desk_choices() -> list[tuple[str, str]]:
    return [(desk.value, title) for desk, title in DESKS.items()]


class ReadingKind(models.TextChoices):
    OPENED = "opened", _("Opened the record")
    REVEALED = "revealed", _("Saw sensitive fields")
    LISTED = "listed", _("Listed sensitive fields")
    EXPORTED = "exported", _("Took an export")


@declare
class AccessAct(models.TextChoices):
    ACCOUNT_OPENED = "account.opened", _("Account opened")
    ACCOUNT_CLOSED = "account.closed", _("Account closed")
    ACCOUNT_REOPENED = "account.reopened", _("Account reopened")
    CODE_ISSUED = "account.code_issued", _("Activation code issued")
    PIN_SET = "account.pin_set", _("PIN set on a phone")
    PIN_ENDED = "account.pin_ended", _("PIN of a phone ended")
    ACTIVATED = "account.activated", _("Account activated")
    APPOINTED = "appointment.made", _("Role given")
    APPOINTMENT_ENDED = "appointment.ended", _("Role ended")
    STAND_IN = "appointment.stand_in", _("Somebody stands in")
    SIGNED_OUT = "account.signed_out", _("Signed out everywhere")
