"""What may a reporter still say, and who reads it?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.answering import (
    ASSUMED_TERMS,
    LETTERS,
    AnswerTerms,
    ContactKind,
    check_window,
    contact_of,
    read_secret,
    spelled_secret,
    supervising_unit,
    terms_on,
)
from wangge.rules.errors import Refused

ENDED = datetime(2024, 3, 5, 2, tzinfo=UTC)
COUNTY, STREET, COMMUNITY, GRID = PATH = (
    "410105",
    "410105002",
    "410105002001",
    "410105002001001",
)


@given(st.integers(0, (1 << 80) - 1))
def test_a_secret_is_read_back_however_it_is_typed(number: int) -> None:
    shown = spelled_secret(number)

    assert len(shown.replace("-", "")) == 16
    assert set(shown) <= {*LETTERS, "-"}
    assert read_secret(shown) == read_secret(f" {shown.lower().replace('-', ' ').replace('0', 'o')} ")


@given(st.integers(0, (1 << 80) - 1), st.integers(0, (1 << 80) - 1))
def test_two_secrets_are_never_spelled_alike(one: int, other: int) -> None:
    assert (spelled_secret(one) == spelled_secret(other)) == (one == other)


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("138 0013 8000", ContactKind.PHONE, "13800138000"),
        ("+86 138-0013-8000", ContactKind.PHONE, "+8613800138000"),
        ("(0371) 6666 7777", ContactKind.PHONE, "037166667777"),
        ("someone@example.org", ContactKind.EMAIL, "someone@example.org"),
    ],
)
def test_a_contact_is_read_as_people_type_it(typed: str, kind: ContactKind, text: str) -> None:
    assert contact_of(typed) == (kind, text)


@pytest.mark.parametrize("typed", ["", "   "])
def test_no_contact_is_a_good_answer(typed: str) -> None:
    assert contact_of(typed) is None


@pytest.mark.parametrize("typed", ["12345", "call me", "a@b", "x" * 200 + "@example.org"])
def test_what_is_neither_telephone_nor_mail_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        contact_of(typed)

    assert (refused.value.code, refused.value.facts) == (
        "reporters.contact_unreadable",
        {"field": "contact"},
    )


def test_the_window_is_open_to_its_last_moment_and_then_closed() -> None:
    last = ENDED + timedelta(days=ASSUMED_TERMS.reopen_days)

    check_window(None, last, ASSUMED_TERMS)
    check_window(ENDED, last, ASSUMED_TERMS)
    with pytest.raises(Refused, match=r"reporters\.window_passed"):
        check_window(ENDED, last + timedelta(microseconds=1), ASSUMED_TERMS)


def test_the_terms_of_a_day_are_the_latest_that_have_begun() -> None:
    rows = [AnswerTerms(date(year, 1, 1), year - 2000, 1, 1, 1, "x") for year in (2024, 2022, 2026)]

    assert terms_on(rows, date(2023, 5, 1)).reopen_days == 22
    assert terms_on(rows, date(2024, 1, 1)).reopen_days == 24
    assert terms_on(rows, date(2021, 1, 1)) == ASSUMED_TERMS


@pytest.mark.parametrize(
    ("concerned", "overseers", "reader"),
    [
        (GRID, {STREET, COUNTY}, STREET),  # the nearest above
        (STREET, {STREET, COUNTY}, COUNTY),  # never the unit itself
        (COUNTY, {STREET}, STREET),  # a department of the county: the highest there is
        ("elsewhere", {STREET}, STREET),
        (GRID, set(), COUNTY),  # nobody: the county's administrator
    ],
)
def test_pressure_is_heard_above_the_unit_concerned(concerned: str, overseers: set[str], reader: str) -> None:
    assert supervising_unit(PATH, concerned, overseers) == reader


@given(st.sampled_from(PATH), st.sets(st.sampled_from(PATH)))
def test_pressure_never_goes_down_the_chain_while_somebody_stands_above(
    concerned: str, overseers: set[str]
) -> None:
    reader = supervising_unit(PATH, concerned, overseers)

    above = PATH[: PATH.index(concerned)]
    if overseers & set(above):
        assert reader in above
