"""Where do the chains of calls and projects end, as their own rows know it? For the audit."""

from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from wangge.coordination.models import Project, Whistle
from wangge.foundation.recording import ChainEnd


def chain_ends(county: str) -> Iterator[tuple[UUID, ChainEnd]]:
    """Yield every call's and project's chain end, by id."""
    rows = (
        model.objects.filter(county=county).values_list("id", "seq", "chain") for model in (Whistle, Project)
    )
    for key, seq, end in sorted(chain(*rows)):
        yield key, ChainEnd(seq, end)
