"""What members put to their branch, a committee or an office, its story, and what may become a guide of it."""

from coso.dialogue.models.questions import (
    Offer,
    Passed,
    Question,
    QuestionEntry,
    QuestionQuerySet,
)

__all__ = ["Offer", "Passed", "Question", "QuestionEntry", "QuestionQuerySet"]
