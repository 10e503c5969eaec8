"""What people typed reaches the page as they typed it, through every way a part is given its values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler

NASTY = ["<b>đậm</b>", 'Chi bộ "Sao Mai" & bạn', "{{ 7|add:7 }}", "{% now 'Y' %}", "['a']", "None", "1", "'", "</dt><script>alert(1)</script>"]
ESCAPED = str.maketrans({"<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "&": "&amp;"})


def shown(source: str, **values: object) -> str:
    return engines["django"].from_string(CottonCompiler().process(source)).render(values)


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("source", [
    '<c-fact label="x" value="{{ text }}" />',
    '<c-fact label="{{ text }}" value="x" />',
    '<c-fact label="x">{{ text }}</c-fact>',
    '<c-fact label="x" :value="text" />',
    '<c-row what="{{ text }}" why="x" />',
    '<c-record-head name="{{ text }}" line="x" />',
    '<c-figure-card label="x" :value="text" />',
    '<c-card title="{{ text }}">x</c-card>',
    '<c-card title="x"><c-fact label="x" value="{{ text }}" /></c-card>',
])
def test_a_text_is_shown_as_it_was_typed(source: str, text: str) -> None:
    assert text.translate(ESCAPED) in shown(source, text=text)


def test_a_part_takes_nothing_from_the_page_around_it_that_it_was_not_given() -> None:
    assert "as-cards" not in shown('<c-table label="x">x</c-table>', cards=["a"])
    assert "as-cards" in shown('<c-table label="x" cards>x</c-table>')
    assert "late" not in shown('<c-row what="x" />', late=True)
    assert "narrow" in shown('<c-form :form="form" />', form="", wide=True)


def test_every_part_says_what_it_is_given_when_nothing_is() -> None:
    """A variable without a default would be looked for in the page."""
    for part in Path(settings.BASE_DIR, "coso/common/templates/cotton").glob("*.html"):
        for told in re.findall(r"<c-vars(.*?)/>", part.read_text()):
            assert all("=" in word for word in re.findall(r':?[a-z_]+(?:="[^"]*")?', told)), part.name
