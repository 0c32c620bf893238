"""The rows of reporters: the 12345 desk's orders, residents and their receipts."""

from wangge.reporters.models.hotline import HotlineMap, HotlineOrder, HotlineTerm, OrderWords
from wangge.reporters.models.residents import AnswerTerm, Erasure, Knock, Letter, Opening, Rating, Reporter

__all__ = [
    "AnswerTerm", "Erasure", "HotlineMap", "HotlineOrder", "HotlineTerm", "Knock", "Letter", "Opening",
    "OrderWords", "Rating", "Reporter",
]  # fmt: skip
