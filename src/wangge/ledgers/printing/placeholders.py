"""What stands between {{ and }} in Word and Excel?

`{{ unit }}` is a value of the record; `{{ rows.number }}` in a row of a table repeats that row for
every entry of the list. There is nothing else: no code runs in a template.
"""

import re
from collections.abc import Iterable, Mapping

from wangge.rules.errors import Refused
from wangge.rules.sheets import Entry, Picture, Record, Value, printable

PLACE = re.compile(r"\{\{\s*([^{}]{0,60}?)\s*\}\}")


def names_in(text: str) -> list[str]:
    """Return the fields that a text names, in order."""
    return PLACE.findall(text)


def list_named(texts: Iterable[str], record: Record) -> str:
    """Return the list that a row of a table repeats for; empty where it names none. Refuses `ledger.two_lists`."""
    heads = {name.partition(".")[0] for text in texts for name in names_in(text) if "." in name}
    named = sorted(head for head in heads if isinstance(record.get(head), list | tuple))
    if len(named) > 1:
        raise Refused("ledger.two_lists", field="template", lists=", ".join(named))
    return named[0] if named else ""


def entries(record: Record, name: str) -> list[Entry]:
    """Return the entries of a list."""
    found = record[name]
    return list(found) if isinstance(found, list | tuple) else []


def value_of(name: str, record: Record, entry: Entry | None, head: str) -> Value:
    """Return the value of a field; refuse `ledger.unknown_field` by its name."""
    own: Mapping[str, object] = record
    plain = name
    if entry is not None and name.startswith(f"{head}."):
        own, plain = entry, name.removeprefix(f"{head}.")
    found = own.get(plain)
    if not isinstance(found, str | int | Picture):
        raise Refused("ledger.unknown_field", field="template", name=name)
    return found


def filled(text: str, record: Record, entry: Entry | None = None, head: str = "") -> str:
    """Return a text with its fields filled in; a picture has no words."""

    def put(found: re.Match[str]) -> str:
        value = value_of(found[1], record, entry, head)
        return "" if isinstance(value, Picture) else printable(str(value))

    return PLACE.sub(put, text)
