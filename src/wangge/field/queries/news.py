"""What has changed for this person since a position of the county's order?

Own acts are told, too, so that all phones of a person agree. What is not this hat's any more comes as
{"id", "gone": true}: the phone takes it off.
"""

from datetime import datetime
from typing import NamedTuple

from wangge.cases.queries.touched import concerning
from wangge.field.queries.cards import CARDS_MOST, Card, cards, my_cards
from wangge.foundation.sequencing import head_position, placed_after
from wangge.people.hats import Hat

SCANNED_MOST = 1000  # events looked through at once
ANEW_FROM = 20_000  # a phone that was away for so many events is told how everything stands instead


class News(NamedTuple):
    """Cards of what changed, up to which position they tell it, and whether there is more."""

    cards: list[Card]
    position: int
    more: bool


def news(hat: Hat, since: int | None, now: datetime) -> News:
    """Return what changed of a person's reports and tasks after a position; nothing for a phone without one."""
    head = head_position(hat.county)
    if since is None or since >= head:
        # A phone that is ahead of us met another state of the server: it begins again from here.
        return News([], head, more=False)
    if head - since > ANEW_FROM:
        return News(my_cards(hat, now=now), head, more=False)
    happened = list(placed_after(hat.county, since, SCANNED_MOST))
    ids = concerning(hat, happened)
    while len(ids) > CARDS_MOST:
        happened = happened[: len(happened) // 2]
        ids = concerning(hat, happened)
    told = {card["id"]: card for card in cards(hat, ids, now)}
    position = happened[-1].position
    found = [told.get(str(key), {"id": str(key), "gone": True}) for key in ids]
    return News(found, position, more=position < head)
