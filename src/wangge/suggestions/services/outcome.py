"""How does a unit name where its measure should be felt, and how does a check on site go, drawn by lot?"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.cases.queries.lasting import found_between, is_fine, shown_cases
from wangge.deputies.policies import is_congress_office, recused, refuse_recused
from wangge.deputies.queries.seats import seats_of, sitting
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.foundation.sequencing import last_place
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.lots import seed_of
from wangge.rules.outcome import (
    CheckCause,
    CheckStage,
    Conclusion,
    FactsCode,
    Seen,
    drawn,
    refuse_bad_scope,
)
from wangge.rules.posts import OF_DEPARTMENT, PostKind
from wangge.rules.suggestions import ANSWERING, NUMBERED, Hold
from wangge.rules.words import fitting
from wangge.suggestions.models import (
    Assignment,
    CheckMember,
    CheckPlace,
    Round,
    Scope,
    SiteCheck,
    Suggestion,
)
from wangge.suggestions.policies import acting_deputy, deputy_key
from wangge.suggestions.queries.clusters import exhibit_of
from wangge.suggestions.queries.outcome import OutcomeRow, facts_rule, outcomes_of, scopes_of
from wangge.suggestions.queries.papers import PaperRow, paper
from wangge.territory.queries import units

WORDS_MOST = 2000
UNITS_MOST = 40


def name_scope(
    suggestion: UUID, codes: Sequence[str], categories: Sequence[str], *, target: int, due_on: date, days: int,
    hat: Hat, now: datetime,
) -> UUID:  # fmt: skip
    """Name grids, kinds, target and day of a measure; an earlier naming stays beside it.

    Once the day of a naming has passed, its round keeps it: nobody moves a target after seeing the count.

    Refuses `outcome.not_yours`, `outcome.no_place`, `outcome.no_kind`, `outcome.bad_days`, `outcome.scope_fixed`.
    """
    _refuse_others(suggestion, hat)
    known, territory, today = desk(hat.county), units(hat.county), desk(hat.county).today(now)
    if not codes or len(codes) > UNITS_MOST or any(code not in territory for code in codes):
        raise Refused("outcome.no_place", field="units")
    kinds = [key for key in categories if key in known.categories]
    is_grids = any(territory[code].level is Level.GRID for code in codes)
    if not kinds or any(
        key in known.matter_only or (is_grids and not is_fine(hat.county, key)) for key in kinds
    ):
        raise Refused("outcome.no_kind", field="categories")
    refuse_bad_scope(due_on, days, today)
    with locked(Suggestion, county=hat.county, key=suggestion) as held:
        _refuse_fixed(held, hat.department, today)
        row = Scope.objects.create(
            county=hat.county, suggestion=suggestion, department=hat.department, units=" ".join(sorted(set(codes))),
            categories="\n".join(sorted(set(kinds))), target=max(0, target), due_on=due_on, days=days,
            post=hat.post_id, named_at=now,
        )  # fmt: skip
        payload = {"scope": row.pk.hex, "target": row.target, "due": due_on.isoformat(), "days": days}
        _tell(hat.county, suggestion, "suggestion.scoped", payload, hat=hat, now=now)
    return row.pk


def _refuse_fixed(row: Suggestion, department: str, today: date) -> None:
    named = scopes_of(row.county, row.pk).get(department, [])
    running = Round.objects.get(county=row.county, suggestion=row.pk, number=row.round_no)
    if named and named[-1].named_at >= running.from_at and named[-1].due_on < today:
        raise Refused("outcome.scope_fixed", field="due_on", day=named[-1].due_on)


def check_outcomes(*, now: datetime) -> int:
    """Open a check on site wherever a grade of "solved" stands beside a rising count; return how many.

    Once for each naming: another round does not ask the same figures again.
    """
    opened = 0
    for county in sorted(set(Scope.objects.values_list("county", flat=True))):
        keys = set(Scope.objects.filter(county=county).values_list("suggestion", flat=True))
        checked = SiteCheck.objects.filter(county=county, cause=CheckCause.DISAGREE).order_by("opened_at")
        done = set(checked.values_list("suggestion", "round_no"))
        last = dict(checked.values_list("suggestion", "opened_at"))
        for key in sorted(keys, key=str):
            row = paper(county, key)
            if (key, row.round_no) in done:
                continue
            for found in outcomes_of(county, row, today=desk(county).today(now)):
                is_new = key not in last or last[key] < found.scope.named_at
                if is_new and found.days and not found.days.is_running and found.disagrees:
                    _open(row, CheckCause.DISAGREE, now=now, found=found)
                    opened += 1
                    break
    return opened


def ask_check(suggestion: UUID, *, hat: Hat, now: datetime) -> UUID:
    """Let the lead deputy or the congress office ask for a check on site, once in a round.

    Refuses `outcome.not_yours`, `outcome.no_reply`, `outcome.asked_already`.
    """
    row = paper(hat.county, suggestion)
    if not is_congress_office(hat) and deputy_key(hat) != row.deputy:
        raise Refused("outcome.not_yours", post=hat.kind)
    if row.replied_at is None:
        raise Refused("outcome.no_reply")
    if was_asked(hat.county, row):
        raise Refused("outcome.asked_already")
    return _open(row, CheckCause.ASKED, now=now, hat=hat)


def was_asked(county: str, row: PaperRow) -> bool:
    """Say whether a check on site was asked for in the paper's last round."""
    rows = SiteCheck.objects.filter(county=county, suggestion=row.id, round_no=row.round_no)
    return rows.filter(cause=CheckCause.ASKED).exists()


def draw_check(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Draw places and people by lot from a seed that was fixed before; seed and pools are published.

    The congress office or a deputy of the congress draws; whoever holds a post in a handling unit neither draws nor
    is drawn. Refuses `outcome.not_yours`, `deputy.recused`, `outcome.drawn`, `outcome.nothing_to_draw`.
    """
    with locked(SiteCheck, county=hat.county, key=key) as check:
        row, today = paper(hat.county, check.suggestion), desk(hat.county).today(now)
        held = _departments(hat.county, row.id)
        if not may_draw(hat, row.congress, on=today):
            raise Refused("outcome.not_yours", post=hat.kind)
        if hat.kind is PostKind.DEPUTY:
            for code in held:
                refuse_recused(hat.county, acting_deputy(hat), department=code, on=today)
        if check.state != CheckStage.OPENED:
            raise Refused("outcome.drawn")
        frame, people = frame_of(hat.county, row, today=today), pool_of(hat.county, row, held, on=today)
        if not frame or not people:
            raise Refused("outcome.nothing_to_draw")
        _place, chain = last_place(hat.county, row.id)
        check.seed = seed_of(check.pk.hex, chain)
        check.frame, check.people = " ".join(frame), " ".join(people)
        check.state, check.drawn_at, check.drawn_post = CheckStage.DRAWN, now, hat.post_id
        check.save_changes()
        places = drawn(
            seed_of(check.seed, "places"), frame, facts_rule(hat.county, FactsCode.PLACES_DRAWN, today)[0]
        )
        named = drawn(
            seed_of(check.seed, "people"), people, facts_rule(hat.county, FactsCode.PEOPLE_DRAWN, today)[0]
        )
        for one in places:
            CheckPlace.objects.create(county=hat.county, check_id=key, case=UUID(one))
        for one in named:
            CheckMember.objects.create(county=hat.county, check_id=key, deputy=UUID(one))
        payload = {
            "check": key.hex,
            "seed": check.seed,
            "places": " ".join(places),
            "people": " ".join(named),
        }
        _tell(hat.county, row.id, "suggestion.check_drawn", payload, hat=hat, now=now)


def look(key: UUID, case: UUID, finding: str, words: str, *, hat: Hat, now: datetime) -> None:
    """Note what a drawn deputy saw at a drawn place; refuse `outcome.not_drawn`, `outcome.not_now`."""
    me = acting_deputy(hat)
    if finding not in set(Seen):
        raise Refused("outcome.not_now")
    with locked(SiteCheck, county=hat.county, key=key) as check:
        if check.state != CheckStage.DRAWN:
            raise Refused("outcome.not_now")
        is_drawn = CheckMember.objects.filter(county=hat.county, check_id=key, deputy=me).exists()
        place = CheckPlace.objects.filter(county=hat.county, check_id=key, case=case).first()
        if not is_drawn or place is None:
            raise Refused("outcome.not_drawn")
        place.finding, place.words, place.deputy, place.found_at = (
            finding,
            fitting(words, "words", 300),
            me,
            now,
        )
        place.save(update_fields=["finding", "words", "deputy", "found_at"])
        payload = {"check": key.hex, "case": case.hex, "finding": finding, "deputy": me.hex}
        _tell(hat.county, check.suggestion, "suggestion.check_looked", payload, hat=hat, now=now)


def answer_check(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Let a handling unit say what it has to say to a check; refuse `outcome.not_yours`, `suggestion.no_words`."""
    if not words.strip():
        raise Refused("suggestion.no_words", field="words")
    with locked(SiteCheck, county=hat.county, key=key) as check:
        _refuse_others(check.suggestion, hat)
        if check.state == CheckStage.CONCLUDED:
            raise Refused("outcome.not_now")
        check.said, check.said_at, check.said_by = fitting(words, "words", WORDS_MOST), now, hat.department
        check.save_changes()
        payload = {"check": key.hex, "department": hat.department}
        _tell(hat.county, check.suggestion, "suggestion.check_answered", payload, hat=hat, now=now)


def conclude(key: UUID, conclusion: str, words: str, *, hat: Hat, now: datetime) -> None:
    """Let the lead deputy, and nobody else, conclude a check whose places were all looked at.

    Refuses `outcome.not_yours`, `deputy.recused`, `outcome.places_left`, `outcome.not_now`.
    """
    me = acting_deputy(hat)
    if conclusion not in set(Conclusion):
        raise Refused("outcome.not_now")
    with locked(SiteCheck, county=hat.county, key=key) as check:
        row, today = paper(hat.county, check.suggestion), desk(hat.county).today(now)
        if me != row.deputy:
            raise Refused("outcome.not_yours", post=hat.kind)
        for code in _departments(hat.county, row.id):
            refuse_recused(hat.county, me, department=code, on=today)
        if check.state != CheckStage.DRAWN:
            raise Refused("outcome.not_now")
        if CheckPlace.objects.filter(county=hat.county, check_id=key, found_at=None).exists():
            raise Refused("outcome.places_left")
        check.state, check.conclusion, check.concluded = (
            CheckStage.CONCLUDED,
            conclusion,
            fitting(words, "words", WORDS_MOST),
        )
        check.concluded_at, check.deputy = now, me
        check.save_changes()
        payload = {"check": key.hex, "conclusion": conclusion, "round": check.round_no, "deputy": me.hex}
        _tell(hat.county, row.id, "suggestion.checked", payload, hat=hat, now=now)


def frame_of(county: str, row: PaperRow, *, today: date) -> list[str]:
    """Return the cases whose places may be drawn, by key: those after the due date in the scope, else the exhibit's."""
    keys: Sequence[UUID] = sorted({
        one[0]
        for found in outcomes_of(county, row, today=today) if found.after
        for one in found_between(
            county, found.scope.units, found.scope.categories, found.after.span.first, found.after.span.until
        )
    })  # fmt: skip
    exhibit = exhibit_of(county, row.id) if not keys else None
    keys = exhibit.cases if exhibit else keys
    return sorted(one.line.id.hex for one in shown_cases(county, keys))


def pool_of(county: str, row: PaperRow, held: Sequence[str], *, on: date) -> list[str]:
    """Return the deputies of the paper's congress who may be drawn: not the lead, nobody with a post in a handling
    unit.
    """
    sat = {seat.deputy for seat in sitting(county, on) if seat.congress == row.congress} - {row.deputy}
    return sorted(
        key.hex for key in sat if not any(recused(county, key, department=code, on=on) for code in held)
    )


def may_draw(hat: Hat, congress: UUID, *, on: date) -> bool:
    """Say whether a hat may draw a check's sample: the congress office's, or a deputy's who sits in the congress."""
    me = deputy_key(hat)
    sits = me is not None and any(seat.congress == congress for seat in seats_of(hat.county, me, on))
    return is_congress_office(hat) or sits


def _open(
    row: PaperRow,
    cause: CheckCause,
    *,
    now: datetime,
    hat: Hat | None = None,
    found: OutcomeRow | None = None,
) -> UUID:
    with locked(Suggestion, county=row.county, key=row.id) as held:
        if held.state not in NUMBERED:
            raise Refused("outcome.no_reply")
        before, after = (found.before.n, found.after.n) if found and found.before and found.after else (0, 0)
        check, is_new = SiteCheck.objects.get_or_create(
            county=row.county, suggestion=row.id, round_no=row.round_no, cause=cause,
            defaults={"state": CheckStage.OPENED, "before": before, "after": after, "opened_at": now},
        )  # fmt: skip
        if is_new:
            payload = {"check": check.pk.hex, "cause": str(cause), "before": before, "after": after}
            _tell(row.county, row.id, "suggestion.check_opened", payload, hat=hat, now=now)
    return check.pk


def _departments(county: str, suggestion: UUID) -> list[str]:
    rows = Assignment.objects.filter(county=county, suggestion=suggestion).exclude(state=Hold.TAKEN_OFF)
    return sorted(set(rows.values_list("department", flat=True)))


def _refuse_others(suggestion: UUID, hat: Hat) -> None:
    rows = Assignment.objects.filter(
        county=hat.county, suggestion=suggestion, department=hat.department, role__in=list(ANSWERING),
        state=Hold.ACCEPTED,
    )  # fmt: skip
    if hat.kind not in OF_DEPARTMENT or not rows.exists():
        raise Refused("outcome.not_yours", post=hat.kind)


def _tell(
    county: str, suggestion: UUID, kind: str, payload: dict[str, object] | dict[str, str] , *, now: datetime,
    hat: Hat | None = None,
) -> None:  # fmt: skip
    told: dict[str, object] = dict(payload)
    if hat:
        told["post"] = hat.post_id.hex
    record(
        county=county,
        subject=suggestion,
        kind=kind,
        at=now,
        payload=told,
        actor=hat.account_id.hex if hat else "",
    )
