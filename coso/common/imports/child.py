"""Read one spreadsheet or CSV file and print its cells as JSON lines, or a DOCX and print its text. Runs alone, with limits, without Django.

Usage: child.py FORMAT FILE. Of `docx` plain text is printed: each paragraph and each row of a table a line, cells apart by tabs.
Of all others each line is `[sheet number, row number from 1, cells as texts]`; a line
`{"sheet": [number, name, merged ranges]}` goes before each sheet, and `{"formulas": [number, [[row from 1, column from 0]]]}`
after it where a cell's value came from a formula. Exit 3: the file cannot be understood.
"""

import csv
import ctypes
import datetime as dt
import io
import json
import re
import resource
import sys
import zipfile
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY = 1024**3
SECONDS = 60
WIDEST = 200
MOST_ROWS = 200_000
MOST_SHEETS = 20
MOST_FORMULAS = 10_000
BLOCK = 1024**2
LONGEST_TEXT = 20 * 1024**2
NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000


def main() -> int:
    form, path = sys.argv[1:]
    confine()
    try:
        if form == "docx":
            read_document(path)
        else:
            read_text(path) if form == "csv" else read_book(path, form)
    except (CalamineError, UnicodeError, csv.Error, ValueError, OSError, zipfile.BadZipFile, expat.ExpatError) as problem:
        sys.stderr.write(f"{type(problem).__name__}: {problem}\n")
        return 3
    return 0


def confine() -> None:
    """Little memory, little time, no new files, and where the system allows it no network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).unshare(NEW_USER_AND_NETWORK)


def read_book(path: str, form: str) -> None:
    formulas = (formulas_of_xlsx if form == "xlsx" else formulas_of_ods)(path)
    with CalamineWorkbook.from_path(path) as book:
        seen = [s for s in book.sheets_metadata if s.visible is SheetVisibleEnum.Visible and s.typ is SheetTypeEnum.WorkSheet]
        for number, about in enumerate(seen[:MOST_SHEETS]):
            sheet = book.get_sheet_by_name(about.name)
            merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or [] if start[0] < 60][:1000]
            say({"sheet": [number, about.name, merged]})
            say_rows(number, ([plain(cell) for cell in row[:WIDEST]] for row in sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)))
            if found := formulas.get(about.name):
                say({"formulas": [number, found[:MOST_FORMULAS]]})


def formulas_of_xlsx(path: str) -> dict[str, list[tuple[int, int]]]:
    """Sheet name -> row from 1 and column from 0 of each cell with a formula; the reader itself tells results only."""
    found: dict[str, list[tuple[int, int]]] = {}
    with zipfile.ZipFile(path) as packed:
        parts = {entry.lower(): entry for entry in packed.namelist()}
        targets = {key: target for key, target in attributes(packed, parts.get("xl/_rels/workbook.xml.rels", ""), "Relationship", "Id", "Target")}  # noqa: C416 pairs, as types say
        for name, key in attributes(packed, parts["xl/workbook.xml"], "sheet", "name", "id"):
            target = targets.get(key, "")
            part = parts.get((target[1:] if target.startswith("/") else f"xl/{target}").lower())
            if part:
                found[name] = located(packed, part)
    return found


def attributes(packed: zipfile.ZipFile, part: str, element: str, *names: str) -> list[tuple[str, ...]]:
    """Of each such element in a small part, the values of the named attributes, whatever their prefixes."""
    out: list[tuple[str, ...]] = []

    def begin(tag: str, held: dict[str, str]) -> None:
        plain_names = {name.rsplit(":", 1)[-1]: value for name, value in held.items()}
        if tag.rsplit(":", 1)[-1] == element:
            out.append(tuple(plain_names.get(name, "") for name in names))

    if part:
        parser = expat.ParserCreate()
        parser.StartElementHandler = begin
        parser.Parse(packed.read(part), True)
    return out


FORMULA = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>\s*<(?:\w+:)?f[\s>/]""")


def located(packed: zipfile.ZipFile, part: str) -> list[tuple[int, int]]:
    """Cells whose first child is a formula; by pattern and block by block, since whole sheets are large."""
    found: dict[tuple[int, int], None] = {}
    with packed.open(part) as file:
        rest = b""
        while block := file.read(BLOCK):
            text = rest + block
            for letters, digits in FORMULA.findall(text):
                found[int(digits), column_of(letters)] = None
            rest = text[-1000:]
    return list(found)


def column_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def formulas_of_ods(path: str) -> dict[str, list[tuple[int, int]]]:
    """As for XLSX; repeated rows and cells count as often as they say."""
    with zipfile.ZipFile(path) as packed, packed.open("content.xml") as file:
        text = file.read()
    walk = OdsWalk()
    if b"table:formula" in text:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = walk.begin, walk.end
        parser.Parse(text, True)
    return walk.found


class OdsWalk:
    """Where in an ODS file the formulas stand."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[int, int]]] = {}
        self.name, self.row, self.column = "", 0, 0

    def begin(self, tag: str, held: dict[str, str]) -> None:
        if tag == "table:table":
            self.name, self.row = held.get("table:name", ""), 0
        elif tag == "table:table-row":
            self.row, self.column = self.row + 1, 0
            self.again = int(held.get("table:number-rows-repeated", "1"))
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            if "table:formula" in held:
                self.found.setdefault(self.name, []).append((self.row, self.column))
            self.column += int(held.get("table:number-columns-repeated", "1"))

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self.row += self.again - 1


def read_document(path: str) -> None:
    """The body's text; what was deleted, footnotes and a text box's second form are left out."""
    walk = DocumentWalk()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = walk.begin, walk.end, walk.text
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.buffer_text = True
    with zipfile.ZipFile(path) as packed, packed.open("word/document.xml") as file:
        while block := file.read(BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    sys.stdout.write("".join(walk.said))


def refuse_doctype(*_told: object) -> None:
    raise ValueError("a document type is declared")


class DocumentWalk:
    """Gathers the text. cells: of each table that is open, the cells of its row so far."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.words: list[str] = []
        self.cells: list[list[str]] = []
        self.span, self.passed, self.size = 1, 0, 0
        self.in_text = False

    def begin(self, tag: str, held: dict[str, str]) -> None:
        if self.passed or tag == "mc:Fallback":
            self.passed += 1
        elif tag == "w:tbl":
            if not self.cells:
                self.say("\n")
            self.cells.append([])
        elif tag == "w:tc":
            self.span = 1
            self.words.append("\v")  # where the cell begins
        elif tag == "w:gridSpan":
            self.span = min(int(held.get("w:val", "1")), WIDEST)
        elif tag in ("w:tab", "w:br", "w:cr") and (tag != "w:tab" or not held):
            self.words.append(" " if tag == "w:tab" or self.cells else "\n")
        self.in_text = tag == "w:t"

    def end(self, tag: str) -> None:
        self.in_text = False
        if self.passed:
            self.passed -= 1
        elif tag == "w:p":
            if self.cells:
                self.words.append(" ")
            else:
                self.say("".join(self.words) + "\n")
                self.words = []
        elif tag == "w:tc" and self.cells:
            self.end_cell()
        elif tag == "w:tr" and len(self.cells) == 1:
            self.say("\t".join(self.cells[0]) + "\n")
            self.cells[0] = []
        elif tag == "w:tbl" and self.cells:
            inner = self.cells.pop()
            self.words += [" ".join(inner), " "]
            if not self.cells:
                self.words = []
                self.say("\n")

    def end_cell(self) -> None:
        begun = len(self.words) - 1 - self.words[::-1].index("\v")
        text = " ".join("".join(self.words[begun + 1 :]).split())
        del self.words[begun:]
        self.cells[-1] += [text] + [""] * (self.span - 1)
        self.span = 1

    def text(self, data: str) -> None:
        if self.in_text and not self.passed:
            self.words.append(data)

    def say(self, text: str) -> None:
        self.size += len(text)
        if self.size > LONGEST_TEXT:
            raise ValueError("too much text")
        self.said.append(text)


def read_text(path: str) -> None:
    with open(path, "rb") as file:  # noqa: PTH123 no more modules than needed
        text = decoded(file.read())
    say({"sheet": [0, "", []]})
    csv.field_size_limit(1_000_000)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    say_rows(0, ([without_guard(cell) for cell in row[:WIDEST]] for row in rows))


def decoded(data: bytes) -> str:
    """UTF-8 with or without mark, UTF-16, else the Vietnamese Windows code page."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    if b"\0" in data[:1000]:
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1258")


def delimiter(text: str) -> str:
    """The mark that parts most of the first lines the same way."""
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    return max(",;\t", key=lambda mark: sum(min(line.count(mark), 40) for line in lines))


def without_guard(cell: str) -> str:
    """Take away the apostrophe our own CSV puts before what a spreadsheet would run."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@\t\r\n＝＋－＠") else cell


def plain(cell: object) -> str:
    """A cell as text: dates in ISO form, whole numbers without a point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def say_rows(sheet: int, rows: object) -> None:
    for number, cells in enumerate(rows, 1):  # type: ignore[arg-type, var-annotated]
        if number > MOST_ROWS:
            raise ValueError(f"more than {MOST_ROWS} rows")
        if any(cells):
            say([sheet, number, cells])


def say(what: object) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    sys.exit(main())
