"""How do a congress's duty rules, ballot thresholds and the day of asking become dated rows?"""

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any
from uuid import UUID

from wangge.deputies.models import AskingTerm, BallotThreshold, DutyRule
from wangge.foundation.locking import writing
from wangge.rules.ballots import Outcome
from wangge.rules.duties import DutyKind, Every
from wangge.rules.errors import Refused
from wangge.rules.legal_terms import Rank

QUANTITY_MOST, NOTICE_MOST, ASKING_MOST = 60, 31, 90
LENGTHS = {"code": 24, "zh": 80, "en": 120, "source": 200}


def packaged_rules() -> str:
    """Return the packaged preset: the founding article's minima, one town's thresholds for reference."""
    return (files("wangge.deputies") / "data" / "duty_rules.toml").read_text(encoding="utf-8")


def keep_rules(county: str, congress: UUID, text: str, *, from_on: date) -> int:
    """Keep a file of rules for a congress from a day on; rows of the same day are replaced. Return how many are kept.

    Refuses `deputy.bad_rule`, naming the row and the field; then nothing is written.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Refused("deputy.bad_rule", row="-", field="file", value=str(fault)[:60]) from None
    duties = [_duty(row, number) for number, row in enumerate(told.get("duties", []), 1)]
    thresholds = [_threshold(row, number) for number, row in enumerate(told.get("thresholds", []), 1)]
    asking = _asking(told)
    of: dict[str, Any] = {"county": county, "congress": congress, "from_on": from_on}
    with writing():
        for row in duties:
            DutyRule.objects.update_or_create(code=row.pop("code"), **of, defaults=row)
        for row in thresholds:
            BallotThreshold.objects.update_or_create(outcome=row.pop("outcome"), **of, defaults=row)
        if asking:
            AskingTerm.objects.update_or_create(county=county, from_on=from_on, defaults=asking)
    return len(duties) + len(thresholds) + bool(asking)


def _duty(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {
        **{field: _text(row, number, field) for field in ("code", "zh", "en", "source")},
        "kind": _one_of(row, number, "kind", set(DutyKind)), "every": _one_of(row, number, "every", set(Every)),
        "rank": _one_of(row, number, "rank", set(Rank)),
        "quantity": _number(row, number, "quantity", 1, QUANTITY_MOST),
        "notice_days": _number(row, number, "notice_days", 0, NOTICE_MOST),
    }  # fmt: skip


def _threshold(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {
        "outcome": _one_of(row, number, "outcome", set(Outcome) - {Outcome.NOT}),
        "per_mille": _number(row, number, "per_mille", 1, 1000), "source": _text(row, number, "source"),
    }  # fmt: skip


def _asking(told: Mapping[str, Any]) -> dict[str, Any]:
    if "asking_days" not in told:
        return {}
    days = _number(told, 0, "asking_days", 1, ASKING_MOST)
    return {"days": days, "source": _text({"source": told.get("asking_source", "")}, 0, "source")}


def _text(row: Mapping[str, Any], number: int, field: str) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LENGTHS[field]:
        raise Refused("deputy.bad_rule", row=number, field=field, value=str(value)[:40])
    return value.strip()


def _one_of(row: Mapping[str, Any], number: int, field: str, known: set[Any]) -> str:
    value = row.get(field)
    if value not in known:
        raise Refused("deputy.bad_rule", row=number, field=field, value=str(value)[:40])
    return str(value)


def _number(row: Mapping[str, Any], number: int, field: str, least: int, most: int) -> int:
    value = row.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Refused("deputy.bad_rule", row=number, field=field, value=str(value)[:40])
    return value
