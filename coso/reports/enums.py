from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class Format(models.TextChoices):
    """How a report leaves Coso."""

    HTML = "html", _("Web page")
    XLSX = "xlsx", _("Spreadsheet (XLSX)")
    DOCX = "docx", _("Document (DOCX)")
    PDF = "pdf", _("PDF")


@declare
class ReportAct(models.TextChoices):
    FROZEN = "report.frozen", _("Report settled and kept")
