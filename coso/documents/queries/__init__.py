"""What is asked of papers: numbers, relations, the library, versions of a draft."""

from coso.documents.queries.marks import kinds_on, marks_of, shelf_of
from coso.documents.queries.papers import (
    WORD,
    Related,
    decisions_that_may_correct,
    first_recipient,
    is_hit,
    issuer_of,
    issuer_said,
    linkable,
    marked,
    next_symbol,
    paragraphs,
    related,
    reserved,
    skeleton,
    term_on,
)
from coso.documents.queries.parts import Divided, divided
from coso.documents.queries.receipts import (
    Line,
    Totals,
    asked_of,
    branches,
    confirmed_at,
    tops,
    totals,
    without_receipt,
)
from coso.documents.queries.studies import (
    Course,
    Step,
    course,
    finished,
    left_of,
    reads_of,
    to_study,
    with_progress,
    with_studies,
)
from coso.documents.queries.versions import Version, compared, versions_of

__all__ = ["WORD", "Course", "Divided", "Line", "Related", "Step", "Totals", "Version", "asked_of", "branches", "compared", "confirmed_at", "course", "decisions_that_may_correct", "divided", "finished", "first_recipient", "is_hit", "issuer_of", "issuer_said", "kinds_on", "left_of", "linkable", "marked", "marks_of", "next_symbol", "paragraphs", "reads_of", "related", "reserved", "shelf_of", "skeleton", "term_on", "to_study", "tops", "totals", "versions_of", "with_progress", "with_studies", "without_receipt"]
