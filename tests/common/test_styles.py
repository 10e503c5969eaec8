"""The style sheet on the wire: what pages use of it is there, and little else."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from coso.common import styles

CLASS_OF_A_FIELD = re.compile(r"[\"']class[\"']: [\"']([^\"']+)[\"']")
GIVEN = re.compile(r"(--[\w-]+):")
MOST_ON_THE_WIRE = 28 * 1024


@pytest.fixture(scope="module")
def whole() -> str:
    return Path(finders.find(styles.TABLER)).read_text()


def test_the_sheet_is_understood_to_the_last_sign(whole: str) -> None:
    assert "".join(head if body is None else f"{head}{{{body}}}" for head, body in styles.rules(whole)) == whole[: whole.rindex("}") + 1]


def test_with_every_word_used_nothing_is_lost(whole: str) -> None:
    everything = {name.replace("\\", "") for name in styles.CLASS.findall(whole)}
    assert styles.cut(whole, everything) == styles.COMMENT.sub("", whole).strip()


def test_every_value_that_tabler_gives_all_pages_is_there(whole: str) -> None:
    sheet = styles.joined(styles.SHEET, styles.words_used())
    of_all = "".join(body for head, body in styles.rules(styles.COMMENT.sub("", whole)) if body and ":root" in head and not head.startswith(styles.NESTED))
    known, given = set(GIVEN.findall(of_all)), set(GIVEN.findall(sheet))
    assert "--tblr-body-font-family" in known
    assert known - given == set()
    assert "Licensed under MIT" in sheet


@pytest.mark.parametrize(("sheet", "left"), [
    ("/*! © tabler.io */.card{a:b}/* .x */:root{--x:1}", ".card{a:b}:root{--x:1}"),
    (".card{a:b}.carousel{c:d}", ".card{a:b}"),
    (".card,.carousel>p{a:b}", ".card{a:b}"),
    ("body{a:b}:root{--x:1}", "body{a:b}:root{--x:1}"),
    (".btn:not(.carousel,.other){a:b}", ".btn:not(.carousel,.other){a:b}"),
    ("@media print{.carousel{a:b}}@media print{.card{a:b}.carousel{a:b}}", "@media print{.card{a:b}}"),
    ('@charset "UTF-8";@keyframes turn{to{a:b}}/* x */.md\\:card{a:b}', '@charset "UTF-8";@keyframes turn{to{a:b}}.md\\:card{a:b}'),
])
def test_a_rule_stays_when_each_class_it_names_is_used(sheet: str, left: str) -> None:
    assert styles.cut(sheet, {"card", "btn", "md:card"}) == left


def test_what_is_on_the_wire_is_light_and_has_all_that_pages_name() -> None:
    words = styles.words_used()
    sheet = styles.joined(styles.SHEET, words)
    assert "@import" not in sheet
    assert len(brotli.compress(sheet.encode())) <= MOST_ON_THE_WIRE
    for name in ("card-header", "form-control", "btn-primary", "table", "tabs-bottom", "answer-tap"):
        assert f".{name}" in sheet
    named = {word for source in Path(settings.BASE_DIR, "coso").rglob("*.py") for told in CLASS_OF_A_FIELD.findall(source.read_text()) for word in told.split()}
    assert named - words == set()
