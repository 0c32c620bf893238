"""Rows enter a table in bulk, whatever it takes to make them."""

from collections.abc import Iterator

import pytest

from wangge.foundation.bulk import insert_rows
from wangge.foundation.locking import writing
from wangge.foundation.models import Head

pytestmark = pytest.mark.django_db


def test_rows_that_ask_the_database_while_they_are_made_do_not_wait_for_themselves() -> None:
    fields = tuple(field.name for field in Head._meta.concrete_fields)
    plain = Head(county="410105")

    def rows() -> Iterator[list[object]]:
        for county in ("410105", "410106"):
            Head.objects.count()
            plain.county = county
            yield [getattr(plain, name) for name in fields]

    with writing():
        insert_rows(Head, fields, rows())

    assert set(Head.objects.values_list("county", flat=True)) == {"410105", "410106"}
