"""Where do the chains of groups and devices end, as their own rows know it? For the audit."""

from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from wangge.alarms.models import Device, Group
from wangge.foundation.recording import ChainEnd


def chain_ends(county: str) -> Iterator[tuple[UUID, ChainEnd]]:
    """Yield every group's and device's chain end, by id."""
    rows = (
        model.objects.filter(county=county, seq__gt=0).values_list("id", "seq", "chain")
        for model in (Group, Device)
    )
    for key, seq, end in sorted(chain(*rows)):
        yield key, ChainEnd(seq, end)
