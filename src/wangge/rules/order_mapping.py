"""How does a 12345 centre's order file say what we call an order, and how does it want its replies?

A mapping of orders is a mapping of requests (rules/mapping.py: `fields.id` is the order number,
`times.due_at` the limit written on the order, `department` the first receiver) with two more
tables: `[order]` for what only a hotline tells, `[reply]` for the file that goes back.
docs/hotline.md describes every key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wangge.rules.errors import Refused
from wangge.rules.hotline import Emergency, LegalChannel, OrderKind, SpecialRoute
from wangge.rules.mapping import Coded, ImportMap, read_map


class ReplyField(StrEnum):
    """What a reply file can tell of an order."""

    ORDER = "order"
    CASE = "case"
    KIND = "kind"
    RECEIVED_AT = "received_at"
    STATE = "state"
    RESULT = "result"
    WORDS = "words"
    WHO = "who"
    AT = "at"


class Standing(StrEnum):
    """How an order stands, as the reply file tells the centre."""

    IN_HAND = "in_hand"
    SENT_BACK = "sent_back"  # 返工: being done again
    ADVISED = "advised"  # a special route: told, not handled
    REPLIED = "replied"


@dataclass(frozen=True, slots=True)
class ReplyMap:
    """The columns of a reply file in their order, and the centre's words for our codes."""

    columns: tuple[tuple[ReplyField, str], ...]
    words: Mapping[str, str]

    def word(self, code: str) -> str:
        """Return the centre's word for one of our codes; the code itself where it has none."""
        return self.words.get(code, code)


@dataclass(frozen=True, slots=True)
class OrderMap:
    """A whole mapping of orders."""

    request: ImportMap
    caller: str
    repeat_of: str
    kind: Coded
    route: Coded
    channel: Coded
    emergency: Coded
    reply: ReplyMap

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the mapping reads, once each."""
        own = [
            self.caller,
            self.repeat_of,
            *(one.column for one in (self.kind, self.route, self.channel, self.emergency)),
        ]
        return tuple(dict.fromkeys(column for column in (*self.request.columns, *own) if column))


def read_order_map(table: Mapping[str, object]) -> OrderMap:
    """Read a parsed mapping file; raises Refused `mapping.*` with the key concerned as `field`."""
    rest = dict(table)
    order, reply = _table(rest, "order"), _table(rest, "reply")
    found = OrderMap(
        request=read_map(rest), caller=_text(order, "order", "caller"),
        repeat_of=_text(order, "order", "repeat_of"),
        kind=_coded(order, "kind", set(OrderKind), default=OrderKind.HELP),
        route=_coded(order, "route", {"", *SpecialRoute}), channel=_coded(order, "channel", {"", *LegalChannel}),
        emergency=_coded(order, "emergency", {"", *Emergency}), reply=_reply(reply),
    )  # fmt: skip
    _refuse_rest(order, "order")
    return found


def _reply(table: dict[str, object]) -> ReplyMap:
    words = _table(table, "values", "reply.values")
    columns = tuple((_field(key), _text(table, "reply", key)) for key in list(table))
    if not any(field is ReplyField.ORDER for field, _ in columns):
        raise Refused("mapping.missing", field="reply.order")
    return ReplyMap(columns, {code: _text(words, "reply.values", code) for code in list(words)})


def _field(key: str) -> ReplyField:
    try:
        return ReplyField(key)
    except ValueError:
        raise Refused("mapping.unknown_key", field=f"reply.{key}") from None


def _coded(order: dict[str, object], key: str, known: set[str], *, default: str = "") -> Coded:
    table = _table(order, key, f"order.{key}")
    values = _table(table, "values", f"order.{key}.values")
    path = f"order.{key}"
    found = Coded(
        _text(table, path, "column"),
        {word: _text(values, f"{path}.values", word) for word in list(values)} or None,
        _text(table, path, "default") or default,
    )  # fmt: skip
    for word in (found.default, *(found.values or {}).values()):
        if word not in known:
            raise Refused("mapping.wrong_value", field=path, value=word)
    _refuse_rest(table, path)
    return found


def _table(rest: dict[str, object], key: str, field: str = "") -> dict[str, object]:
    value = rest.pop(key, {})
    if not isinstance(value, dict):
        raise Refused("mapping.wrong_value", field=field or key, value=str(value)[:40])
    return dict(value)


def _text(rest: dict[str, object], path: str, key: str) -> str:
    value = rest.pop(key, "")
    if not isinstance(value, str):
        raise Refused("mapping.wrong_value", field=f"{path}.{key}", value=str(value)[:40])
    return value


def _refuse_rest(rest: Mapping[str, object], path: str) -> None:
    for key in rest:
        raise Refused("mapping.unknown_key", field=f"{path}.{key}")
