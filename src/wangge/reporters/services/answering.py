"""What does a reporter say after the receipt: more of it, repaired or not, how one was treated, that one is pressed?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from wangge.cases.queries.chain import act_for, chain_of, concerned_by
from wangge.cases.queries.desk import desk
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.people.queries import holders
from wangge.reporters.identity import public_hat
from wangge.reporters.models import Letter, Rating
from wangge.reporters.queries.receipts import Held
from wangge.reporters.queries.terms import terms_of
from wangge.reporters.services.lettering import Sealed, write_letter
from wangge.rules.answering import Grade, Thread, check_window, supervising_unit
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.workflow import Effect

# While it waits for the check, the reporter's word is a finding; once it ended, "not repaired" opens it again.
DENIES = (Effect.REWORK, Effect.REOPEN)


def add(held: Held, words: str, photos: Sequence[bytes] = (), *, now: datetime) -> None:
    """Add words and photos to the matter; whoever handles it reads them. Refuses what `move_case` refuses."""
    _act(held, (Effect.ADD,), words, photos, now)


def confirm(held: Held, words: str = "", *, now: datetime) -> None:
    """Say that it is repaired: counts as the finding of the check (rulings.md, Who checks)."""
    _act(held, (Effect.FOUND_DONE,), words, (), now)


def deny(held: Held, words: str, photos: Sequence[bytes] = (), *, now: datetime) -> None:
    """Say that it is not repaired: back to whoever handled it, or opened again within the county's window.

    Refuses `reporters.window_passed`, `reporters.words_missing`.
    """
    chain = chain_of(public_hat(held.county), held.case_id, now=now)
    check_window(chain.ended_at, now, terms_of(held.county, now))
    _act(held, DENIES, words, photos, now)


def rate(held: Held, *, attitude: str, result: str, now: datetime) -> None:
    """Take the one rating of a matter that ended; how one was treated and what came of it stand apart.

    Refuses `reporters.rated`, `reporters.not_ended`, `reporters.unknown_grade`.
    """
    for field, grade in (("attitude", attitude), ("result", result)):
        if grade not in set(Grade):
            raise Refused("reporters.unknown_grade", field=field, value=grade[:20])
    chain = chain_of(public_hat(held.county), held.case_id, now=now)
    if chain.is_open:
        raise Refused("reporters.not_ended")
    row = Rating(
        county=held.county,
        case=held.case_id,
        department=chain.department,
        attitude=attitude,
        result=result,
        at=now,
    )
    try:
        with writing():
            row.save(force_insert=True)
            _record(held, "reporter.rated", now, {"attitude": attitude, "result": result})
    except IntegrityError:
        raise Refused("reporters.rated") from None


def write_to_desk(held: Held, words: str, *, now: datetime) -> None:
    """Answer the desk; the unit that handles the matter does not read it."""
    write_letter(_thread(held), Thread.DESK, words, unit="", by=None, now=now)


def tell_pressure(held: Held, words: str, *, now: datetime) -> str:
    """Tell the supervising unit that one is pressed because of the matter; return that unit.

    It never goes down the chain: not to the desk, the handling unit or the grid (rulings.md, Reporter).
    """
    unit = _supervisor_of(held, now)
    write_letter(_thread(held), Thread.SUPERVISOR, words, unit=unit, by=None, now=now)
    return unit


def _act(held: Held, wanted: Sequence[Effect], words: str, photos: Sequence[bytes], now: datetime) -> None:
    hat = public_hat(held.county)
    case_id, act = act_for(hat, held.case_id, wanted, now=now)
    said = words.strip()
    if not said and Effect.FOUND_DONE not in wanted:
        raise Refused("reporters.words_missing", field="words")
    moved = move_case(case_id, act, hat=hat, now=now, brought=Brought(words=said, photos=tuple(photos)))
    with writing():
        # Of a merged matter, these words are found again when the reporter wants them gone.
        _record(held, "reporter.said", now, {"case": case_id.hex, "seq": moved.seq, "act": act})


def _thread(held: Held) -> Sealed:
    return Sealed(held.county, held.case_id, held.reporter_id)


def _record(held: Held, kind: str, now: datetime, payload: dict[str, object]) -> None:
    record(county=held.county, subject=held.reporter_id, kind=kind, at=now, payload=payload)


def _supervisor_of(held: Held, now: datetime) -> str:
    matter, known = concerned_by(held.county, held.case_id), desk(held.county)
    department = known.departments.get(matter.department)
    concerned = matter.holder or (department.unit if department else matter.path[-1])
    posts = holders(held.county, matter.path, on=known.today(now))
    overseers = {hat.unit for hat in posts if hat.kind is PostKind.OVERSEER}
    return supervising_unit(matter.path, concerned, overseers)


def note_read(county: str, case_id: UUID, thread: Thread, *, by_reporter: bool, now: datetime) -> None:
    """Note that the letters of one side were first read by the other, which that side then sees."""
    unread = Letter.objects.filter(
        county=county, case=case_id, thread=thread, by_reporter=by_reporter, read_at=None
    )
    if unread.exists():
        with writing():
            unread.update(read_at=now)
