"""A matter comes in without an account: its receipt number and a secret, shown once."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from wangge.cases.services.intake import Report, report_case
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.reporters.identity import public_hat
from wangge.reporters.models import Reporter
from wangge.reporters.services.sealing import seal
from wangge.rules.answering import SECRET_LETTERS, Contact, contact_of, secret_digest, spelled_secret
from wangge.rules.errors import Refused

CHANNEL = "resident"


@dataclass(frozen=True, slots=True)
class Handed:
    """What the reporter takes home; the secret is nowhere else."""

    case_id: UUID
    number: str
    secret: str
    reporter_id: UUID


def hand_in(county: str, report: Report, *, contact: str = "", now: datetime) -> Handed:
    """Take in a matter by the public door and return its receipt.

    The same form sent again finds its case, but no second secret: refused `reporters.receipt_shown`. Refuses
    `reporters.contact_unreadable`, `reporters.nowhere`, and what intake refuses.
    """
    left = contact_of(contact)
    if report.lon is None and not report.unit and not report.place.strip():
        raise Refused("reporters.nowhere", field="point")
    receipt = report_case(public_hat(county), replace(report, channel=CHANNEL), now=now)
    return open_receipt(county, receipt.case_id, receipt.number, contact=left, now=now)


def open_receipt(
    county: str, subject: UUID, number: str, *, contact: Contact | None, now: datetime
) -> Handed:
    """Give a receipt for a matter, a case or what a package above keeps. Refuses `reporters.receipt_shown`."""
    secret = spelled_secret(secrets.randbits(SECRET_LETTERS * 5))
    row = Reporter(
        county=county, case=subject, number=number, secret=secret_digest(number, secret),
        contact=seal(contact.text) if contact else "", contact_kind=contact.kind if contact else "", at=now,
    )  # fmt: skip
    _keep(row, now)
    return Handed(subject, number, secret, row.id)


def hand_on(reporter_id: UUID, county: str, report: Report, *, now: datetime) -> Handed:
    """Make a case of what a receipt's holder brought elsewhere; the sealed contact goes with it.

    Nobody learns the new receipt's secret: whoever holds the first one opens it from there.
    """
    first = Reporter.objects.filter(county=county, pk=reporter_id).first()
    receipt = report_case(public_hat(county), replace(report, channel=CHANNEL), now=now)
    row = Reporter(
        county=county, case=receipt.case_id, number=receipt.number,
        secret=secret_digest(receipt.number, spelled_secret(secrets.randbits(SECRET_LETTERS * 5))),
        contact=first.contact if first else "", contact_kind=first.contact_kind if first else "", at=now,
    )  # fmt: skip
    _keep(row, now)
    return Handed(receipt.case_id, receipt.number, "", row.id)


def _keep(row: Reporter, now: datetime) -> None:
    try:
        with writing():
            row.save(force_insert=True)
            record(
                county=row.county, subject=row.id, kind="reporter.handed_in", at=now,
                payload={"case": row.case.hex, "contact": row.contact_kind},
            )  # fmt: skip
    except IntegrityError:
        raise Refused("reporters.receipt_shown", number=row.number) from None
