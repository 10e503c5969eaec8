"""What was published of a place comes out of records made for it, line by line; what no records give is said with its sum."""

from datetime import date

import pytest
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.scope import everything, within
from coso.figures.queries import unmeasured
from coso.generator import demo
from coso.generator.published import facts
from coso.org.closure import differences
from coso.reports.checker import check
from coso.reports.models import ReportTemplate
from coso.reports.queries import build, report_of, text_of
from coso.reports.queries.published import Printed, stated_cells

TODAY = date(2026, 11, 20)
PLACES = {key: facts.read(key) for key in facts.all_keys()}


def verdicts(unit, key):
    """What the report says of each published figure, in its order; the checker finds nothing certain in it."""
    built = build(report_of(key, unit), unit, TODAY, by=SYSTEM, now=timezone.now())
    assert check(text_of(built)).errors == []
    return built, [(line.label, line.cells[-1].word) for table in built.tables for line in table.lines]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_figures_of_a_district_come_out_of_its_records_and_the_one_that_cannot_is_shown():
    demo.make(scale="lang_giang", seed=demo.SEED, until=TODAY)
    place = PLACES["lang_giang"]
    with within(everything()):
        kept = ReportTemplate.objects.get()
        built, said = verdicts(kept.unit, kept.key)
    expected = [fact for fact in place.facts if fact.indicator] + [fact for fact in place.facts if fact.parts]
    assert said == [(fact.label, "khớp" if fact.agrees else "không khớp") for fact in expected]
    share = next(line for line in built.tables[0].lines if line.indicators[1] == "admissions.rural_share")
    assert [share.cells[0].value, share.cells[1].value, share.cells[1].change] == [42.5, 39.55, False]
    missing = [run for block in built.blocks for run in block.get("runs", ()) if "missing" in run]
    assert len(missing) + len(said) == len(place.facts)
    assert differences() == []


@pytest.mark.parametrize("key", PLACES)
def test_published_sums_stand_or_fall_as_their_file_says(key):
    place = PLACES[key]
    waiting = {one.key for one in unmeasured()}
    assert all((fact.why or fact.unmeasured in waiting) != fact.measured for fact in place.facts)
    assert all(fact.note for fact in place.facts if not fact.agrees)
    for fact in (fact for fact in place.facts if fact.parts):
        parts = [Printed.read(part) for part in fact.parts.split("+")]
        verdict = stated_cells(Printed.read(fact.printed), parts, Printed.read(fact.whole) if fact.whole else None)[-1]
        assert (str(verdict.word) in ("agrees", "khớp")) == fact.agrees, fact.label
