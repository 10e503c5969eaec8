from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coso.common.acts import declare


class Office(models.TextChoices):
    """What somebody is in a committee, the first in rank first (domain/organisation.md §7)."""

    SECRETARY = "secretary", _("Secretary of the committee")
    PERMANENT_DEPUTY = "permanent_deputy", _("Permanent deputy secretary")
    DEPUTY = "deputy", _("Deputy secretary")
    MEMBER = "member", _("Committee member")


class Filled(models.TextChoices):
    """How the seat was filled."""

    ELECTED = "elected", pgettext_lazy("seat", "Elected")
    APPOINTED = "appointed", pgettext_lazy("seat", "Appointed")
    SUPPLEMENTED = "supplemented", _("Added between congresses")


@declare
class CommitteeAct(models.TextChoices):
    SEATED = "committee.seated", _("Seat in the committee filled")
    CORRECTED = "committee.corrected", _("Seat in the committee corrected")
    ENDED = "committee.ended", _("Seat in the committee ended")
