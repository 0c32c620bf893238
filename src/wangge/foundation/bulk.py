"""How do plain rows enter a table, many or one, on both databases?

Intake and import write rows that they have just made; the detour over model instances costs
more there than the database itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from typing import Any, cast

from django.db import connection, models


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert plain tuples in the order of `fields`, by COPY on PostgreSQL and executemany on SQLite."""
    # Made before a copy begins: a row that asks the database while it is copied would wait for itself.
    made = list(rows)
    if not made:
        return
    into = _into(model, tuple(fields))
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(into.statement, [into.stored(row) for row in made])
        elif len(made) == 1:
            cursor.execute(into.statement, made[0])  # a copy of one row asks three times
        else:
            with cursor.copy(f"COPY {into.table} FROM STDIN") as copy:
                for row in made:
                    copy.write_row(row)


def insert_made(made: Sequence[models.Model]) -> None:
    """Insert instances of one model as they stand, without what saving one by one does beside."""
    if made:
        names = _fields_of(type(made[0]))
        insert_rows(type(made[0]), names, [[one.__dict__[name] for name in names] for one in made])


def update_rows(
    model: type[models.Model], county: str, fields: Sequence[str], rows: Mapping[Any, Sequence[Any]]
) -> None:
    """Give rows of a county, named by their primary key, new values in the order of `fields`; one statement."""
    if not rows:
        return
    change = _change(model, tuple(fields))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [list(values) for values in zip(*rows.values(), strict=True)]
            cursor.execute(change.statement, [list(rows), *columns, county])
        else:
            told = [change.stored([*values, county, key]) for key, values in rows.items()]
            cursor.executemany(change.statement, told)


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
    named = [_field(model, name) for name in fields]
    columns = ", ".join(f'"{field.column}"' for field in named)
    marks = ", ".join(["%s"] * len(named))
    table = f'"{_options(model).db_table}" ({columns})'
    return _Into(table, f"INSERT INTO {table} VALUES ({marks})", _changes_of(named))


@cache
def _change(model: type[models.Model], fields: tuple[str, ...]) -> _Into:
    named, table = [_field(model, name) for name in fields], f'"{_options(model).db_table}"'
    key, county = _field(model, _options(model).pk.name), _field(model, "county")
    if connection.vendor != "postgresql":
        settings = ", ".join(f'"{field.column}" = %s' for field in named)
        statement = f'UPDATE {table} SET {settings} WHERE "county" = %s AND "{key.column}" = %s'
        return _Into(table, statement, _changes_of([*named, county, key]))
    settings = ", ".join(f'"{field.column}" = told."{field.column}"' for field in named)
    arrays = ", ".join(f"%s::{_type_of(field)}[]" for field in (key, *named))
    columns = ", ".join(f'"{field.column}"' for field in (key, *named))
    statement = (
        f"UPDATE {table} SET {settings} FROM unnest({arrays}) AS told({columns})"
        f' WHERE {table}."county" = %s AND {table}."{key.column}" = told."{key.column}"'
    )
    return _Into(table, statement, ())


def _type_of(field: "models.Field[Any, Any]") -> str:
    # Without its length: a cast would cut what is too long, the column refuses it.
    known: Any = field  # the type of one value of it, also where the database counts the column up itself
    return str(known.rel_db_type(connection)).split("(")[0]


@cache
def _fields_of(model: type[models.Model]) -> tuple[str, ...]:
    # An automatic key is the database's to give.
    return tuple(
        field.attname for field in _options(model).concrete_fields if not isinstance(field, models.AutoField)
    )


def _options(model: type[models.Model]) -> Any:
    return model._meta  # noqa: SLF001 - Django's documented model API


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    return cast("models.Field[Any, Any]", _options(model).get_field(name))


def _changes_of(
    named: Sequence["models.Field[Any, Any]"],
) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    return tuple(
        (place, _CHANGES[type(field)]) for place, field in enumerate(named) if type(field) in _CHANGES
    )


# As Django's SQLite backend stores them: uuids as 32 hex digits, moments as naive UTC text.
_CHANGES: dict[type["models.Field[Any, Any]"], Callable[[Any], Any]] = {
    models.UUIDField: lambda value: value.hex,
    models.DateTimeField: lambda value: str(value.astimezone(UTC).replace(tzinfo=None)),
    models.DateField: str,
}
