"""The register of papers: what is drafted, issued and received, and the numbers that are given out once.

A number is given by the database itself: the row of its series is locked until the transaction ends, so that two offices
get two numbers, and a number whose act fails is not lost. What is issued no longer changes; triggers hold that.
"""

from coso.documents.models.asked import (
    AskedRow,
    PaperAsked,
    PaperAskedKnown,
    StudyAsked,
    StudyAskedKnown,
)
from coso.documents.models.library import (
    NOT_ASKED,
    Publication,
    PublicationQuerySet,
    Receipt,
    ReceiptModel,
    ReceiptQuerySet,
    covering,
    only_where_asked,
    places_of,
)
from coso.documents.models.marks import ReadingMark
from coso.documents.models.papers import (
    KEEP,
    MAY_CHANGE,
    OUT,
    STANDS,
    USER,
    Correction,
    Document,
    DocumentFile,
    DocumentQuerySet,
    GivenNumber,
    Holds,
    NumberQuerySet,
    NumberSeries,
    RegisterQuerySet,
    Term,
    refusal,
    words_of,
)
from coso.documents.models.requests import DraftRequest
from coso.documents.models.study import PartRead, QuizQuestion, Study, StudyPart, StudyReceipt

__all__ = ["KEEP", "MAY_CHANGE", "NOT_ASKED", "OUT", "STANDS", "USER", "AskedRow", "Correction", "Document", "DocumentFile", "DocumentQuerySet", "DraftRequest", "GivenNumber", "Holds", "NumberQuerySet", "NumberSeries", "PaperAsked", "PaperAskedKnown", "PartRead", "Publication", "PublicationQuerySet", "QuizQuestion", "ReadingMark", "Receipt", "ReceiptModel", "ReceiptQuerySet", "RegisterQuerySet", "Study", "StudyAsked", "StudyAskedKnown", "StudyPart", "StudyReceipt", "Term", "covering", "only_where_asked", "places_of", "refusal", "words_of"]
