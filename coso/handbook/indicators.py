"""Figures of guides that members were asked to confirm as read, counted as those of papers."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from coso.documents.indicators import ASKED, asked, confirmed
from coso.figures.enums import Direction
from coso.figures.queries import Indicator, Ratio, declare, known_by
from coso.handbook.models import GuideAsked, GuideAskedKnown

known_by(GuideAsked, GuideAskedKnown)

declare(
    Indicator(
        key="handbook.guides_asked", name=_("Confirmations asked for of guides"), population=partial(asked, model=GuideAsked), opens="document.view", **ASKED,
        definition=_("Over all guides that were to be confirmed as read until a day of the period, the members on the roll that day whom the guide reaches, without those exempt or suspended."),
    ),
    Indicator(
        key="handbook.guides_confirmed", name=_("Guides confirmed as read"), population=partial(confirmed, model=GuideAsked), direction=Direction.UP, opens="document.view", **ASKED,
        definition=_("Of the confirmations asked for of guides, those the members gave by the last day of the period. Who gave one is read in the member's own branch alone."),
    ),
    Ratio(
        key="handbook.guides_confirmed_share", name=_("Share of guides confirmed as read"), unit_of_measure="%", numerator="handbook.guides_confirmed", denominator="handbook.guides_asked", percent=True, direction=Direction.UP,
        definition=_("Confirmations given among those asked for, over all guides that were to be confirmed until a day of the period, in percent, two decimals."),
    ),
)
