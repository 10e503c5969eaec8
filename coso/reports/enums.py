from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare

OWN_KEY = "mau-"  # begins the key of every template an office wrote


class Format(models.TextChoices):
    """How a report leaves Coso."""

    HTML = "html", _("Web page")
    XLSX = "xlsx", _("Spreadsheet (XLSX)")
    DOCX = "docx", _("Document (DOCX)")
    PDF = "pdf", _("PDF")


class Period(models.TextChoices):
    """What a report is about: a day, or what happened in a period up to its day."""

    DAY = "day", _("A day")
    MONTH = "month", _("A month")
    QUARTER = "quarter", _("A quarter")
    HALF = "half", _("Six months")
    YEAR = "year", _("A year")
    TERM = "term", _("A term or a scheme")


CALLED_EVERY = {Period.DAY: 0, Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6, Period.YEAR: 12}  # months between two reports asked for


class Against(models.TextChoices):
    """With what a number is compared."""

    YEAR = "year", _("The same period a year before")
    PERIOD = "period", _("The period before")


class State(models.TextChoices):
    """Where a unit's report stands."""

    DRAFT = "draft", _("Being written")
    CHECKED = "checked", _("Checked")
    FROZEN = "frozen", _("Settled")
    SIGNED = "signed", _("Signed off")
    SENT = "sent", _("Sent up")
    RETURNED = "returned", _("Handed back")
    ACCEPTED = "accepted", _("Taken in")


SENT_UP = (State.SENT, State.ACCEPTED)  # in the hands of the unit above


@declare
class ReportAct(models.TextChoices):
    FROZEN = "report.frozen", _("Report settled and kept")
    TEMPLATE_KEPT = "report.template_kept", _("Report template kept")
    OPENED = "report.opened", _("Report begun")
    WRITTEN = "report.written", _("Part of a report written")
    CHECKED = "report.checked", _("Report checked")
    REOPENED = "report.reopened", _("Report opened again")
    SIGNED = "report.signed", _("Report signed off")
    SENT = "report.sent", _("Report sent up")
    RETURNED = "report.returned", _("Report handed back")
    ACCEPTED = "report.accepted", _("Report taken in")
    CALLED = "report.called", _("Reports asked of the units below")
    CALL_ENDED = "report.call_ended", _("Reports no longer asked of the units below")
