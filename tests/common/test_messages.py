"""Translations survive two people's work merged by union, and nothing incomplete passes."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from coso.common import messages
from coso.common.messages import Message

WORDS = st.sampled_from([f"Text {letter}" for letter in "ABCDEFGHIJKLMNOP"])


def file_of(texts: dict[str, str], place: Path) -> Path:
    found = [Message("", text, said=(said,)) for text, said in sorted(texts.items())]
    place.write_text(messages.written(found, "vi"))
    return place


@given(base=st.sets(WORDS), ours=st.sets(WORDS), theirs=st.sets(WORDS))
def test_two_peoples_additions_merge_by_union(tmp_path_factory, base, ours, theirs):
    folder = tmp_path_factory.mktemp("merge")
    said = {text: f"Lời của {text}" for text in base}
    mine = said | {text: f"Lời của {text}" for text in ours}
    yours = said | {text: f"Lời của {text}" for text in theirs}
    files = [file_of(texts, folder / name) for name, texts in (("ours", mine), ("base", said), ("theirs", yours))]
    merged = subprocess.run(["git", "merge-file", "-p", "--union", *files], capture_output=True, text=True, check=True).stdout
    (folder / "merged").write_text(merged)
    read = {message.text: message.said[0] for message in messages.read(folder / "merged").values()}
    assert set(read) == set(mine) | set(yours)
    assert all(said == f"Lời của {text}" for text, said in read.items())


def test_what_is_written_is_read_again(tmp_path):
    every = [
        Message("", 'A "quoted"\nline', said=("Một \\ dòng\n",)), Message("month", "May", said=("Tháng Năm",), unsure=True),
        Message("", "%(n)s row", "%(n)s rows", ("%(n)s dòng",), notes=("# counted",)),
    ]
    (tmp_path / "file.po").write_text(messages.written(every, "vi"))
    assert list(messages.read(tmp_path / "file.po").values()) == every


@pytest.mark.parametrize(("said", "fault"), [(("",), "empty"), (("Chào",), "other placeholders"), (("Chào %(tên)s",), "other placeholders")])
def test_an_incomplete_translation_is_a_fault(said, fault):
    assert fault in list(Message("", "Hello %(name)s", said=said).faults())


def test_every_word_on_screen_is_translated():
    found = messages.gather(settings.BASE_DIR / "coso") | messages.gather(settings.BASE_DIR / "config")
    path = settings.LOCALE_PATHS[0] / "vi" / "LC_MESSAGES" / "django.po"
    now = messages.merged(found, messages.read(path), "vi")
    assert [(message.text, fault) for message in now for fault in message.faults()] == []
    assert path.read_text() == messages.written(now, "vi")


def test_templates_and_code_are_read(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('<p>{% translate "One" %}</p>\n  {% blocktranslate trimmed count n=1 %}\n {{ n }} row\n{% plural %}{{ n }} rows{% endblocktranslate %} {{ _("Two") }}')
    (tmp_path / "code.py").write_text('_("Three")\npgettext_lazy("month", "May")\nf(_("long "\n "text"))\n')
    assert set(messages.gather(tmp_path)) == {("One", ""), ("%(n)s row", ""), ("Two", ""), ("Three", ""), ("May", "month"), ("long text", "")}
