"""A matter comes in: located, routed, clocked and written down in one transaction.

Intake takes a list; one report is a list of one.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.core.signing import Signer
from django.db import IntegrityError

from wangge.cases.models import Case, CaseText
from wangge.cases.queries.desk import Desk, desk, workflow_of
from wangge.cases.queries.owning import who_answers
from wangge.cases.queries.photos import AFTER, BEFORE
from wangge.cases.services.brought import PHOTOS_MOST, WORDS_MOST
from wangge.cases.services.checking import name_sampler
from wangge.cases.services.counting import counting_payload
from wangge.cases.services.photos import require_photo_of_report, take_photos, write_photos
from wangge.cases.services.running import clocks_payload, start_clocks
from wangge.cases.services.spotting import Spotted, in_wgs84, spot
from wangge.cases.services.wording import search_document, word_digest
from wangge.foundation.bulk import insert_row
from wangge.foundation.files import KeptPhoto
from wangge.foundation.history import first_event
from wangge.foundation.locking import writing
from wangge.foundation.recording import START, record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.workflow import HOLDING
from wangge.territory.queries import plan_version

CASE_FIELDS = tuple(field.name for field in Case._meta.concrete_fields)  # noqa: SLF001 - documented model API
TEXT_FIELDS = ("county", "case", "words", "place", "salt", "tokens")
FUTURE_SECONDS = 300  # how far a reporter's clock may run ahead before we refuse its time


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


def report_case(hat: Hat, report: Report, *, now: datetime) -> Receipt:
    """Take in one report, or refuse it."""
    outcome = report_cases(hat, [report], now=now)[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def report_cases(hat: Hat, reports: Sequence[Report], *, now: datetime) -> list[Receipt | Refused]:
    """Take in reports in the order given; a bad one is refused alone and never blocks the others.

    The same id with the same content gets its first receipt again; with other content it is
    refused (`case.id_taken`) and nothing is overwritten.
    """
    known = desk(hat.county)
    ready: list[_Ready | Refused] = []
    for report in reports:
        try:
            ready.append(_prepare(hat, known, report, now))
        except Refused as refused:
            ready.append(refused)
    good = [one for one in ready if not isinstance(one, Refused)]
    try:
        _write(hat, good)
        return [one if isinstance(one, Refused) else _receipt(one.case) for one in ready]
    except IntegrityError:
        # One of the ids is there already: write the others one by one, answer a resend as the first time.
        return [one if isinstance(one, Refused) else _written_or_known(hat, one) for one in ready]


@dataclass(frozen=True, slots=True)
class _Ready:
    case: Case
    report: Report
    spotted: Spotted
    photos: tuple[KeptPhoto, ...]
    content: str
    act: str


def _prepare(hat: Hat, known: Desk, report: Report, now: datetime) -> _Ready:
    _check(known, report, now)
    if known.categories[report.category].matter_only:
        report = replace(
            report, place=""
        )  # an address is a point, too (rulings.md, Matters that point at people)
    spotted = _spot(hat.county, known, report)
    is_settled = bool(report.result)
    workflow = known.workflow_on(known.today(report.at))
    move = workflow.entry(hat.kind, settled=is_settled)
    if move is None:
        raise Refused("case.not_your_move", act="settle" if is_settled else "report", post=hat.kind)
    answers = who_answers(known, report.category, report.asset, spotted.path, known.today(report.at))
    case = Case(
        id=report.id, county=hat.county, number=case_number(report.id, report.at, known),
        category=report.category, condition=report.condition, **spotted.columns(),
        preset=workflow.preset, preset_version=workflow.version, state=move.to,
        holder=(spotted.path[-1] if spotted.levels else hat.unit) if move.to == HOLDING else "",
        danger=known.limits.is_danger(report.category, report.condition, known.today(report.at)),
        department="" if is_settled else answers.answer.department, route=None if is_settled else answers.route,
        asset=report.asset, owner_by="" if is_settled else str(answers.answer.rung or ""),
        channel=report.channel, stream=report.stream, source_ref=report.source_ref or None, reported_at=report.at,
        solved_at=report.at if is_settled else None, ended_at=report.at if is_settled else None,
        end="settled" if is_settled else "", on_time=is_settled, level=spotted.level,
        solved_level=spotted.level if is_settled else None,
        trial=known.setup.trial_until is not None and known.today(report.at) < known.setup.trial_until,
    )  # fmt: skip
    if workflow.clock_from == move.event:
        start_clocks(case, known, report.at)
    case.wait_until = known.wait_until(
        workflow.states[move.to],
        entered=now,
        unit_due=case.unit_due_at,
        preset=case.preset,
        category=case.category,
    )
    photos = take_photos(known, report.category, report.photos)
    return _Ready(case, report, spotted, photos, _content(report, photos), move.act)


def _check(known: Desk, report: Report, now: datetime) -> None:
    if report.category not in known.categories:
        raise Refused("case.unknown_category", field="category", category=report.category)
    if not known.categories[report.category].is_open_on(known.today(report.at)):
        raise Refused("case.category_ended", field="category", category=report.category)
    for field, text in (("words", report.words), ("result", report.result)):
        if len(text) > WORDS_MOST:
            raise Refused("case.words_too_long", field=field, length=len(text), limit=WORDS_MOST)
    if len(report.place) > 200:
        raise Refused("case.words_too_long", field="place", length=len(report.place), limit=200)
    if len(report.photos) > PHOTOS_MOST:
        raise Refused("case.too_many_photos", field="photos", limit=PHOTOS_MOST)
    if (report.at - now).total_seconds() > FUTURE_SECONDS:
        raise Refused("case.in_the_future", field="at", at=report.at.isoformat())
    require_photo_of_report(known, report.category, report.channel, has_photo=bool(report.photos))
    numbers = [row.number for row in known.limits.conditions_of(report.category, known.today(report.at))]
    if report.condition is not None and report.condition not in numbers:
        raise Refused("case.unknown_condition", field="condition", condition=report.condition)


def _write(hat: Hat, ready: Sequence[_Ready]) -> None:
    if not ready:
        return
    with writing():
        in_force = plan_version(hat.county, desk(hat.county).today(ready[0].report.at))
        for one in ready:
            if (one.case.plan, one.case.plan_version) != in_force:
                # A new plan was published since we looked: look again before it is written.
                for name, value in _spot(hat.county, desk(hat.county), one.report).columns().items():
                    setattr(one.case, name, value)
            _write_one(hat, one)


def _spot(county: str, known: Desk, report: Report) -> Spotted:
    lon, lat = in_wgs84(report.lon, report.lat, report.crs)
    spotted = spot(county, lon, lat, report.accuracy_m, named=report.unit, on=known.today(report.at))
    # Matters that point at people keep no point below the community (rulings.md).
    return spotted.blurred() if known.categories[report.category].matter_only else spotted


def _write_one(hat: Hat, one: _Ready) -> None:
    case, report = one.case, one.report
    zone = desk(case.county).calendar.zone
    salt = secrets.token_hex(16)
    payload = {
        **counting_payload(case), "plan": case.plan, "plan_version": case.plan_version, "located": case.located,
        "provisional": case.provisional, "state": case.state, "act": one.act, "holder": case.holder,
        "preset": case.preset, "preset_version": case.preset_version, "department": case.department,
        "route": case.route.hex if case.route else "", "asset": case.asset.hex if case.asset else "",
        "owner_by": case.owner_by, "channel": case.channel, "clerk": report.clerk, "hat": hat.post_id.hex,
        "post": hat.kind, "lon_e7": case.lon_e7, "lat_e7": case.lat_e7, "accuracy_m": case.accuracy_m,
        "words": word_digest(salt, report.words, report.place, report.result), "content": one.content,
        "photos": [photo.sha256 for photo in one.photos], **clocks_payload(case),
    }  # fmt: skip
    kind = "case.settled" if case.end else "case.reported"
    end = record(
        county=case.county, subject=case.id, kind=kind, at=case.reported_at, payload=payload,
        actor=hat.account_id.hex, after=START,
    )  # fmt: skip
    case.seq, case.chain = end
    if case.end:
        _draw_sample(hat, case)
    insert_row(Case, CASE_FIELDS, [getattr(case, name) for name in CASE_FIELDS])
    words = "\n".join(filter(None, (report.words, report.result)))
    tokens = search_document(case, zone, report.words, report.place, report.result)
    insert_row(CaseText, TEXT_FIELDS, (case.county, case.id, words, report.place, salt, tokens))
    write_photos(
        case, one.photos, seq=1, stage=AFTER if case.end else BEFORE, known=desk(case.county),
        now=case.reported_at,
    )  # fmt: skip


def _draw_sample(hat: Hat, case: Case) -> None:
    # Solved on the spot is its own end, counted apart and checked by sample (rulings.md, Roles).
    known = desk(case.county)
    kinds = workflow_of(case.preset, case.preset_version).checkers_of(case.state)
    name_sampler(
        case, finder=hat.account_id.hex, kinds=kinds, now=case.reported_at, on=known.today(case.reported_at)
    )


def case_number(case_id: UUID, at: datetime, known: Desk) -> str:
    """Return a number that people can read out: the local day and seven letters or digits of the id."""
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to mistake
    rest, spelled = case_id.int & ((1 << 35) - 1), ""
    for _ in range(7):
        rest, digit = divmod(rest, 32)
        spelled = letters[digit] + spelled
    return f"{at.astimezone(known.calendar.zone):%Y%m%d}-{spelled}"


def _content(report: Report, photos: Sequence[KeptPhoto]) -> str:
    # Not the moment: a form sent twice is stamped twice, and it is the same report.
    parts = [
        report.category, report.words, report.place, str(report.lon), str(report.lat),
        str(report.accuracy_m), report.crs, report.unit, str(report.condition), report.result,
        *([report.asset.hex] if report.asset else []), *(one.sha256 for one in photos),
    ]  # fmt: skip
    # Keyed, so that nobody can confirm a guess at erased words by it.
    return Signer(salt="content").signature("\x1f".join(parts))


def _written_or_known(hat: Hat, one: _Ready) -> Receipt | Refused:
    first = first_event(hat.county, one.case.id)
    if first is None:
        _write(hat, [one])
        return _receipt(one.case)
    if first.payload.get("content") != one.content:
        return Refused("case.id_taken", field="id", id=one.case.id.hex)
    return _receipt(Case.objects.get(county=hat.county, pk=one.case.id))


def _receipt(case: Case) -> Receipt:
    signed = Signer(salt="receipt").signature(f"{case.county}:{case.id.hex}:{case.number}")
    return Receipt(
        case.id, case.number, case.state, case.unit, case.located, tuple(filter(None, case.candidates.split(";"))),
        case.provisional, case.department, case.wait_until, signed,
    )  # fmt: skip
