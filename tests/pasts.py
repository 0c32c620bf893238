"""Cases that a source tells us of, plain unless a test says otherwise."""

from dataclasses import replace
from datetime import timedelta

from tests.builders import COVER, GRIDS, NOW
from wangge.cases.services.history import HistoricCase

REPORTED = NOW - timedelta(days=40)
CLOSED = REPORTED + timedelta(days=3)


def a_past(ref: str = "1", **changes: object) -> HistoricCase:
    """A damaged cover of forty days ago, put right in three days, without a promise."""
    plain = HistoricCase(
        stream="311", source_ref=ref, category=COVER, unit=GRIDS[0], located="inside", provisional=False,
        candidates=(), lon_e7=1136850000, lat_e7=347850000, accuracy_m=0, reported_at=REPORTED, closed_at=CLOSED,
        due_at=None, outcome="solved", words="井盖破损", place="花园路", channel="hotline", department="",
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]
