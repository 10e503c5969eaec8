from django.db import models
from django.utils.translation import gettext_lazy as _


class Tree(models.TextChoices):
    """On which tree of organisations a figure is read."""

    STOOD = "stood", _("Tree as it stood that day")
    STANDS = "stands", _("Tree as it stands today")


class Direction(models.TextChoices):
    """Whether more of it is better, worse, or neither."""

    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")
    NEITHER = "neither", _("Neither")
