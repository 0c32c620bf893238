"""The phone sends what waits on it, and hears what has changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.field.access import PhoneRequest, phone_required
from wangge.field.keys import moment
from wangge.field.queries.arrivals import missing_files
from wangge.field.queries.cards import card
from wangge.field.queries.news import news
from wangge.field.reading import as_list, as_moment, as_object, as_uuid, as_whole, only, read_object
from wangge.field.records import Record, read_record
from wangge.field.services.receipts import Result, told_result
from wangge.field.services.receiving import Sending, missing_of, note_announced, receive
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.sync import RecordState

PROTOCOL = 1
RECORDS_MOST = 100
ANNOUNCED_MOST = 5000
_ENVELOPE = ("protocol", "sent_at", "since", "announced", "records")


class Envelope(NamedTuple):
    """What a phone sends at once; a fault in it refuses the whole, a fault in a record that record alone."""

    sent_at: datetime
    since: int | None
    announced: list[UUID]
    records: list[Record]


@never_cache
@require_POST
@phone_required
def sync(request: PhoneRequest) -> HttpResponse:
    """Take in a batch and answer each of its records, with the news of this person's matters."""
    now = timezone.now()
    sent = read_envelope(request.body)
    difference = sent.sent_at - now
    sending = Sending(request.hat, request.device.id, now, difference)
    results = receive(sending, sent.records)
    arrived = {result.record for result in results if result.state is not RecordState.WAITING}
    note_announced(sending, [one for one in sent.announced if one not in arrived])
    heard = news(request.hat, sent.since, now)
    told = {
        "protocol": PROTOCOL, "server_at": moment(now),
        "difference_ms": round(difference / timedelta(milliseconds=1)),
        "results": _told(request, sent.records, results, now), "position": heard.position, "news": heard.cards,
        "more": heard.more,
    }  # fmt: skip
    return JsonResponse(told, status=results[0].status if len(results) == 1 else 200)


def read_envelope(body: bytes) -> Envelope:
    """Read a batch; refuse `field.unreadable` and `field.protocol_unknown` as a whole."""
    told = read_object(body, "body")
    only(told, _ENVELOPE, "body")
    if (protocol := as_whole(told.get("protocol"), "protocol")) != PROTOCOL:
        raise Refused("field.protocol_unknown", field="protocol", protocol=protocol, known=PROTOCOL)
    announced = as_list(told.get("announced", []), "announced", most=ANNOUNCED_MOST)
    records = as_list(told.get("records", []), "records", most=RECORDS_MOST)
    since = as_whole(told.get("since"), "since")
    return Envelope(
        as_moment(told.get("sent_at"), "sent_at"), since, [as_uuid(one, "announced") for one in announced],
        [_record(place, one) for place, one in enumerate(records)],
    )  # fmt: skip


def _record(place: int, told: object) -> Record:
    field = f"records.{place}"
    one = as_object(told, field)
    only(one, ("id", "content"), field)
    return read_record(as_uuid(one.get("id"), f"{field}.id"), one.get("content"))


def _told(
    request: PhoneRequest, records: Sequence[Record], results: Sequence[Result], now: datetime
) -> list[dict[str, Any]]:
    hat: Hat = request.hat
    missing = dict(missing_of(results, records))
    before = [result.record for result in results if result.arrival is not None and not result.is_new]
    missing |= missing_files(hat.county, before)
    request_id = getattr(request, "request_id", "")
    told = []
    for record, result in zip(records, results, strict=True):
        said = told_result(result, missing=missing.get(record.id, ()), request_id=request_id)
        if result.problem is not None and result.problem.code == "case.changed" and record.body is not None:
            said["card"] = card(hat, record.body.case, now)
        told.append(said)
    return told
