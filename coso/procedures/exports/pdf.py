"""Party papers as PDF, set by typst; the content goes in as data, never as markup."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from coso.common.text_tables import table_rows

TEMPLATE = Path(__file__).resolve().parent.parent / "papers" / "sheet.typ"


def written(paper: Any, template: Path = TEMPLATE) -> bytes:
    """paper: a dataclass, given to the typst template as JSON; a part of its body that is a table in text comes as rows."""
    told = asdict(paper)
    if "body" in told:
        told["body"] = [table_rows(one) or one for one in told["body"]]
    made = typst.compile(str(template), format="pdf", font_paths=fonts(), sys_inputs={"paper": json.dumps(told, ensure_ascii=False)})
    if not isinstance(made, bytes):
        raise TypeError("typst answered no single file")
    return made


@cache
def fonts() -> list[str]:
    """Folders with Tinos, which has the measures of Times New Roman; without it typst's own serif serves."""
    folder = Path(settings.BASE_DIR) / "node_modules" / "@expo-google-fonts" / "tinos"
    return [str(folder)] if folder.is_dir() else []
