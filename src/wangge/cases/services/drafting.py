"""How does a report become a case: checked, located, routed and clocked first, then written down; or refused?"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

from django.core.signing import Signer

from wangge.cases.models import Case, CaseText
from wangge.cases.queries.desk import Desk, desk, workflow_of
from wangge.cases.queries.owning import who_answers
from wangge.cases.queries.photos import AFTER, BEFORE
from wangge.cases.services.brought import PHOTOS_MOST, WORDS_MOST, check_promised
from wangge.cases.services.checking import name_sampler
from wangge.cases.services.counting import counting_payload
from wangge.cases.services.entering import Entries
from wangge.cases.services.photos import photos_payload, require_photo_of_report, take_photos
from wangge.cases.services.running import clocks_payload, start_clocks
from wangge.cases.services.spotting import Spotted, spot_many
from wangge.cases.services.wording import word_digest
from wangge.foundation.files import KeptPhoto
from wangge.foundation.rows import made
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.words import fitting
from wangge.rules.workflow import HOLDING
from wangge.territory.queries import plan_in_force

FUTURE_SECONDS = 300  # how far a reporter's clock may run ahead before we refuse its time
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # a clock that stands before this was never set; our assumption
PLACE_MOST = 200


@dataclass(frozen=True, slots=True)
class Report:
    """What a finder says; the id is made where the report is born, so a resend is safe."""

    id: UUID
    category: str
    at: datetime
    channel: str
    words: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float = 0.0
    crs: str = "EPSG:4326"  # a point of undeclared system is refused
    unit: str = ""  # named by the finder, where there is no point
    condition: int | None = None
    result: str = ""  # not empty: solved on the spot
    photos: tuple[bytes, ...] = ()
    stream: str = ""  # whose file it came in, and under which number: a 12345 order's case knows its order
    source_ref: str = ""
    clerk: str = ""  # account, in hex, that wrote it down for its finder
    asset: UUID | None = None  # the thing that it is about; None: none, or none of those offered
    promised: tuple[str, ...] = ()  # SHA-256, as sent, of photos that are still on their way


@dataclass(slots=True)
class Drafted:
    """A case that is ready to be written, and what its report says beside the row."""

    case: Case
    report: Report
    photos: tuple[KeptPhoto, ...]
    content: str  # by which a resend is told from another report of the same id
    act: str

    def locate_again(self) -> None:
        """Look again where it is, if another plan came into force since."""
        known = desk(self.case.county)
        in_force = plan_in_force(self.case.county, known.today(self.report.at))
        if (self.case.plan, self.case.plan_version) != (in_force.name, in_force.version):
            [(_, spotted)] = _spotted(known, [self.report])
            if isinstance(spotted, Refused):
                raise spotted
            for name, value in spotted.columns().items():
                setattr(self.case, name, value)


def draft(hat: Hat, reports: Sequence[Report], *, now: datetime) -> list[Drafted | Refused]:
    """Return the cases that reports begin, not written yet; a bad one stands refused at its place."""
    known = desk(hat.county)
    checked = [_checked(known, report, now) for report in reports]
    spotted = iter(_spotted(known, [one for one in checked if isinstance(one, Report)]))
    return [one if isinstance(one, Refused) else _drafted(hat, known, *next(spotted), now) for one in checked]


def _drafted(
    hat: Hat, known: Desk, report: Report, spotted: Spotted | Refused, now: datetime
) -> Drafted | Refused:
    if isinstance(spotted, Refused):
        return spotted
    try:
        case, act = _begun(hat, known, report, spotted, now)
        photos = take_photos(known, report.category, report.photos)
    except Refused as refused:
        return refused
    return Drafted(case, report, photos, _content(report, photos), act)


def _spotted(known: Desk, reports: Sequence[Report]) -> list[tuple[Report, Spotted | Refused]]:
    # A day's plan locates all of its reports at once.
    of_day: dict[date, list[int]] = defaultdict(list)
    for number, report in enumerate(reports):
        of_day[known.today(report.at)].append(number)
    found: dict[int, Spotted | Refused] = {}
    for day, numbers in of_day.items():
        places = spot_many(known.setup.county, [reports[number] for number in numbers], day)
        found |= dict(zip(numbers, places, strict=True))
    return [(report, _as_kept(known, report, found[number])) for number, report in enumerate(reports)]


def _as_kept(known: Desk, report: Report, spotted: Spotted | Refused) -> Spotted | Refused:
    # Matters that point at people keep no point below the community (rulings.md).
    if isinstance(spotted, Spotted) and known.categories[report.category].matter_only:
        return spotted.blurred()
    return spotted


def _begun(hat: Hat, known: Desk, report: Report, spotted: Spotted, now: datetime) -> tuple[Case, str]:
    is_settled, today = bool(report.result), known.today(report.at)
    workflow = known.workflow_on(today)
    move = workflow.entry(hat.kind, settled=is_settled)
    if move is None:
        raise Refused("case.not_your_move", act="settle" if is_settled else "report", post=hat.kind)
    answers = who_answers(known, report.category, report.asset, spotted.path, today)
    case = made(
        Case, id=report.id, county=hat.county, number=case_number(report.id, report.at, known),
        category=report.category, condition=report.condition, **spotted.columns(),
        preset=workflow.preset, preset_version=workflow.version, state=move.to,
        holder=(spotted.path[-1] if spotted.levels else hat.unit) if move.to == HOLDING else "",
        danger=known.limits.is_danger(report.category, report.condition, today),
        department="" if is_settled else answers.answer.department, route=None if is_settled else answers.route,
        asset=report.asset, owner_by="" if is_settled else str(answers.answer.rung or ""),
        channel=report.channel, stream=report.stream, source_ref=report.source_ref or None, reported_at=report.at,
        solved_at=report.at if is_settled else None, ended_at=report.at if is_settled else None,
        end="settled" if is_settled else "", on_time=is_settled, level=spotted.level,
        solved_level=spotted.level if is_settled else None,
        trial=known.setup.trial_until is not None and today < known.setup.trial_until,
    )  # fmt: skip
    if workflow.clock_from == move.event:
        start_clocks(case, known, report.at)
    case.wait_until = known.wait_until(
        workflow.states[move.to], entered=now, unit_due=case.unit_due_at, preset=case.preset,
        category=case.category,
    )  # fmt: skip
    return case, move.act


def _checked(known: Desk, report: Report, now: datetime) -> Report | Refused:
    try:
        _check(known, report, now)
    except Refused as refused:
        return refused
    # An address is a point, too (rulings.md, Matters that point at people).
    return replace(report, place="") if known.categories[report.category].matter_only else report


def _check(known: Desk, report: Report, now: datetime) -> None:
    if (report.at - now).total_seconds() > FUTURE_SECONDS:
        raise Refused("case.in_the_future", field="at", at=report.at.isoformat())
    if report.at < EARLIEST:
        raise Refused("case.too_long_ago", field="at", at=report.at.isoformat())
    today = known.today(report.at)
    if report.category not in known.categories:
        raise Refused("case.unknown_category", field="category", category=report.category[:80])
    row = known.categories[report.category]
    if not row.is_open_on(today):
        raise Refused("case.category_ended", field="category", category=report.category)
    fitting(report.words, "words", WORDS_MOST)
    fitting(report.result, "result", WORDS_MOST)
    fitting(report.place, "place", PLACE_MOST)
    if len(report.photos) + len(report.promised) > PHOTOS_MOST:
        raise Refused("case.too_many_photos", field="photos", limit=PHOTOS_MOST)
    check_promised(report.promised, matter_only=row.matter_only)
    has_photo = bool(report.photos or report.promised)
    require_photo_of_report(known, report.category, report.channel, has_photo=has_photo)
    if report.condition is not None:
        numbers = [one.number for one in known.limits.conditions_of(report.category, today)]
        if report.condition not in numbers:
            raise Refused("case.unknown_condition", field="condition", condition=report.condition)


def case_number(case_id: UUID, at: datetime, known: Desk, *, turn: int = 0) -> str:
    """Return a number that people can read out: the local day and seven letters or digits of the id.

    Another `turn` takes other digits of it, for the one in some million whose number is there already.
    """
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to mistake
    rest, spelled = case_id.int >> 35 * turn & (1 << 35) - 1, ""
    for _ in range(7):
        rest, digit = divmod(rest, 32)
        spelled = letters[digit] + spelled
    return f"{at.astimezone(known.calendar.zone):%Y%m%d}-{spelled}"


@cache
def _signer(salt: str) -> Signer:
    return Signer(salt=salt)


def _content(report: Report, photos: Sequence[KeptPhoto]) -> str:
    # Not the moment: a form sent twice is stamped twice, and it is the same report.
    parts = [
        report.category, report.words, report.place, str(report.lon), str(report.lat),
        str(report.accuracy_m), report.crs, report.unit, str(report.condition), report.result,
        *([report.asset.hex] if report.asset else []), *(one.sha256 for one in photos), *report.promised,
    ]  # fmt: skip
    # Keyed, so that nobody can confirm a guess at erased words by it.
    return _signer("content").signature("\x1f".join(parts))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter gets back; the signature is ours, so only a receipt counts as delivered."""

    case_id: UUID
    number: str
    state: str
    unit: str
    located: str
    candidates: tuple[str, ...]
    provisional: bool
    department: str
    wait_until: datetime | None
    signature: str


def begin(entries: Entries, hat: Hat, drafted: Drafted) -> Receipt:
    """Add the drafted case with its first event, words and photos to what will be written."""
    case, report, known = drafted.case, drafted.report, entries.known
    salt = secrets.token_hex(16)
    stage = AFTER if case.end else BEFORE
    payload = {
        **counting_payload(case), "plan": case.plan, "plan_version": case.plan_version, "located": case.located,
        "provisional": case.provisional, "state": case.state, "act": drafted.act, "holder": case.holder,
        "preset": case.preset, "preset_version": case.preset_version, "department": case.department,
        "route": case.route.hex if case.route else "", "asset": case.asset.hex if case.asset else "",
        "owner_by": case.owner_by, "channel": case.channel, "clerk": report.clerk, "hat": hat.post_id.hex,
        "post": hat.kind, "lon_e7": case.lon_e7, "lat_e7": case.lat_e7, "accuracy_m": case.accuracy_m,
        "words": word_digest(salt, report.words, report.place, report.result), "content": drafted.content,
        **photos_payload(drafted.photos, report.promised, stage=stage), **clocks_payload(case),
    }  # fmt: skip
    finder = hat.account_id.hex
    words = "\n".join(filter(None, (report.words, report.result)))
    text = made(CaseText, county=case.county, case=case.id, words=words, place=report.place, salt=salt)
    entries.begin(case, text, act=drafted.act, finder=finder)
    entries.record(case, "case.settled" if case.end else "case.reported", case.reported_at, payload, finder)
    if case.end:
        # Solved on the spot is its own end, counted apart and checked by sample (rulings.md, Roles).
        kinds = workflow_of(case.preset, case.preset_version).checkers_of(case.state)
        on = known.today(case.reported_at)
        name_sampler(case, entries, finder=finder, kinds=kinds, now=case.reported_at, on=on)
    entries.photos(case, drafted.photos, seq=case.seq, stage=stage, at=case.reported_at)
    return receipt_of(case)


def receipt_of(case: Case) -> Receipt:
    """Return the receipt of a case as it stands."""
    signed = _signer("receipt").signature(f"{case.county}:{case.id.hex}:{case.number}")
    return Receipt(
        case.id, case.number, case.state, case.unit, case.located, tuple(filter(None, case.candidates.split(";"))),
        case.provisional, case.department, case.wait_until, signed,
    )  # fmt: skip
