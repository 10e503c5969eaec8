"""The checker of figures: reads Vietnamese report prose and tables and says where figures do not agree, by arithmetic alone.

    check(text) -> Checked

letters    the text as read, and the way back to the text given
words      nouns that are counted, labels that only name, words of approximation
numbers    what is a figure, and which
passages   sentences and paragraphs with their figures
phrases    what the words beside a number say of it
rounding   when a printed number agrees with a computed one
relations  one file for each kind of relation in a sentence
tables     tables in the text: totals, shares, and the text around them
findings   what was found, with its sum
"""

from coso.reports.checker.check import check
from coso.reports.checker.findings import Checked, Finding, Severity

__all__ = ["Checked", "Finding", "Severity", "check"]
