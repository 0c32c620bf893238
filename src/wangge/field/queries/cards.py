"""What does one matter look like on this hat's phone?

A card for whoever is to check it leaves the claimed result out until the finding is in; a card for the unit that
handles it names neither who reported it nor who will check. No card names a person at all.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from wangge.cases.policies import may_see_finder
from wangge.cases.queries.chain import has_it
from wangge.cases.queries.desk import NO_LIMIT, desk
from wangge.cases.queries.page import Dossier, dossier, dossiers
from wangge.cases.queries.photos import PhotoRow
from wangge.cases.queries.pocket import own_latest_ids, waiting_ids
from wangge.cases.queries.rows import language_now
from wangge.cases.views.case import step_shown
from wangge.cases.views.showing import ENDS
from wangge.field.queries.acts import acts_of
from wangge.people.hats import Hat
from wangge.rules.workflow import End

CARDS_MOST = 200
FILED = "case.filed"  # 立案: by an act of its own, or by being opened again
Card = dict[str, Any]


def card(hat: Hat, case_id: UUID, now: datetime) -> Card | None:
    """Return a matter as a hat may see it; None where it may not."""
    return next(iter(cards(hat, [case_id], now)), None)


def cards(hat: Hat, ids: Sequence[UUID], now: datetime) -> list[Card]:
    """Return those of these matters that a hat may see, in the order of their ids."""
    return [_card(hat, found) for found in dossiers(hat, ids, now=now)]


def my_cards(hat: Hat, *, now: datetime) -> list[Card]:
    """Return what waits for this hat, due first, then what this person reported: open, and ended of late."""
    waiting = waiting_ids(hat, most=CARDS_MOST)
    own = own_latest_ids(hat, now=now, most=CARDS_MOST) if may_see_finder(hat) else []
    return cards(hat, list(dict.fromkeys([*waiting, *own]))[:CARDS_MOST], now)


def told_case(hat: Hat, case_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Return {"card", "chain"} of a matter; refuse `row.unknown` where the hat may not see it."""
    found = dossier(hat, case_id, now=now)
    return {"card": _card(hat, found), "chain": _chain(found)}


def _card(hat: Hat, found: Dossier) -> Card:
    case, row, acts = found.case, found.row, acts_of(hat, found)
    mine = _mine(hat, found, has_acts=bool(acts))
    due = _due(found, mine)
    settled = found.is_blind and case.end == End.SETTLED
    return {
        "id": str(case.id), "number": case.number, "category": case.category, "kind": row.category,
        "state": case.state, "state_words": row.state, "light": row.light, "due_at": _iso(due),
        "due_words": _due_words(due, found.now), "holder": has_it(case, desk(case.county), found.workflow),
        "unit": case.unit, "unit_name": row.unit, "lon": row.lon, "lat": row.lat,
        # What was solved on the spot is told by its own result: whoever samples it reads that afterwards.
        "words": "" if settled else found.words, "place": found.place, "seq": found.seq, "mine": mine,
        "filed": any(FILED in (event.kind, f"case.{event.payload.get('state')}") for event in found.history),
        "ended_at": _iso(case.ended_at), "end": str(ENDS.get(case.end, case.end)),
        "photos": [_photo(case.id, photo) for photo in found.photos], "acts": acts,
        "blind": {"closing_condition": found.condition.closing_condition if found.condition else ""}
        if found.is_blind else None,
        "at": _iso(case.reported_at),
    }  # fmt: skip


def _mine(hat: Hat, found: Dossier, *, has_acts: bool) -> str:
    state = found.workflow.states[found.case.state]
    if found.is_blind:
        return "check"
    if has_acts and hat.kind in state.waits_for:
        return "task"
    return "reported" if is_own(hat, found) else ""


def is_own(hat: Hat, found: Dossier) -> bool:
    """Say whether this very person found it; never told to the unit that handles it."""
    return may_see_finder(hat) and found.history[0].actor == hat.account_id.hex


def _due(found: Dossier, mine: str) -> datetime | None:
    # Who is to act has until the end of the present wait; who reported it was promised another day.
    case = found.case
    if case.ended_at is not None:
        return None
    if mine in {"task", "check"} and case.wait_until is not None and case.wait_until < NO_LIMIT:
        return case.wait_until
    return case.due_at


def _due_words(due: datetime | None, now: datetime) -> str:
    """Say until when, so that it stays true on a phone that is offline for a day."""
    if due is None:
        return ""
    local = timezone.localtime(due)
    if language_now() == "en":
        moment = f"{local.day} {formats.date_format(local, 'M')} {local:%H:%M}"
    else:
        moment = f"{local.month}月{local.day}日 {formats.date_format(local, 'D')} {local:%H:%M}"
    return (_("by %(moment)s") if now <= due else _("was due %(moment)s")) % {"moment": moment}


def _photo(case: UUID, photo: PhotoRow) -> dict[str, str]:
    return {
        "url": photo_url(case, photo.sha256, "full"),
        "thumb": photo_url(case, photo.sha256, "thumb"),
        "stage": photo.stage,
    }


def photo_url(case: UUID, sha256: str, size: str) -> str:
    """Return where a phone gets a photo of a case: `full` or `thumb`."""
    return f"/field/photos/{case}/{sha256}?size={size}"


def _chain(found: Dossier) -> list[dict[str, str]]:
    return [_step(step_shown(found, event)) for event in found.history]


def _step(shown: Mapping[str, Any]) -> dict[str, str]:
    said = (shown["act"], shown["detail"], shown["note"])
    return {"at": shown["at"].isoformat(), "words": " · ".join(filter(None, said)), "who": shown["by"]}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
