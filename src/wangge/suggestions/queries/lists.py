"""Which cases does a paper, a cluster, a promise, an offer or a check name? The list behind their numbers."""

from collections.abc import Mapping
from uuid import UUID

from wangge.foundation.ids import row_key
from wangge.suggestions.models import CheckPlace, Cluster, CommitmentProof, Exhibit, ReturnOffer


def named_cases(county: str, asked: Mapping[str, str]) -> list[UUID]:
    """Return the cases that one of these names; nothing is named by an id that is not there."""
    if "check" in asked:
        places = CheckPlace.objects.filter(county=county, check_id=row_key(asked["check"]))
        return list(places.values_list("case", flat=True))
    for name, model in (
        ("cluster", Cluster), ("exhibit", Exhibit), ("offer", ReturnOffer), ("proof", CommitmentProof),
    ):  # fmt: skip
        if name in asked:
            row = model._default_manager.filter(county=county, pk=row_key(asked[name]))  # noqa: SLF001
            text = row.values_list("cases", flat=True).first() or ""
            return [UUID(one) for one in str(text).split()]
    return []
