"""The rulebook answers with the value of the day, its source, or the regulation to look in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coso.common.errors import NoConfirmedRule
from coso.rulebook import rules
from coso.rulebook.book import book, read
from coso.rulebook.checks import keys_asked, rulebook_is_sound
from coso.rulebook.enums import RuleStatus

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(("key", "value"), [
    ("org.min_official_members", 3),
    ("org.party_organisation_min_members", 30),
    ("org.branch_committee_min_official_members", 9),
    ("org.standing_committee_max_share", Fraction(1, 3)),
    ("org.code.digits", 14),
    ("org.code.groups", (2, 3, 3, 3, 3)),
    ("org.levels", 3),
    ("card.number_digits", 12),
    ("card.change_deadline", date(2025, 9, 2)),
    ("file.history_number_boxes", 10),
    ("privacy.small_number", 5),
])
def test_a_value_of_today_has_its_type(key, value):
    assert rules.on(TODAY).get(key) == value


def test_an_event_is_judged_by_the_rule_of_its_day():
    assert rules.on(date(2025, 6, 30)).get("org.levels") == 4
    assert rules.on(date(2026, 7, 26)).get("org.levels") == 3
    assert 95 not in rules.on(date(2025, 6, 8)).get("badge.years")
    assert 95 in rules.on(date(2026, 5, 19)).get("badge.years")


def test_a_narrower_scope_goes_before_the_general_one():
    assert rules.on(date(2022, 1, 1)).get("org.term_years", "subordinate_branch") == Decimal("2.5")
    assert rules.on(date(2022, 1, 1)).get("org.term_years", "grassroots_unit") == 5
    assert rules.on(date(2025, 7, 1)).get("org.term_years", "subordinate_branch") == 5


def test_a_rule_carries_its_source_and_is_never_made_surer_than_it_is():
    rule = rules.on(TODAY).rule("org.min_official_members")
    assert (rule.regulation.symbol, rule.status, rule.valid_from) == ("208-QĐ/TW", RuleStatus.SECONDARY, date(2026, 7, 26))
    assert "xaydungchinhsach" in rule.source
    assert not rule.confirmed
    assert rules.named(rule) == "208-QĐ/TW, not checked against the official text"
    assert rules.named(rules.on(TODAY).rule("privacy.small_number")) == "Coso"
    assert rules.on(TODAY).rule("org.commune_units").status == RuleStatus.CONFLICT


@pytest.mark.parametrize(("key", "day", "regulation"), [
    ("org.min_official_members", date(2017, 1, 1), "29-QĐ/TW"),
    ("org.min_official_members", date(2022, 1, 1), "24-QĐ/TW"),
    ("org.min_official_members", date(2025, 12, 1), "294-QĐ/TW"),
    ("org.levels", date(2025, 12, 1), "294-QĐ/TW"),
    ("badge.years", date(2025, 7, 1), "06-HD/TW"),
])
def test_where_no_value_is_known_the_regulation_to_look_in_is_named(key, day, regulation):
    assert rules.on(day).find(key) is None
    with pytest.raises(NoConfirmedRule, match=regulation):
        rules.on(day).get(key)


def test_what_has_no_value_is_named_in_words_and_not_by_its_key():
    with pytest.raises(NoConfirmedRule) as refusal:
        rules.on(date(2022, 1, 1)).get("org.min_official_members")
    assert "“Official members needed to set up a branch or grass-roots unit” on 01/01/2022" in str(refusal.value)
    assert "org." not in str(refusal.value)


def test_an_unknown_key_is_a_fault_of_the_program():
    with pytest.raises(LookupError, match="no key"):
        rules.on(TODAY).get("org.no_such_key")


@given(DAYS, st.sampled_from(sorted(book().rules)))
def test_at_most_one_value_holds_on_any_day(day, key):
    for scope in {rule.scope for rule in rules.all_of(key)}:
        assert len([rule for rule in rules.all_of(key) if rule.scope == scope and rule.holds_on(day)]) <= 1


# --- the check at start-up -----------------------------------------------------------------------

def test_the_rulebook_is_sound_and_every_key_the_code_asks_for_is_in_it():
    assert rulebook_is_sound(None) == []
    assert {"org.code.groups", "org.min_official_members"} <= {key for _file, key in keys_asked(Path(rules.__file__).parents[1])}


def regulation(folder: Path, symbol: str, *values: str, replaces: str = "[]") -> Path:
    text = f'symbol = "{symbol}"\ntitle = "T"\nissuer = "I"\nstatus = "secondary"\nreplaces = {replaces}\n'
    path = folder / f"{symbol}.toml"
    path.write_text(text + "".join(f'\n[[values]]\nkey = "a.b"\nstatus = "official"\n{value}\n' for value in values))
    return path


def faults(folder: Path, *files: Path, kind: str = "number") -> list[str]:
    keys = folder / "keys"
    keys.write_text(f'["a.b"]\ntype = "{kind}"\nen = "A"\nvi = "A"\n')
    return read(files, keys).faults()


def test_two_values_at_once_and_unknown_predecessors_are_told(tmp_path):
    one = regulation(tmp_path, "1", "value = 1\nfrom = 2020-01-01", replaces='["0"]')
    two = regulation(tmp_path, "2", "value = 2\nfrom = 2021-01-01\nuntil = 2022-01-01", "value = 3\nuntil = 2020-01-01")
    found = faults(tmp_path, one, two)
    assert "1 replaces 0, which is not in the rulebook" in found
    assert [fault for fault in found if "two values at once" in fault] == ["a.b has two values at once, from 1 and 2"]


@pytest.mark.parametrize(("kind", "value", "fault"), [
    ("number", 'value = "many"', None),
    ("number", "value = true", "a.b of 1 is no number: True"),
    ("list", 'value = "x"', "a.b of 1 is no list: x"),
    ("number", 'value = 1\nunit = "furlongs"', "a.b of 1 has a unit that units.toml does not translate: furlongs"),
    ("number", "readings = [{ value = 1 }, { value = 2 }]", "a.b of 1 must have several readings when, and only when, sources disagree"),
])
def test_a_value_that_can_not_be_meant_is_told(tmp_path, kind, value, fault):
    if fault is None:
        with pytest.raises(ArithmeticError):
            faults(tmp_path, regulation(tmp_path, "1", value), kind=kind)
    else:
        assert faults(tmp_path, regulation(tmp_path, "1", value), kind=kind) == [fault]


def test_a_value_of_a_key_nobody_declared_is_told(tmp_path):
    file = regulation(tmp_path, "1", "value = 1")
    file.write_text(file.read_text().replace("a.b", "a.c"))
    assert faults(tmp_path, file) == ["1 has a value a.c, which keys.toml does not know"]


def test_the_check_says_which_file_asks_for_what_is_not_there(tmp_path, settings):
    (tmp_path / "coso").mkdir()
    (tmp_path / "coso" / "x.py").write_text('rules.on(day, unit=unit).get("no.such_key")\nrulebook.on(today()).find("org.levels")\n')
    settings.BASE_DIR = tmp_path
    assert [error.msg for error in rulebook_is_sound(None)] == ["x.py asks the rulebook for 'no.such_key', which it does not know."]
