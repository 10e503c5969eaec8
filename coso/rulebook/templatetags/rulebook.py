"""What a row has kept of a rule, in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from coso.rulebook.wording import said_unit, with_unit

register = template.Library()


@register.filter
def said(kept: dict[str, Any]) -> str:
    """`30 ngày làm việc` of a value kept with its unit; all readings where sources disagreed."""
    values = kept["value"] if isinstance(kept["value"], list) else [kept["value"]]
    return with_unit(_(" or ").join(map(str, values)), kept["unit"])


register.filter("said_unit", said_unit)
