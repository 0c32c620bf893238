"""A resident at the public door, and a case walked through the office, for the tests of reporters."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.builders import COUNTY, NOW, Office, a_report, checker_of
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.reporters.queries.receipts import Held, held_by
from wangge.reporters.services.receiving import hand_in

PHONE = "13800138000"
WORDS = "巷口井盖缺了半边"
RESULT = "已更换井盖"


def handed(*, contact: str = PHONE, now: datetime = NOW, words: str = WORDS, **changes: Any) -> Held:
    """Hand in a matter by the public door and return its receipt."""
    got = hand_in(COUNTY, a_report(at=now, words=words, **changes), contact=contact, now=now)
    return held_by(got.number, got.secret)


def dispatched(office: Office, case_id: UUID, *, department: str = "water", now: datetime = NOW) -> None:
    """File and dispatch a case."""
    move_case(case_id, "file", hat=office.leader, now=now)
    move_case(case_id, "dispatch", hat=office.dispatcher, now=now, brought=Brought(department=department))


def handled(office: Office, case_id: UUID, *, now: datetime = NOW, photos: tuple[bytes, ...] = ()) -> None:
    """File, dispatch, sign and feed back a case."""
    dispatched(office, case_id, now=now)
    move_case(case_id, "sign", hat=office.handler, now=now)
    move_case(case_id, "feed_back", hat=office.handler, now=now, brought=Brought(words=RESULT, photos=photos))


def closed(office: Office, case_id: UUID, *, now: datetime = NOW) -> datetime:
    """Walk a case to its end and return the moment of it."""
    handled(office, case_id, now=now)
    move_case(case_id, "pass", hat=checker_of(office, case_id), now=now)
    end = now + timedelta(minutes=1)
    move_case(case_id, "close", hat=office.leader, now=end)
    return end
