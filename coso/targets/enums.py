from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class SchemeKind(models.TextChoices):
    """What sets the targets."""

    SCHEME = "scheme", _("Scheme")
    RESOLUTION = "resolution", _("Resolution")
    PLAN = "plan", _("Yearly plan")
    REGISTERED = "registered", _("Registered by the unit itself")


class Aim(models.TextChoices):
    """On which side of its value a target is met."""

    AT_LEAST = "at_least", _("At least")
    AT_MOST = "at_most", _("At most")


class HandState(models.TextChoices):
    """How far a target has come on its way to a unit."""

    PROPOSED = "proposed", _("Proposed, waits for the unit's answer")
    ACCEPTED = "accepted", _("Accepted, waits for the decision")
    ANSWERED = "answered", _("Answered with a reason")
    DECIDED = "decided", _("Decided")


class SplitWay(models.TextChoices):
    EQUAL = "equal", _("The same for each unit")
    SIZE = "size", _("By the number of members")
    HAND = "hand", _("By hand")


class Standing(models.TextChoices):
    """How a target stands on a day; the rule is in `declarations`."""

    DONE = "done", _("Target met")
    ON_THE_WAY = "on_the_way", _("On the way")
    AT_RISK = "at_risk", _("At risk")
    LATE = "late", _("Behind the pace")
    MISSED = "missed", _("Ended short")
    UNKNOWN = "unknown", _("Cannot be told")

    @property
    def kind(self) -> str:
        """The kind of state its word is shown as."""
        return {"done": "good", "on_the_way": "info", "at_risk": "warn", "late": "bad", "missed": "bad"}.get(self.value, "")


@declare
class TargetAct(models.TextChoices):
    SCHEME_SET = "scheme.set", _("Scheme entered")
    SET = "target.set", _("Target set")
    SPLIT = "target.split", _("Target shared out among the units below")
    ACCEPTED = "target.accepted", _("Target accepted")
    ANSWERED = "target.answered", _("Target answered with a reason")
    PROPOSED = "target.proposed", _("Target proposed anew")
    DECIDED = "target.decided", _("Target decided")
    REVISED = "target.revised", _("Target revised by a decision")
    REPORTED = "target.reported", _("Result of a target reported")
    CARRIED = "target.carried", _("Target carried along to the unit that follows")
    MODEL_REGISTERED = "new_model.registered", _("New model registered")
    MODEL_REPORTED = "new_model.reported", _("Result of a new model reported")
