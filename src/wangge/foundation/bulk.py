"""How do many rows enter a table at once, on both databases?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC
from typing import Any, cast

from django.db import connection, models


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert plain tuples in the order of `fields`, by COPY on PostgreSQL and executemany on SQLite."""
    options = model._meta  # noqa: SLF001 - Django's documented model API
    named = [cast("models.Field[Any, Any]", options.get_field(name)) for name in fields]
    names = ", ".join(f'"{field.column}"' for field in named)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{options.db_table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(named))
            statement = f'INSERT INTO "{options.db_table}" ({names}) VALUES ({marks})'
            cursor.executemany(statement, list(_as_sqlite_stores(named, rows)))


def _as_sqlite_stores(
    fields: Sequence["models.Field[Any, Any]"], rows: Iterable[Sequence[Any]]
) -> Iterator[Sequence[Any]]:
    changes = [
        (place, _CHANGES[type(field)]) for place, field in enumerate(fields) if type(field) in _CHANGES
    ]
    for row in rows:
        stored = list(row)
        for place, change in changes:
            if stored[place] is not None:
                stored[place] = change(stored[place])
        yield stored


# As Django's SQLite backend stores them: uuids as 32 hex digits, moments as naive UTC text.
_CHANGES: dict[type["models.Field[Any, Any]"], Callable[[Any], Any]] = {
    models.UUIDField: lambda value: value.hex,
    models.DateTimeField: lambda value: str(value.astimezone(UTC).replace(tzinfo=None)),
    models.DateField: str,
}
