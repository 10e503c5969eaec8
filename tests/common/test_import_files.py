"""Files from outside are opened only when they may be, and only in a child with limits."""

import os
import subprocess
import sys
import zipfile

import pytest

from coso.common.errors import CannotRun
from coso.common.imports import files
from coso.common.imports.files import read_file
from tests import sheets

ROWS = [["STT", "Họ và tên", "Giới tính"], ["1", "Đặng Thị Ước", "Nữ"]]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-16-le", ";")],
)
def test_csv_is_read_whatever_its_letters_and_marks(tmp_path, encoding, delimiter):
    path = sheets.write_csv(tmp_path / "a.csv", ROWS, encoding=encoding, delimiter=delimiter)
    assert [cells for _number, cells in read_file(path)[0].rows] == ROWS


def test_csv_in_the_old_windows_letters_is_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("STT;Họ tên\r\n1;Đặng Thị Hoa\r\n".replace("ọ", "o\u0323").replace("ặ", "ă\u0323").replace("ị", "i\u0323").encode("cp1258"))
    assert read_file(path)[0].rows[1][1][1].startswith("Đă")


def test_our_own_guard_against_formulas_is_taken_off_again(tmp_path):
    path = sheets.write_csv(tmp_path / "a.csv", [["a", "b"], ["'+84 912", "'tis"]])
    assert read_file(path)[0].rows[1][1] == ["+84 912", "'tis"]


def test_xlsx_and_ods_give_the_same_cells(tmp_path):
    xlsx, ods = sheets.write_xlsx(tmp_path / "a.xlsx", ROWS), sheets.write_ods(tmp_path / "a.ods", ROWS)
    assert [cells for _n, cells in read_file(xlsx)[0].rows] == [cells for _n, cells in read_file(ods)[0].rows] == ROWS


def zipped(path, parts, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/workbook.xml": "", "xl/vbaProject.bin": ""}, {"xl/workbook.bin": ""}, {"xl/workbook.xml": "", "xl/externalLinks/externalLink1.xml": ""},
        {"xl/workbook.xml": "", "xl/embeddings/oleObject1.bin": ""}, {"xl/workbook.xml": "", "xl/activeX/activeX1.xml": ""},
        {"word/document.xml": ""}, {"mimetype": "application/vnd.oasis.opendocument.text"},
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "Basic/Standard/Module1.xml": ""},
        {"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": "0" * 30_000_000},
        {"xl/workbook.xml": "", **{f"xl/{n}.xml": "" for n in range(1001)}},
    ],
)
def test_macros_links_bombs_and_other_files_are_refused_unopened(tmp_path, parts, monkeypatch):
    monkeypatch.setattr(files, "_read_in_child", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(CannotRun):
        read_file(zipped(tmp_path / "a.xlsx", parts))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", files.OLD_OFFICE + b"x" * 100, b"%PDF-1.7", b"\x89PNG\r\n"])
def test_what_is_no_spreadsheet_is_refused(tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(CannotRun):
        read_file(path)


def test_a_file_too_large_or_missing_is_refused(tmp_path, monkeypatch):
    with pytest.raises(CannotRun):
        read_file(tmp_path / "nowhere.xlsx")
    monkeypatch.setattr(files, "LARGEST_FILE", 10)
    with pytest.raises(CannotRun):
        read_file(sheets.write_csv(tmp_path / "a.csv", ROWS))


def test_a_damaged_sheet_is_refused_by_the_child(tmp_path):
    with pytest.raises(CannotRun):
        read_file(zipped(tmp_path / "a.xlsx", {"xl/workbook.xml": "<workbook", "[Content_Types].xml": ""}))


def test_a_child_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "CHILD_SECONDS", 0.001)
    with pytest.raises(CannotRun):
        read_file(sheets.write_csv(tmp_path / "a.csv", ROWS))


def test_the_child_has_little_memory_little_time_no_secrets_and_writes_no_file(tmp_path):
    script = (
        "import sys, runpy; sys.argv = ['child', 'csv', 'x']; m = runpy.run_path(sys.path[0] + '/child.py') if False else None\n"
        f"import importlib.util; s = importlib.util.spec_from_file_location('child', {str(files.CHILD)!r}); m = importlib.util.module_from_spec(s)\n"
        "s.loader.exec_module(m); m.confine()\n"
        "import resource; print(resource.getrlimit(resource.RLIMIT_AS)[1], resource.getrlimit(resource.RLIMIT_CPU)[1], resource.getrlimit(resource.RLIMIT_FSIZE)[1])\n"
        "try:\n x = bytearray(2 * 1024**3); print('grew')\nexcept MemoryError: print('held')\n"
    )
    said = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True, env={"PATH": os.defpath}).stdout.split()
    assert said == [str(1024**3), "60", "0", "held"]


# --- formulas ------------------------------------------------------------------------------------

def test_the_places_of_formulas_are_told(tmp_path):
    path = sheets.with_formulas(sheets.write_xlsx(tmp_path / "a.xlsx", ROWS), {(2, 2): "Đặng Thị Ước", (2, 3): "Nữ"})
    (sheet,) = read_file(path)
    assert sheet.formulas == [[2, 1], [2, 2]]
    assert sheet.rows[1][1] == ["1", "Đặng Thị Ước", "Nữ"]


def test_formulas_of_ods_are_found_past_repeated_rows_and_cells(tmp_path):
    path = sheets.write_ods(tmp_path / "a.ods", ROWS)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    content = parts["content.xml"].decode()
    first = content.index("<table:table-row")
    more = '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2"/></table:table-row>'
    one = '<table:table-row><table:table-cell table:number-columns-repeated="4"/><table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/></table:table-row>'
    parts["content.xml"] = (content[:first] + more + one + content[first:]).encode()
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    (sheet,) = read_file(path)
    assert sheet.formulas == [[4, 4]]


def test_a_sheet_without_formulas_tells_of_none(tmp_path):
    assert read_file(sheets.write_xlsx(tmp_path / "a.xlsx", ROWS))[0].formulas == []
