"""What members put to their branch, a committee or an office, its story, and what may become a guide of it; what units propose to those above."""

from coso.dialogue.models.petitions import (
    Petition,
    PetitionEntry,
    PetitionKnown,
    PetitionQuerySet,
)
from coso.dialogue.models.questions import (
    Offer,
    Passed,
    Question,
    QuestionEntry,
    QuestionQuerySet,
)

__all__ = ["Offer", "Passed", "Petition", "PetitionEntry", "PetitionKnown", "PetitionQuerySet", "Question", "QuestionEntry", "QuestionQuerySet"]
