"""How often the checker is right: a corpus of sentences in the manner of reports, and a second one written after the grammar."""

import pytest

from tests.reports.checker.corpus_of import score, table


@pytest.mark.parametrize("name", ["sentences", "later", "prose", "far", "far_held_out"])
def test_certain_findings_are_right_and_few_are_missed(name):
    total = score(name)
    told = "\n".join([*total.said, table(total)])
    assert total.precision >= 0.95, told
    assert total.recall >= 0.85, told


def test_the_corpus_is_large_enough():
    assert score("sentences").cases >= 150


def test_the_second_corpus_is_large_enough():
    assert score("later").cases >= 80
