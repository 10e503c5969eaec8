"""Papers of cases as files."""

from coso.procedures.exports import docx, pdf
from coso.procedures.exports.sheet import Sheet, filled_sheet, sheet_of, wording

TYPES = {
    "docx": (docx.written, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf.written, "application/pdf"),
}

__all__ = ["TYPES", "Sheet", "filled_sheet", "sheet_of", "wording"]
