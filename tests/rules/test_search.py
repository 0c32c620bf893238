"""Does a query find exactly what a substring search finds?"""

import re
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wangge.rules.errors import Refused
from wangge.rules.search import document, fts5_query, pairs, plain, tag, tsquery

# Few characters, so that queries meet: Chinese, Latin with accents, digits, signs, an astral one, NFKC folds.
TEXTS = st.text("井盖破ab1 é.-'\"*%_\U00020bb7ﬁＡ", max_size=12)


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5 (body, tokenize='unicode61')")
    yield connection
    connection.close()


def found(index: sqlite3.Connection, body: str, query: str) -> bool:
    index.execute("DELETE FROM words")
    index.execute("INSERT INTO words VALUES (?)", [body])
    return bool(index.execute("SELECT 1 FROM words WHERE words MATCH ?", [query]).fetchall())


@given(texts=st.lists(TEXTS, min_size=1, max_size=3), query=TEXTS)
@example(texts=["花园路井盖破损"], query="井盖")
@example(texts=["ab", "ba"], query="aba")
@example(texts=["PO Box 12345"], query="x 123")
def test_a_query_finds_exactly_what_a_substring_search_finds(
    index: sqlite3.Connection, texts: list[str], query: str
) -> None:
    if len(plain(query)) < 2:
        with pytest.raises(Refused, match=r"search\.too_short"):
            fts5_query(query)
        return

    contained = any(plain(query) in plain(text) for text in texts)
    assert found(index, document(texts), fts5_query(query)) == contained


@given(st.text(min_size=2))
def test_every_text_finds_itself(index: sqlite3.Connection, text: str) -> None:
    if len(plain(text)) > 1:
        assert found(index, document([text]), fts5_query(text))


@given(st.text())
def test_words_are_letters_and_digits_that_begin_with_a_letter(text: str) -> None:
    assert all(re.fullmatch("[a-x][0-9a-z]{3}[a-x][0-9a-z]{3}", word) for word in pairs(text))


@given(st.text(min_size=2, max_size=2), st.text(min_size=2, max_size=2))
def test_two_pairs_share_a_word_only_when_they_are_the_same_text(first: str, second: str) -> None:
    if pairs(first) or pairs(second):
        assert (pairs(first) == pairs(second)) == (plain(first) == plain(second))


def test_full_width_and_capital_letters_are_found_by_plain_ones(index: sqlite3.Connection) -> None:
    assert found(index, document(["ＡＢＣ路１２号"]), fts5_query("bc路12"))


def test_tags_filter_exactly(index: sqlite3.Connection) -> None:
    body = document(["井盖破损"], [tag("county", "410105"), tag("kind", "GB/T 30428.2")])

    assert found(index, body, fts5_query("井盖", [tag("county", "410105"), tag("kind", "GB/T 30428.2")]))
    assert not found(index, body, fts5_query("井盖", [tag("county", "41010")]))
    assert not found(index, body, fts5_query("井盖", [tag("kind", "gb/t 30428.2")]))


NAMES = st.from_regex(r"[a-z]{1,6}", fullmatch=True)


@given(st.tuples(NAMES, TEXTS), st.tuples(NAMES, TEXTS))
def test_two_tags_are_equal_only_when_name_and_value_are(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    assert (tag(*first) == tag(*second)) == (first == second)


def test_a_single_character_is_refused_with_its_field() -> None:
    with pytest.raises(Refused) as refused:
        tsquery("井")

    assert (refused.value.code, refused.value.facts) == ("search.too_short", {"field": "q"})


def test_postgresql_is_asked_for_the_pairs_as_a_phrase_and_for_every_tag() -> None:
    first, second = pairs("井盖破")

    assert tsquery("井盖破", ["zcounty1410105"]) == f"zcounty1410105 & {first} <-> {second}"
