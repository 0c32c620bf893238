"""Terms of law end on the day that the law means; a lower rule never loosens a higher one."""

from datetime import date

import pytest

from wangge.rules.errors import Refused
from wangge.rules.legal_terms import LegalRow, Rank, Sense, Term, TermUnit, day_after, refuse_looser


def _works(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        (date(2025, 11, 30), Term(3, TermUnit.MONTHS), date(2026, 2, 28)),
        (date(2026, 1, 15), Term(6, TermUnit.MONTHS), date(2026, 7, 15)),
        (date(2026, 3, 20), Term(-20, TermUnit.NATURAL_DAYS), date(2026, 2, 28)),
        (date(2026, 3, 6), Term(10, TermUnit.WORK_DAYS), date(2026, 3, 20)),
        (date(2026, 3, 20), Term(-10, TermUnit.WORK_DAYS), date(2026, 3, 6)),
    ],
)
def test_a_term_ends_on_the_last_day_that_the_rule_allows(start: date, term: Term, end: date) -> None:
    assert day_after(start, term, _works) == end


def _row(rank: Rank, n: int, *, sense: Sense = Sense.AT_MOST, unit: TermUnit = TermUnit.MONTHS) -> LegalRow:
    return LegalRow("reply", Term(n, unit), sense, rank, f"{rank} source")


def test_a_lower_rule_may_tighten_a_clock() -> None:
    refuse_looser([_row(Rank.PROVINCIAL, 60, unit=TermUnit.NATURAL_DAYS), _row(Rank.STATUTE, 3)])


def test_a_lower_rule_that_loosens_a_clock_is_refused_with_both_sources() -> None:
    with pytest.raises(Refused) as refused:
        refuse_looser([_row(Rank.LOCAL, 5), _row(Rank.STATUTE, 3)])

    assert refused.value.code == "legal.looser"
    assert refused.value.facts["source"] == "local source"
    assert refused.value.facts["higher"] == "statute source"


def test_fewer_signatures_than_a_higher_rule_asks_are_looser() -> None:
    with pytest.raises(Refused):
        refuse_looser(
            [_row(Rank.STATUTE, 10, sense=Sense.AT_LEAST), _row(Rank.LOCAL, 9, sense=Sense.AT_LEAST)]
        )


def test_a_rule_for_reference_binds_nobody() -> None:
    refuse_looser([_row(Rank.STATUTE, 3), _row(Rank.REFERENCE, 12)])
