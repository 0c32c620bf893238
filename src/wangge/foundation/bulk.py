"""How do plain rows enter a table, many or one, on both databases?

Intake and import write rows that they have just made; the detour over model instances costs
more there than the database itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from typing import Any, cast

from django.db import connection, models


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert plain tuples in the order of `fields`, by COPY on PostgreSQL and executemany on SQLite."""
    into = _into(model, tuple(fields))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Made before the copy begins: a row that asks the database while it is copied would wait for itself.
            made = list(rows)
            with cursor.copy(f"COPY {into.table} FROM STDIN") as copy:
                for row in made:
                    copy.write_row(row)
        else:
            cursor.executemany(into.statement, [into.stored(row) for row in rows])


def insert_row(model: type[models.Model], fields: Sequence[str], row: Sequence[Any]) -> None:
    """Insert one plain tuple in the order of `fields`."""
    into = _into(model, tuple(fields))
    with connection.cursor() as cursor:
        cursor.execute(into.statement, row if connection.vendor == "postgresql" else into.stored(row))


@dataclass(frozen=True, slots=True)
class _Into:
    table: str  # with its columns
    statement: str
    changes: tuple[tuple[int, Callable[[Any], Any]], ...]

    def stored(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, change in self.changes:
            if values[place] is not None:
                values[place] = change(values[place])
        return values


@cache
def _into(model: type[models.Model], fields: tuple[str, ...]) -> _Into:
    options = model._meta  # noqa: SLF001 - Django's documented model API
    named = [cast("models.Field[Any, Any]", options.get_field(name)) for name in fields]
    columns = ", ".join(f'"{field.column}"' for field in named)
    marks = ", ".join(["%s"] * len(named))
    changes = [(place, _CHANGES[type(field)]) for place, field in enumerate(named) if type(field) in _CHANGES]
    table = f'"{options.db_table}" ({columns})'
    return _Into(table, f"INSERT INTO {table} VALUES ({marks})", tuple(changes))


# As Django's SQLite backend stores them: uuids as 32 hex digits, moments as naive UTC text.
_CHANGES: dict[type["models.Field[Any, Any]"], Callable[[Any], Any]] = {
    models.UUIDField: lambda value: value.hex,
    models.DateTimeField: lambda value: str(value.astimezone(UTC).replace(tzinfo=None)),
    models.DateField: str,
}
