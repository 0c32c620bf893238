"""Does a phone that speaks the protocol come through every cut, and does one that believes anybody not?"""

from pathlib import Path

import pytest

from tests.faults.cutting import Asked, Fault, forged
from tests.faults.office import soaking
from tests.faults.runs import CELLS, DRAWN, Untrue

RUNS, SEED = 20, 2024


def test_nothing_is_lost_or_doubled_in_twenty_runs_over_every_cell(tmp_path: Path) -> None:
    with soaking(tmp_path, RUNS, seed=SEED) as soak:
        told = soak.run_all(RUNS)

        assert [(one.phone, one.server) for one in told] == [(3 + DRAWN, 3 + DRAWN)] * RUNS
        assert {" / ".join(cell) for cell in CELLS} - {*soak.line.hits} == set()


def test_a_phone_that_takes_any_receipt_fails_the_soak(tmp_path: Path) -> None:
    with soaking(tmp_path, RUNS, seed=SEED, is_gullible=True) as soak:
        with pytest.raises(Untrue, match="says delivered; the server: "):
            soak.run_all(RUNS)

        assert soak.line.hits["sync / instead / forge"]


def test_a_cut_strikes_the_request_that_it_is_meant_for() -> None:
    lines = {
        "session": b"PUT /field/session", "bundle": b"GET /field/bundle?have=", "sync": b"POST /field/sync",
        "put": b"PUT /field/files/a/b", "tus-create": b"POST /field/tus/", "tus-patch": b"PATCH /field/tus/a",
        "tus-head": b"HEAD /field/tus/a", "": b"GET /field/sw.js",
    }  # fmt: skip

    assert [Asked(line + b" HTTP/1.1\r\n\r\n", b"").kind for line in lines.values()] == list(lines)


def test_a_forged_answer_looks_well_and_is_not_signed() -> None:
    body = b'{"sent_at": "2024-03-05T02:00:00+00:00", "records": [{"id": "a", "content": "{}"}]}'

    answer = forged(Asked(b"POST /field/sync HTTP/1.1\r\n\r\n", body))

    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b'"state": "accepted"' in answer
    assert Fault("sync", "instead", "forge", 0.0).cell == "sync / instead / forge"
