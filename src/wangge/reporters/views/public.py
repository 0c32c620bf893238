"""Who comes to the public door: from which network, with which receipt in hand, and which map is drawn for them?"""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from wangge.foundation.refusals import told
from wangge.reporters.queries.receipts import Held, held
from wangge.rules.errors import Refused
from wangge.territory.queries import units

_RECEIPT = "receipt"
DEMO_RECEIPTS = "demo-receipts.csv"  # in the home of a demo: whoever tries it may follow them


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from; behind a proxy of ours, what that proxy saw last."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.WANGGE_PROXIED else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")


def take_in_hand(request: HttpRequest, one: Held) -> None:
    """Let this session follow a receipt; its number and secret stay out of addresses, logs and the cookie."""
    request.session[_RECEIPT] = [one.county, one.reporter_id.hex]


def put_away(request: HttpRequest) -> None:
    """Let this session follow nothing any more."""
    request.session.pop(_RECEIPT, None)


def in_hand(request: HttpRequest) -> Held | None:
    """Return the receipt that this session follows, or None."""
    kept = request.session.get(_RECEIPT)
    if not kept:
        return None
    try:
        return held(kept[0], UUID(kept[1]))
    except Refused:
        put_away(request)
        return None


def demo_receipts() -> list[list[str]]:
    """Return the receipts of a demo (number, secret); none anywhere else."""
    file = Path(settings.WANGGE_HOME) / DEMO_RECEIPTS
    if not settings.WANGGE_DEMO or not file.is_file():
        return []
    return [line.split(",") for line in file.read_text(encoding="utf-8").split()]


def public_map(county: str) -> dict[str, str]:
    """Return the outlines and the box (west, south, east, north) of the map on which somebody sets a point."""
    box = units(county)[county].box or ()
    return {
        "outlines_url": reverse("reporters:outlines", args=[county]),
        "bounds": ",".join(f"{edge:.6f}" for edge in box),
    }


def refusal_shown(request: HttpRequest, refused: Refused) -> dict[str, object]:
    """Return a refusal as the message template shows it."""
    refusal = told(refused)
    return {
        "code": refusal.code, "sentence": refusal.sentence, "remedy": refusal.remedy, "facts": refusal.facts,
        "request_id": request.request_id,  # type: ignore[attr-defined]
    }  # fmt: skip
