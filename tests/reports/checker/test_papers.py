"""Texts from outside: what is read of them, what is refused, and the command."""

import io
import json
import zipfile

import docx
import pytest
from django.core.management import call_command

from coso.common.errors import CannotRun
from coso.reports.checker.papers import text_of, text_of_bytes

WRONG = "Kết nạp 940 đảng viên, trong đó có 423 đảng viên nữ, chiếm 54%.\n"


def document(*paragraphs, rows=()):
    paper = docx.Document()
    for text in paragraphs:
        paper.add_paragraph(text)
    if rows:
        table = paper.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    kept = io.BytesIO()
    paper.save(kept)
    return kept.getvalue()


def packed(parts):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return kept.getvalue()


def body(inside):
    return packed({"word/document.xml": f'<w:document xmlns:w="w" xmlns:mc="mc"><w:body>{inside}</w:body></w:document>'})


def test_a_document_is_its_paragraphs_and_its_tables_row_by_row():
    text = text_of_bytes(document("Báo cáo", "Kết quả", rows=[("Đơn vị", "Số"), ("Xã A", "12"), ("Xã B", "30\n(ước)")]))
    assert text == "Báo cáo\nKết quả\n\nĐơn vị\tSố\nXã A\t12\nXã B\t30 (ước)\n\n"


def test_joined_cells_keep_their_columns_and_deleted_words_are_not_read():
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>".format
    wide, inner = cell('<w:gridSpan w:val="2"/>', "a"), cell("", "3") + cell("", "4")
    table = f"<w:tbl><w:tr>{wide}{cell('', 'b')}</w:tr><w:tr>{cell('', '1')}{cell('', '2')}<w:tc><w:tbl><w:tr>{inner}</w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>"
    extra = "<w:p><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del><w:r><w:t>mới</w:t><w:tab/><w:t>dòng</w:t><w:br/><w:t>sau</w:t></w:r><mc:Fallback><w:r><w:t>hai lần</w:t></w:r></mc:Fallback></w:p>"
    assert text_of_bytes(body(table + extra)) == "\na\t\tb\n1\t2\t3 4\n\nmới dòng\nsau\n"


@pytest.mark.parametrize("content", [
    b"", b"   \n", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04 not really", packed({"xl/workbook.xml": ""}), packed({"word/document.xml": "", "word/vbaProject.bin": ""}),
    packed({"word/document.xml": "0" * 30_000_000}), packed({"word/document.xml": "<w:document"}), body(""), body("<w:p/>"),
    packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "12">]><w:document xmlns:w="w"><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>'}), b"\xff\xfe\x00",
])
def test_what_cannot_be_used_is_refused_in_a_sentence(content):
    with pytest.raises(CannotRun, match=r"\w.*\."):
        text_of_bytes(content)


def test_a_file_too_large_or_missing_is_refused(tmp_path, monkeypatch):
    with pytest.raises(CannotRun):
        text_of(tmp_path / "nowhere.txt")
    monkeypatch.setattr("coso.reports.checker.papers.LARGEST", 10)
    (tmp_path / "a.txt").write_text(WRONG)
    with pytest.raises(CannotRun):
        text_of(tmp_path / "a.txt")
    with pytest.raises(CannotRun):
        text_of_bytes(WRONG.encode())


# --- the command -------------------------------------------------------------------------------------


def run(capsys, *told):
    with pytest.raises(SystemExit) as stopped:
        call_command("check_figures", *told)
    return stopped.value.code, capsys.readouterr()


def test_the_command_tells_findings_as_json_and_ends_with_one(capsys, tmp_path):
    path = tmp_path / "bao-cao.docx"
    path.write_bytes(document("Báo cáo", WRONG.strip()))
    code, said = run(capsys, str(path), "--json", "--language", "en")
    (found,) = (told := json.loads(said.out))["findings"]
    assert (code, told["checked"]) == (1, 2)
    assert set(found) == {"start", "end", "quote", "kind", "severity", "stated", "computed", "explanation"}
    assert (found["stated"], found["computed"], found["kind"], found["severity"]) == ("54%", "45%", "share_of_whole", "error")
    call_command("check_figures", str(path), "--text")
    text = capsys.readouterr().out
    assert text[found["start"] : found["end"]] == found["quote"] == "423 đảng viên nữ, chiếm 54%"


def test_the_command_reads_standard_input_and_ends_with_nought_where_all_agrees(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WRONG.replace("54%", "45%").encode())))
    call_command("check_figures", "-", "--json")
    assert json.loads(capsys.readouterr().out) == {"findings": [], "checked": 2}


def test_the_command_speaks_to_people_and_refuses_with_two(capsys, tmp_path):
    path = tmp_path / "a.md"
    path.write_text(WRONG)
    code, said = run(capsys, str(path))
    assert code == 1
    assert "423 trên 940 là 45%" in said.out
    code, said = run(capsys, str(tmp_path / "nowhere.docx"))
    assert code == 2
    assert "Chưa kiểm tra gì" in said.err
