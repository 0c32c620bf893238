"""Does the database keep every search word as it was made, and find what a substring search finds?"""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wangge.rules.search import document, fts5_query, plain, tag, tsquery

# Few characters, so that queries meet: Chinese, Latin, digits and signs that a parser of words might take for
# a number, an address or a path.
TEXTS = st.text("井盖a1e.-/@ \U00020bb7", max_size=10)

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(db: None) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("CREATE VIRTUAL TABLE words_tried USING fts5 (body, tokenize='unicode61')")


def found(body: str, query: str, tags: list[str]) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT to_tsvector('simple', %s) @@ to_tsquery('simple', %s)", [body, tsquery(query, tags)]
            )
            return cursor.fetchone() == (True,)
        cursor.execute("DELETE FROM words_tried")
        cursor.execute("INSERT INTO words_tried VALUES (%s)", [body])
        cursor.execute("SELECT 1 FROM words_tried WHERE words_tried MATCH %s", [fts5_query(query, tags)])
        return cursor.fetchone() is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=3), query=TEXTS)
def test_the_database_finds_exactly_what_a_substring_search_finds(
    index: None, texts: list[str], query: str
) -> None:
    if len(plain(query)) < 2:
        return
    body, tags = document(texts, [tag("county", "410105")]), [tag("county", "410105")]

    assert found(body, query, tags) == any(plain(query) in plain(text) for text in texts)


def test_the_database_filters_by_whole_tags(index: None) -> None:
    body = document(["井盖破损"], [tag("county", "410105"), tag("scheme", "GB/T 30428.2")])

    tried = [("county", "410105"), ("county", "41010"), ("scheme", "GB/T 30428.2"), ("scheme", "GB/T 30428")]
    assert [found(body, "井盖", [tag(*one)]) for one in tried] == [True, False, True, False]
