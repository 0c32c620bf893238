"""Who handed in matters of the demo by the public form? Nobody real: contacts and letters are invented.

The receipts are kept in the home, so that whoever tries the demo can follow them.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from wangge.cases.services.intake import Report
from wangge.people.hats import Hat
from wangge.reporters.queries.receipts import held_by
from wangge.reporters.services.answering import write_to_desk
from wangge.reporters.services.contacting import open_contact, pass_on
from wangge.reporters.services.receiving import hand_in
from wangge.reporters.views.public import DEMO_RECEIPTS

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Told:
    """A matter that came by the public form, as the walk through its steps needs it."""

    case_id: UUID
    unit: str
    department: str


def residents_by_live_row() -> dict[str, dict[str, str]]:
    """Return the matters of the demo that residents handed in, by the number of their live row."""
    with (FOLDER / "residents.csv").open(encoding="utf-8", newline="") as file:
        return {row["live"]: row for row in csv.DictReader(file)}


def tell(
    row: Mapping[str, str], report: Report, *, county: str, unit: str, department: str, desk: Hat
) -> Told:
    """Hand in a live row by the public form, with its letters, and keep the receipt."""
    at = report.at
    handed = hand_in(county, report, contact=row["contact"], now=at)
    held = held_by(handed.number, handed.secret)
    if row["to_desk"]:
        write_to_desk(held, row["to_desk"], now=at + timedelta(minutes=20))
    if row["from_desk"]:
        pass_on(held.case_id, row["from_desk"], hat=desk, now=at + timedelta(minutes=30))
    if row["opened"]:
        open_contact(held.case_id, row["opened"], hat=desk, now=at + timedelta(minutes=50))
    with (Path(settings.WANGGE_HOME) / DEMO_RECEIPTS).open("a", encoding="utf-8") as file:
        file.write(f"{handed.number},{handed.secret}\n")
    return Told(handed.case_id, unit, department)
