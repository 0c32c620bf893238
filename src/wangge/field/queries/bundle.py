"""What does a phone hold so that it works without a network, and which parts of it are new to this one?"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from wangge.field.queries.cards import my_cards
from wangge.field.queries.duty import duty
from wangge.field.queries.forms import forms
from wangge.field.queries.grids import grids
from wangge.field.queries.kinds import kinds
from wangge.field.queries.near import near
from wangge.field.queries.routes import routes
from wangge.foundation.sequencing import head_position
from wangge.people.hats import Hat

PROTOCOL = 1
ETAG_LETTERS = 16


def _forms(hat: Hat, *, now: datetime) -> dict[str, Any]:  # noqa: ARG001 - the same on every day
    return forms(hat)


PARTS: Mapping[str, Callable[..., Any]] = {
    "grids": grids, "kinds": kinds, "routes": routes, "near": near, "cases": my_cards, "duty": duty,
    "forms": _forms,
}  # fmt: skip


def bundle(hat: Hat, have: Mapping[str, str], *, now: datetime) -> dict[str, Any]:
    """Return every part whose etag this phone has not got; an etag is told by post, language and data."""
    # Read first: what happens while the parts are gathered comes again as news, and nothing is missed.
    position = head_position(hat.county)
    parts = {}
    for name, gather in PARTS.items():
        data = gather(hat, now=now)
        etag = etag_of(hat, data)
        if have.get(name) != etag:
            parts[name] = {"etag": etag, "data": data}
    return {"protocol": PROTOCOL, "server_at": now.isoformat(), "position": position, "parts": parts}


def etag_of(hat: Hat, data: object) -> str:
    """Return the digest of a part as this post reads it in the language of the page."""
    said = json.dumps([hat.post_id.hex, get_language(), data], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:ETAG_LETTERS]


def had(text: str) -> dict[str, str]:
    """Read `have=grids:ETAG,kinds:ETAG`; what cannot be read is simply sent anew."""
    pairs = (one.partition(":") for one in text.split(","))
    return {name: etag for name, colon, etag in pairs if colon and name in PARTS}
