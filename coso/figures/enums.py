from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


@declare
class FigureAct(models.TextChoices):
    RELEASED = "figure.released", _("Figure released to everybody")
    TAKEN_BACK = "figure.taken_back", _("Released figure taken back")


class Tree(models.TextChoices):
    """On which tree of organisations a figure is read."""

    STOOD = "stood", _("Tree as it stood that day")
    STANDS = "stands", _("Tree as it stands today")


class Direction(models.TextChoices):
    """Whether more of it is better, worse, or neither."""

    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")
    NEITHER = "neither", _("Neither")


class Subject(models.TextChoices):
    """What a figure is about: the first word of its key. Pages list figures by subject, in this order."""

    MEMBERS = "members", _("Members on the roll")
    STATUSES = "statuses", _("States of members")
    ADMISSIONS = "admissions", _("Development of members")
    TRANSFERS = "transfers", _("Transfers")
    ASSIGNMENTS = "assignments", _("Tasks")
    UNITS = "units", _("Party organisations")
    BRANCHES = "branches", _("Branches")
    MASS_BODIES = "mass_bodies", _("Mass organisations")
    AREAS = "areas", _("Residential areas")
    MEETINGS = "meetings", _("Meetings")
    DIALOGUE = "dialogue", _("Dialogue")
    REVIEWS = "reviews", _("Classification")
    CADRES = "cadres", _("Cadres")
    OVERSIGHT = "oversight", _("Inspection and discipline")
    DUES = "dues", _("Dues")
    HANDBOOK = "handbook", _("Handbook")
