"""Do the same facts always give the same bytes, and any other fact other ones?"""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.errors import Refused
from wangge.rules.proof import GENESIS, chain_hash, digest, event_hash, moment_text, payload_text

AT = datetime(2024, 3, 5, 2, tzinfo=UTC)
SAID = {
    "event_id": "0" * 31 + "1", "county": "410105", "subject": "0" * 31 + "2", "seq": 1, "kind": "case.reported",
    "at": AT, "recorded_at": AT, "actor": "", "payload": '{"a":1}', "prev": GENESIS,
}  # fmt: skip
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
PAYLOADS = st.dictionaries(st.text(max_size=5), PLAIN, max_size=5)


@given(PAYLOADS)
def test_the_order_in_which_a_payload_was_put_together_leaves_no_trace(payload: dict[str, object]) -> None:
    turned = dict(reversed(payload.items()))

    assert payload_text(turned) == payload_text(payload)
    assert json.loads(payload_text(payload)) == payload


@pytest.mark.parametrize(
    "payload", [{"a": 0.5}, {"a": [1, 0.5]}, {"a": {"b": [{"c": 2.0}]}}, {"a": float("nan")}, {"a": (0.1,)}]
)
def test_a_float_is_refused_however_deep_it_lies(payload: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"proof\.float"):
        payload_text(payload)


def test_a_value_that_is_no_plain_json_is_refused() -> None:
    with pytest.raises(Refused, match=r"proof\.not_plain"):
        payload_text({"at": AT})


@pytest.mark.parametrize(("field", "other"), [
    ("event_id", "0" * 31 + "3"), ("county", "410106"), ("subject", "0" * 31 + "4"), ("seq", 2),
    ("kind", "case.closed"), ("at", AT + timedelta(microseconds=1)), ("recorded_at", AT + timedelta(days=1)),
    ("actor", "f" * 32), ("payload", '{"a":2}'), ("prev", "1" * 64), ("algorithm", "sha512"),
])  # fmt: skip
def test_the_hash_covers_everything_that_an_event_says(field: str, other: object) -> None:
    said = event_hash(**SAID)  # type: ignore[arg-type]

    assert event_hash(**{**SAID, field: other}) != said  # type: ignore[arg-type]


def test_the_hash_is_the_same_on_every_machine() -> None:
    written_down = "b646d5af60fd53a671f25b35d7b8341a2fb720e588f1089b3e3797c8af8e60c4"

    assert event_hash(**SAID) == written_down  # type: ignore[arg-type]


def test_a_moment_is_hashed_in_utc_whatever_zone_it_was_said_in() -> None:
    in_zhengzhou = AT.astimezone(timezone(timedelta(hours=8)))

    assert moment_text(in_zhengzhou) == moment_text(AT) == "2024-03-05T02:00:00.000000Z"


@pytest.mark.parametrize(
    ("before", "position", "own"), [("1" * 64, 1, "a"), (GENESIS, 2, "a"), (GENESIS, 1, "b")]
)
def test_the_rolling_hash_covers_what_came_before_the_position_and_the_event(
    before: str, position: int, own: str
) -> None:
    assert chain_hash(before, position, own) != chain_hash(GENESIS, 1, "a")


def test_sm3_gives_the_digest_of_gb_t_32905() -> None:
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # its example 1, "abc"
    try:
        found = digest("abc", "sm3")
    except ValueError:
        pytest.skip("this OpenSSL has no SM3")

    assert found == expected
