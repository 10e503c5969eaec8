"""Procedures and cases at the command line, in JSON."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from coso.common.errors import CannotRun
from tests.factories import make_case


def asked(*words: str) -> dict:
    out = StringIO()
    call_command(*words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_declared_procedures_are_told_with_their_steps():
    mending = next(row for row in asked("procedures")["rows"] if row["key"] == "mending")
    assert [step["key"] for step in mending["steps"]] == ["ask", "vote", "mayor", "decide", "work"]
    assert mending["steps"][1]["vote"] == {"share": "admission.vote_share", "board": "official_members"}
    assert mending["steps"][3]["deadline"] == {"rule": "probation.review_working_days", "since": "vote"}


@pytest.mark.django_db
def test_a_case_is_told_whole():
    case = make_case()
    told = asked("case", case.number)
    assert (told["state"], told["step"], [row["kind"] for row in told["entries"]]) == ("open", "vote", ["opened", "done"])
    assert [(row["key"], row["way"]) for row in told["papers"]] == [("photo", "seen")]


@pytest.mark.django_db
def test_a_number_that_no_case_has_is_a_sentence():
    with pytest.raises(CannotRun, match="KN99-1"):
        call_command("case", "KN99-1")
