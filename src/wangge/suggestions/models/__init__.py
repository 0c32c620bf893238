"""Which rows does suggestions keep?"""

from wangge.suggestions.models.exhibits import (
    ChainTurn,
    Cluster,
    ClusterLook,
    ClusterRule,
    Exhibit,
    ExhibitLine,
)
from wangge.suggestions.models.handling import Assignment, Contact, KeyPaper, OversightNote
from wangge.suggestions.models.motions import Motion, Session
from wangge.suggestions.models.papers import (
    Attachment,
    ClockRule,
    GradeRow,
    OpinionPaper,
    PaperWords,
    SchemeChoice,
    Signature,
    Suggestion,
)
from wangge.suggestions.models.promises import Commitment, CommitmentProof, CommitmentRevision
from wangge.suggestions.models.rounds import Offer, Rating, Reply, Round
from wangge.suggestions.models.scopes import CheckMember, CheckPlace, FactsRule, ReturnOffer, Scope, SiteCheck

__all__ = [
    "Assignment", "Attachment", "ChainTurn", "CheckMember", "CheckPlace", "ClockRule", "Cluster", "ClusterLook",
    "ClusterRule", "Commitment", "CommitmentProof", "CommitmentRevision", "Contact", "Exhibit", "ExhibitLine",
    "FactsRule", "GradeRow", "KeyPaper", "Motion", "Offer", "OpinionPaper", "OversightNote", "PaperWords",
    "Rating", "Reply", "ReturnOffer", "Round", "SchemeChoice", "Scope", "Session", "Signature", "SiteCheck",
    "Suggestion",
]  # fmt: skip
