"""What is a phone told of a record that it sent, the first time and every time after it?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from wangge.field.keys import moment, signature
from wangge.field.models import Arrival
from wangge.field.records import Record
from wangge.foundation.refusals import problem
from wangge.rules.errors import Refused
from wangge.rules.sync import STATUS, RecordState, counted_from


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one record: its state, its row where it has one, why not where it was not taken."""

    record: UUID
    state: RecordState
    arrival: Arrival | None = None
    problem: Refused | None = None
    held: dict[str, object] | None = None  # of a conflict: what is there under this id
    is_new: bool = False

    @property
    def status(self) -> int:
        """The status of a response that holds this result alone."""
        return STATUS[self.state]


def result_of(row: Arrival, *, is_new: bool = False) -> Result:
    """Return the answer that a record got when it arrived; it never changes."""
    state = RecordState(row.state)
    if state is RecordState.REFUSED:
        return Result(row.id, state, row, Refused(row.code, **json.loads(row.facts or "{}")), is_new=is_new)
    parked = (
        Refused("field.parked", form=row.form, version=row.version) if state is RecordState.PARKED else None
    )
    return Result(row.id, state, row, parked, is_new=is_new)


def not_yours(record: Record) -> Result:
    """Return the answer to whoever sends what another account has sent: no receipt, and no word of what it was."""
    return Result(record.id, RecordState.REFUSED, problem=Refused("field.not_yours"))


def waiting(record: Record, code: str) -> Result:
    """Return the answer to a record that stays on the phone and is sent again."""
    return Result(record.id, RecordState.WAITING, problem=Refused(code))


def told_result(result: Result, *, missing: Sequence[str], request_id: str) -> dict[str, Any]:
    """Return a result as it stands in the answer (docs/field-protocol.md)."""
    row, state = result.arrival, result.state
    said: dict[str, Any] = {"id": str(result.record), "status": result.status, "state": state.value}
    if row is not None and state in {RecordState.ACCEPTED, RecordState.PARKED}:
        said["receipt"] = receipt(row)
        said["missing"] = list(missing)
        difference = timedelta(milliseconds=row.difference_ms)
        said["clock"] = counted_from(row.phone_at, row.arrived_at, difference)[1].value
    if result.problem is not None:
        said["problem"] = problem(result.problem, request_id) | {"status": result.status}
    if result.held is not None:
        said["held"] = result.held
    return said


def receipt(row: Arrival) -> dict[str, str]:
    """Return the signed receipt of a record; made from its row, so it is the same each time."""
    said = {
        "id": str(row.id), "sha256": row.sha256, "at": moment(row.arrived_at),
        "case": str(row.case) if row.case else "", "number": row.number,
    }  # fmt: skip
    return said | {"signature": signature(row.account, *said.values())}


def facts_text(refused: Refused) -> str:
    """Return a refusal's facts as they are kept: short texts, numbers and nothing else."""
    kept = {
        name: value if isinstance(value, int) else str(value)[:120] for name, value in refused.facts.items()
    }
    return json.dumps(kept, ensure_ascii=False)
