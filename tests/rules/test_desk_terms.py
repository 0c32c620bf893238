"""Terms of the desk: dated rows with a source, a county's own before the packaged ones."""

import csv
from datetime import date
from pathlib import Path

import pytest

import wangge
from wangge.rules.desk_terms import PETITION, Term, read_terms, term_on
from wangge.rules.errors import Refused

DAY = date(2024, 3, 5)
PACKAGED = Path(wangge.__file__).parent / "reporters" / "data" / "hotline_terms.csv"


def rows_of(*lines: str) -> list[dict[str, str]]:
    return list(csv.DictReader(["term,amount,unit,source,from,until", *lines]))


def packaged() -> list[dict[str, str]]:
    with PACKAGED.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_term_is_packaged_with_its_source() -> None:
    terms = read_terms(packaged())

    assert {row.term for row in terms} == set(Term)
    assert all(term_on(terms, term, DAY).source for term in Term)


def test_a_number_without_a_source_is_called_an_assumption() -> None:
    sourced = {row.term for row in read_terms(packaged()) if not row.source.startswith("ours")}

    replies = {term for term in Term if term.startswith("reply_")}
    assert sourced == replies | set(PETITION)


def test_two_attempts_are_made() -> None:
    assert term_on(read_terms(packaged()), Term.CALL_ATTEMPTS, DAY).amount == 2


def test_a_countys_own_row_takes_the_place_of_the_packaged_one_from_its_day_on() -> None:
    own = read_terms(rows_of("reply_help,3,working_days,city notice 7,2024-04-01,"), is_own=True)
    terms = [*read_terms(packaged()), *own]

    assert term_on(terms, Term.REPLY_HELP, DAY).amount == 5
    assert term_on(terms, Term.REPLY_HELP, date(2024, 4, 1)).amount == 3


def test_a_day_on_which_no_term_holds_is_refused() -> None:
    with pytest.raises(Refused, match=r"hotline\.no_term"):
        term_on(read_terms(packaged()), Term.PETITION_FINISH, date(2022, 4, 30))


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("reply_nothing,5,working_days,x,,", "term"),
        ("reply_help,five,working_days,x,,", "amount"),
        ("reply_help,0,working_days,x,,", "amount"),
        ("reply_help,5,weeks,x,,", "unit"),
        ("reply_help,5,times,x,,", "unit"),
        ("call_attempts,2,working_days,x,,", "unit"),
        ("reply_help,5,working_days, ,,", "source"),
        ("reply_help,5,working_days,x,someday,", "from"),
        ("reply_help,5,working_days,x,,2024-13-01", "until"),
    ],
)
def test_a_bad_row_is_refused_with_its_row_and_field(line: str, field: str) -> None:
    with pytest.raises(Refused, match=r"hotline\.bad_term") as refused:
        read_terms(rows_of("reply_tip,5,working_days,x,,", line))

    assert (refused.value.facts["row"], refused.value.facts["field"]) == (3, field)
