"""What members put to their branch, a committee or an office, its story, and what may become a guide of it; what units propose to those above; dialogues."""

from coso.dialogue.models.dialogues import (
    Dialogue,
    Raised,
    SentIn,
    Support,
    Topic,
)
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

__all__ = ["Dialogue", "Offer", "Passed", "Petition", "PetitionEntry", "PetitionKnown", "PetitionQuerySet", "Question", "QuestionEntry", "QuestionQuerySet", "Raised", "SentIn", "Support", "Topic"]
