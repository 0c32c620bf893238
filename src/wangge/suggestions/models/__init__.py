"""Which rows does suggestions keep?"""

from wangge.suggestions.models.handling import Assignment, Contact, KeyPaper, OversightNote
from wangge.suggestions.models.motions import Motion, Session
from wangge.suggestions.models.papers import (
    ClockRule,
    GradeRow,
    OpinionPaper,
    PaperWords,
    SchemeChoice,
    Signature,
    Suggestion,
)
from wangge.suggestions.models.rounds import Offer, Rating, Reply, Round

__all__ = [
    "Assignment", "ClockRule", "Contact", "GradeRow", "KeyPaper", "Motion", "Offer", "OpinionPaper", "OversightNote",
    "PaperWords", "Rating", "Reply", "Round", "SchemeChoice", "Session", "Signature", "Suggestion",
]  # fmt: skip
