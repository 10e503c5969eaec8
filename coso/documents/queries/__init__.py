"""What is asked of papers: numbers, relations, the library, versions of a draft."""

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
from coso.documents.queries.versions import Version, compared, versions_of

__all__ = ["WORD", "Related", "Version", "compared", "decisions_that_may_correct", "first_recipient", "is_hit", "issuer_of", "issuer_said", "linkable", "marked", "next_symbol", "paragraphs", "related", "reserved", "skeleton", "term_on", "versions_of"]
