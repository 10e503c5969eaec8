"""A report's text that an office writes."""

from __future__ import annotations

from datetime import date
from secrets import token_hex

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.figures.queries import Question
from coso.org.models import Unit
from coso.reports import rules
from coso.reports.enums import OWN_KEY, Period, ReportAct
from coso.reports.models import ReportTemplate
from coso.reports.queries import calls_in


@transaction.atomic
def keep_template(*, unit: Unit, name: str, period: Period, text: str, on: date, by: Actor, key: str = "", seen: int = 0) -> ReportTemplate:
    """Keep a template's next version for the unit and all below it; a wrong text is refused (TextRefused), line by line.

    key, seen: the template that is changed, and its version as the writer saw it; empty for a new one.
    """
    by.require("report.freeze", unit)
    rules.check_named(name)
    newest = ReportTemplate.objects.filter(key=key, unit=unit).order_by("-version").first() if key else None
    rules.check_newest(seen, newest.version if newest else 0)
    calls_in(text, Question(unit, on))
    told = {"name": name.strip()[:200], "period": period, "text": text, "by_id": by.pk}
    try:
        with transaction.atomic():
            kept = ReportTemplate.objects.create(unit=unit, key=newest.key if newest else f"{OWN_KEY}{token_hex(4)}", version=seen + 1, **told)
    except IntegrityError as problem:
        raise RuleBroken(_("Somebody has kept a newer version meanwhile. Nothing was kept. Open it and change it there.")) from problem
    record(ReportAct.TEMPLATE_KEPT, kept, by=by, position=unit.position, day=on)
    return kept
