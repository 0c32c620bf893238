"""How is a sample drawn so that nobody can choose it, and how is a finding on site written down?

The frame is fixed and its digest shown first, the seed comes afterwards: whoever knows the seed cannot change the
frame, whoever fixes the frame does not know the seed. A draw is never undone; drawing again needs a reason and leaves
the earlier one in sight.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.cases.queries.framing import solved_between, unvisited_grids
from wangge.congress.models import Activity, Draw, Site
from wangge.congress.policies import refuse_not_keeping, refuse_not_on_team
from wangge.congress.queries.sites import CASE, GRID, site_of
from wangge.congress.services.files import Place, add_file
from wangge.foundation.files.papers import keep_file
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.oversight import Finding
from wangge.rules.periods import local_bounds
from wangge.rules.sampling import draw_sample, frame_digest, frame_text, read_frame, shares
from wangge.rules.words import fitting
from wangge.territory.queries import units

SAMPLE_MOST = 60  # ours: more than a team looks at in a few days
WORDS_MOST, SEED_MOST, PLACE_MOST = 2000, 80, 120
DAYS_MOST = 400  # of a frame's period


@dataclass(frozen=True, slots=True)
class FrameWish:
    """What is drawn from: cases solved in these days in a unit, of some kinds or all, and grids without a round."""

    since_on: date
    until_on: date  # the last day
    unit: str
    n: int
    kinds: tuple[str, ...] = ()
    reason: str = ""  # why again


def fix_frame(key: UUID, wish: FrameWish, *, hat: Hat, now: datetime) -> UUID:
    """Fix what will be drawn from and show its digest; the seed is given afterwards.

    Refuses `congress.not_yours`, `congress.bad_period`, `congress.unknown_place`, `congress.sample_size`,
    `congress.no_reason` for a second draw and `congress.seed_missing` while a frame still waits for its seed.
    """
    refuse_not_keeping(hat)
    frame = _frame(hat.county, wish, now)
    if wish.n > SAMPLE_MOST:
        raise Refused("congress.sample_size", field="n", n=wish.n, most=SAMPLE_MOST)
    shares({stratum: len(keys) for stratum, keys in frame.items()}, wish.n)
    with locked(Activity, county=hat.county, key=key):
        before = Draw.objects.filter(county=hat.county, activity=key).order_by("-round").first()
        if before and before.drawn_at is None:
            raise Refused("congress.seed_missing", field="seed")
        if before and not wish.reason.strip():
            raise Refused("congress.no_reason", field="reason")
        row = Draw.objects.create(
            county=hat.county, activity=key, round=before.round + 1 if before else 1,
            reason=fitting(wish.reason, "reason", 200), since_on=wish.since_on,
            until_on=wish.until_on, unit=wish.unit or hat.county, kinds=" ".join(wish.kinds),
            frame=frame_text(frame), digest=frame_digest(frame), n=wish.n, framed_at=now,
        )  # fmt: skip
        payload = {"draw": row.pk.hex, "digest": row.digest, "n": wish.n, "round": row.round}
        _record(hat, key, "congress.framed", now, payload)
    return row.pk


def draw_sites(draw: UUID, *, seed: str = "", seed_source: str = "", hat: Hat, now: datetime) -> int:
    """Draw from a fixed frame with a seed from outside (with its source), or one made here; return how many places.

    Refuses `congress.not_yours`, `congress.unknown_draw`, `congress.drawn_already` and `congress.no_seed_source`.
    """
    refuse_not_keeping(hat)
    if seed.strip() and not seed_source.strip():
        raise Refused("congress.no_seed_source", field="seed_source")
    # The activity, too: places that are named meanwhile take their number after the drawn ones.
    with (
        locked(Draw, county=hat.county, key=draw) as row,
        locked(Activity, county=hat.county, key=row.activity),
    ):
        if row.drawn_at is not None:
            raise Refused("congress.drawn_already", round=row.round)
        row.seed = fitting(seed, "seed", SEED_MOST) or secrets.token_hex(16)
        row.seed_source, row.drawn_at = fitting(seed_source, "seed_source", 200), now
        row.save_changes()
        last = Site.objects.filter(county=hat.county, activity=row.activity).count()
        drawn = draw_sample(row.seed, read_frame(row.frame), row.n)
        sites = []
        for order, one in enumerate(drawn, last + 1):
            case, unit = site_of(one.key)
            sites.append(
                Site(county=hat.county, activity=row.activity, draw=row.pk, order=order, stratum=one.stratum,
                     case=case, unit=unit)
            )  # fmt: skip
        Site.objects.bulk_create(sites)
        payload = {"draw": row.pk.hex, "seed": row.seed, "n": len(sites), "digest": row.digest}
        _record(hat, row.activity, "congress.drawn", now, payload)
    return len(sites)


def name_site(key: UUID, place: str, *, unit: str = "", hat: Hat, now: datetime) -> None:
    """Add a place that somebody named; it is looked at like the others and never counted in the sample."""
    refuse_not_keeping(hat)
    if not place.strip():
        raise Refused("congress.no_place", field="place")
    if unit and unit not in units(hat.county):
        raise Refused("congress.unknown_place", field="unit", unit=unit[:24])
    with locked(Activity, county=hat.county, key=key):
        order = Site.objects.filter(county=hat.county, activity=key).count() + 1
        Site.objects.create(
            county=hat.county, activity=key, order=order, unit=unit, place=fitting(place, "place", PLACE_MOST)
        )
        _record(hat, key, "congress.named", now, {"order": order, "unit": unit})


def find(site: UUID, finding: str, said: str, *, hat: Hat, now: datetime, file: bytes = b"") -> None:
    """Write down what was found at a place, maybe with a file: by a deputy of the team, or the office from paper; once.

    Refuses `congress.not_on_team`, `deputy.recused`, `congress.unknown_finding`, `congress.found_already` and what
    `foundation.files.papers` refuses of a file.
    """
    known, kept = desk(hat.county), keep_file(file) if file else None
    with locked(Site, county=hat.county, key=site) as row:
        concerned = Activity.objects.get(county=hat.county, pk=row.activity)
        refuse_not_on_team(hat, concerned.pk, department=concerned.department, on=known.today(now))
        if row.finding:
            raise Refused("congress.found_already", order=row.order)
        if finding not in set(Finding):
            raise Refused("congress.unknown_finding", field="finding", finding=finding[:20])
        row.finding, row.said = finding, fitting(said, "said", WORDS_MOST)
        row.found_on, row.found_by = known.today(now), hat.post_id
        row.save_changes()
        payload = {"order": row.order, "finding": finding, "post": hat.post_id.hex}
        _record(hat, row.activity, "congress.found", now, payload)
        if kept:
            add_file(row.activity, Place(site=site), kept, hat=hat, now=now)


def _frame(county: str, wish: FrameWish, now: datetime) -> dict[str, list[str]]:
    known = desk(county)
    days = (wish.until_on - wish.since_on).days + 1
    if not 0 < days <= DAYS_MOST or wish.until_on > known.today(now):
        raise Refused("congress.bad_period", field="until_on", most=DAYS_MOST)
    if wish.unit not in {"", county} and wish.unit not in units(county):
        raise Refused("congress.unknown_place", field="unit", unit=wish.unit[:24])
    start, end = local_bounds(wish.since_on, wish.until_on + timedelta(days=1), known.calendar.zone)
    frame = {
        community: [f"{CASE}:{case.hex}" for case in cases]
        for community, cases in solved_between(county, wish.unit, start, end, wish.kinds).items()
    }
    grids = unvisited_grids(county, wish.unit, start, end)
    return frame | ({GRID: [f"{GRID}:{code}" for code in grids]} if grids else {})


def _record(hat: Hat, key: UUID, kind: str, now: datetime, payload: Mapping[str, object]) -> None:
    record(county=hat.county, subject=key, kind=kind, at=now, payload=payload, actor=hat.account_id.hex)
