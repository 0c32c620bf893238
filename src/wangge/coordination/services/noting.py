"""What happened to a gathering or a project is written into its own chain."""

from collections.abc import Mapping
from datetime import datetime

from wangge.coordination.models import Project, Whistle
from wangge.foundation.recording import START, ChainEnd, record
from wangge.people.hats import Hat


def note(
    row: Whistle | Project, hat: Hat, kind: str, at: datetime, payload: Mapping[str, object], *, begins: bool = False
) -> None:  # fmt: skip
    """Record an act on a row that is held, and keep the chain's new end on it; the caller saves the row."""
    end = record(
        county=row.county, subject=row.id, kind=kind, at=at, actor=hat.account_id.hex,
        after=START if begins else ChainEnd(row.seq, row.chain),
        payload={"hat": hat.post_id.hex, "post": hat.kind, **payload},
    )  # fmt: skip
    row.seq, row.chain = end
