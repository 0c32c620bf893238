"""A county says how its centre writes order files, and which terms of its own it has."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from wangge.foundation.locking import writing
from wangge.reporters.models import HotlineMap, HotlineTerm
from wangge.rules.desk_terms import TermRow
from wangge.rules.order_mapping import OrderMap, read_order_map


def save_order_map(county: str, table: Mapping[str, object], *, now: datetime) -> OrderMap:
    """Keep a mapping for the next files, by page or by command; refuse `mapping.*` for one that cannot be read."""
    read = read_order_map(table)
    with writing():
        HotlineMap.objects.update_or_create(
            county=county, defaults={"table": json.dumps(table, ensure_ascii=False), "saved_at": now}
        )
    return read


def set_terms(county: str, rows: Iterable[TermRow]) -> int:
    """Put a county's own terms in place of those it had; orders keep the limits that they were given."""
    with writing():
        HotlineTerm.objects.filter(county=county).delete()
        kept = HotlineTerm.objects.bulk_create(
            HotlineTerm(
                county=county, term=row.term, amount=row.amount, unit=row.unit, source=row.source,
                from_on=row.from_on, until_on=row.until_on,
            )
            for row in rows
        )  # fmt: skip
    return len(kept)
