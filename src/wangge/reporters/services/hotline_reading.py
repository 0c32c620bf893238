"""What does one row of a centre's order file say?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from wangge.cases.importing.sources import SourceRow
from wangge.cases.queries.desk import desk
from wangge.rules.errors import Refused
from wangge.rules.hotline import Emergency, LegalChannel, OrderKind, SpecialRoute
from wangge.rules.mapping import Coded, ImportMap
from wangge.rules.order_mapping import OrderMap
from wangge.rules.past import PastRequest, past_request
from wangge.territory.queries import UnitRow, units

# What a mapping of orders can name beside the columns of any request; docs/hotline.md.
IMPORT_COLUMNS = ("caller", "repeat_of", "kind", "route", "channel", "emergency")
NUMBER_LENGTH = 60

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """One order as its file tells it."""

    request: PastRequest
    category: str
    unit: str
    caller: str
    kind: OrderKind
    route: SpecialRoute | None
    channel: LegalChannel | None
    emergency: Emergency | None
    earlier: str


class OrderReader:
    """Reads the rows of a file, holding what all of them share."""

    def __init__(self, county: str, mapping: OrderMap) -> None:
        self.mapping = mapping
        self.territory: Mapping[str, UnitRow] = units(county)
        self.departments = desk(county).departments
        self.classes = _classes(county, mapping.request)

    def read(self, row: SourceRow, *, now: datetime) -> ReadOrder:
        """Return the order of a row; raises Refused naming the column as `field`."""
        if row.fault is not None:
            raise row.fault
        if "\0" in "".join(row.texts.values()):
            raise Refused("import.bad_text")
        mapping, texts = self.mapping, row.texts
        request = past_request(mapping.request, texts, now=now)
        if len(request.ref) > NUMBER_LENGTH:
            raise Refused("import.bad_id", field=mapping.request.id, limit=NUMBER_LENGTH)
        if request.department and request.department not in self.departments:
            field = mapping.request.department.column
            raise Refused("case.unknown_department", field=field, department=request.department[:40])
        return ReadOrder(
            request, self._category(request.category), self._unit(request.unit), texts.get(mapping.caller, ""),
            _word(OrderKind, mapping.kind, texts) or OrderKind.HELP, _word(SpecialRoute, mapping.route, texts),
            _word(LegalChannel, mapping.channel, texts), _word(Emergency, mapping.emergency, texts),
            texts.get(mapping.repeat_of, "")[:NUMBER_LENGTH],
        )  # fmt: skip

    def _category(self, word: str) -> str:
        key = self.classes.get(word)
        if key is None:
            field = self.mapping.request.category.words.column
            raise Refused("import.unknown_category", field=field, value=word[:40])
        return key

    def _unit(self, word: str) -> str:
        if not word:
            return ""
        position = self.mapping.request.position
        named = [code for code, unit in self.territory.items() if word in {code, unit.name}]
        if not named:
            raise Refused("import.unknown_unit", field=position.unit, value=word[:40])
        if len(named) > 1:
            codes = ", ".join(named[:5])
            raise Refused("import.ambiguous_unit", field=position.unit, value=word[:40], codes=codes)
        return named[0]


def _classes(county: str, mapping: ImportMap) -> dict[str, str]:
    classing = mapping.category
    own = [
        row
        for row in desk(county).categories.values()
        if (row.scheme, row.kind) == (classing.scheme, classing.kind)
    ]
    if classing.by_name:
        return {name: row.key for row in own for name in (row.zh, row.en) if name}
    return {row.code: row.key for row in own}


def _word(kind: type[Word], coded: Coded, texts: Mapping[str, str]) -> Word | None:
    word = coded.read(texts)
    try:
        return kind(word) if word else None
    except ValueError:
        raise Refused("hotline.unknown_word", field=coded.column, value=word[:40]) from None
