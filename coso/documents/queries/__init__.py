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
from coso.documents.queries.receipts import (
    Totals,
    asked_of,
    branches,
    confirmed_at,
    tops,
    totals,
)
from coso.documents.queries.versions import Version, compared, versions_of

__all__ = ["WORD", "Related", "Totals", "Version", "asked_of", "branches", "compared", "confirmed_at", "decisions_that_may_correct", "first_recipient", "is_hit", "issuer_of", "issuer_said", "kinds_on", "linkable", "marked", "marks_of", "next_symbol", "paragraphs", "related", "reserved", "shelf_of", "skeleton", "term_on", "tops", "totals", "versions_of"]
