"""What are ranks and lengths of rules of law called on a page, and what does one line of a table of them say?"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.rules.legal_terms import Rank, Term, TermUnit

RANKS: Mapping[Rank, "str | Promise"] = {
    Rank.STATUTE: _("statute"), Rank.PROVINCIAL: _("provincial rule"), Rank.LOCAL: _("local rule"),
    Rank.REFERENCE: _("for reference"),
}  # fmt: skip
TERM_UNITS: Mapping[TermUnit, "str | Promise"] = {
    TermUnit.MONTHS: _("months"), TermUnit.NATURAL_DAYS: _("natural days"), TermUnit.WORK_DAYS: _("working days"),
    TermUnit.COUNT: _("persons"),
}  # fmt: skip
ONE: Mapping[TermUnit, "str | Promise"] = {
    TermUnit.MONTHS: _("month"), TermUnit.NATURAL_DAYS: _("natural day"), TermUnit.WORK_DAYS: _("working day"),
    TermUnit.COUNT: _("person"),
}  # fmt: skip


def rule_line(name: "str | Promise", term: Term, rank: Rank, source: str) -> dict[str, object]:
    """Return one rule of law as `deputies/_legal_rules.html` shows it."""
    n = abs(term.n)
    unit = (ONE if n == 1 else TERM_UNITS)[term.unit]
    return {"name": name, "n": n, "unit": unit, "rank": RANKS[rank], "source": source}


def assumption_line(name: "str | Promise", n: int, unit: "str | Promise") -> dict[str, object]:
    """Return one number that no source gives, as the same table shows it."""
    return {"name": name, "n": n, "unit": unit, "rank": _("our assumption"), "source": ""}
