"""Which matters are passed on at once, and when was that done? Nothing waits: no state, no filing is needed."""

import csv
from datetime import datetime
from importlib.resources import files
from uuid import UUID

from wangge.cases.models import Case, EmergencyRoute, PassedOn
from wangge.cases.policies import may_see
from wangge.cases.queries.emergencies import routes
from wangge.cases.services.counting import chain_end_of
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused


def load_emergency_routes() -> int:
    """Load the packaged rows of data/emergency_routes.csv; what is there stays. Returns how many were read."""
    with files("wangge.cases").joinpath("data", "emergency_routes.csv").open(encoding="utf-8") as file:
        rows = [EmergencyRoute(county="", order=int(row.pop("order")), **row) for row in csv.DictReader(file)]
    EmergencyRoute.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def pass_on(case_id: UUID, number: str, *, hat: Hat, now: datetime) -> UUID:
    """Write down that a case was passed on to a number now, from whatever state it is in; return the row's id.

    Refuses `row.unknown` for a case out of sight and `case.route_unknown` for a number of no row.
    """
    with locked(Case, county=hat.county, key=case_id) as case:
        if not may_see(hat, case):
            raise Refused("row.unknown", row=case_id.hex)
        if number not in {
            route.number for route in routes(case.county, case.category, now=now, general=True)
        }:
            raise Refused("case.route_unknown", field="number", number=number[:24])
        row = PassedOn.objects.create(
            county=case.county, case=case.id, number=number, at=now, account=hat.account_id, post=hat.kind,
            seconds=max(0, int((now - case.reported_at).total_seconds())),
        )  # fmt: skip
        case.seq, case.chain = record(
            county=case.county, subject=case.id, kind="case.passed_on", at=now, actor=hat.account_id.hex,
            after=chain_end_of(case),
            payload={"number": number, "seconds": row.seconds, "hat": hat.post_id.hex, "post": hat.kind},
        )  # fmt: skip
        case.save(update_fields=["seq", "chain"])
        return row.id
