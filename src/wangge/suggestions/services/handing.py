"""How does a paper reach its units, and what may a unit do with what it got?"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.suggestions import (
    ANSWERING,
    Act,
    Cause,
    Clock,
    Hold,
    Role,
    Stage,
    Way,
    refuse_bad_units,
)
from wangge.suggestions.models import Assignment, Contact, Round, Suggestion
from wangge.suggestions.queries.rules import last_day, rule_on
from wangge.suggestions.queries.work import units_holding
from wangge.suggestions.services.acting import Acting, acting, needed
from wangge.suggestions.services.rounds import begin_round

Units = Sequence[tuple[str, Role]]


def hand_over(key: UUID, units: Units, *, hat: Hat, now: datetime) -> None:
    """Hand a paper to its units side by side; papers joined to it go to the same units.

    Refuses `suggestion.units`, `suggestion.unknown_unit`, `suggestion.joined_elsewhere`.
    """
    refuse_bad_units(units)
    for department, _ in units:
        _refuse_unknown(hat.county, department)
    with acting(key, Act.HAND_OVER, hat=hat, now=now) as one:
        if one.row.joined:
            raise Refused("suggestion.joined_elsewhere")
        _hand(one, units)
        joined = Suggestion.objects.filter(county=hat.county, joined=key, state=Stage.REGISTERED)
        for other in joined.values_list("pk", flat=True).order_by("pk"):
            with acting(other, Act.HAND_OVER, hat=hat, now=now) as beside:
                _hand(beside, units)


def hand_over_joined(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Hand a paper to the units that hold the one it was joined to since; it has its own clock and its own answer.

    Refuses `suggestion.joined_elsewhere` while the other one waits itself, and `suggestion.bad_join` for none.
    """
    with acting(key, Act.HAND_OVER, hat=hat, now=now) as one:
        if one.row.joined is None:
            raise Refused("suggestion.bad_join", field="joined")
        other = Suggestion.objects.get(county=hat.county, pk=one.row.joined)
        if other.state == Stage.REGISTERED:
            raise Refused("suggestion.joined_elsewhere")
        _hand(one, [(unit.department, unit.role) for unit in units_holding(hat.county, other.pk)])


def accept(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Sign for what was handed to the unit; refuse `suggestion.held_already`."""
    with acting(key, Act.ACCEPT, hat=hat, now=now) as one:
        held = _held(one, Hold.ASSIGNED)
        held.state, held.accepted_at = Hold.ACCEPTED, now
        held.save(update_fields=["state", "accepted_at"])
        if held.role in ANSWERING:
            one.go_on()
        one.tell("suggestion.accepted", {"department": held.department, "role": held.role})


def object_to(key: UUID, words: str, proposed: str, *, hat: Hat, now: datetime) -> None:
    """Say that a paper is not the unit's, with a reason and whom instead, inside the window.

    Refuses `suggestion.window_over` with the rule, `suggestion.unknown_unit`, `suggestion.held_already`,
    `suggestion.no_words`.
    """
    with acting(key, Act.OBJECT, hat=hat, now=now) as one:
        held = _held(one, Hold.ASSIGNED)
        if held.object_by and one.today > held.object_by:
            rule = rule_on(
                hat.county, one.row.congress, Clock.OBJECT, desk(hat.county).today(held.assigned_at)
            )
            raise Refused("suggestion.window_over", day=held.object_by, source=rule.source if rule else "")
        if proposed == hat.department:
            raise Refused("suggestion.unknown_unit", field="proposed")
        _refuse_unknown(hat.county, proposed)
        held.reason, held.proposed = needed(words, "words"), proposed
        held.state, held.objected_at = Hold.OBJECTED, now
        held.decide_by = last_day(hat.county, one.row.congress, Clock.DECIDE, one.today)
        held.save(update_fields=["reason", "proposed", "state", "objected_at", "decide_by"])
        one.tell("suggestion.refused", {"department": held.department, "proposed": proposed})


def decide_objection(
    key: UUID, department: str, *, instead: str, words: str, hat: Hat, now: datetime
) -> None:
    """Hand the paper to another unit, or (`instead` empty) hold the unit to it; the paper's clock runs on.

    Refuses `suggestion.no_objection`, `suggestion.unknown_unit`, `suggestion.units`.
    """
    with acting(key, Act.DECIDE_OBJECTION, hat=hat, now=now) as one:
        rows = Assignment.objects.filter(county=hat.county, suggestion=key, department=department)
        held = rows.filter(state=Hold.OBJECTED).first()
        if held is None:
            raise Refused("suggestion.no_objection")
        if instead:
            _refuse_unknown(hat.county, instead)
            _refuse_twice(one, instead)
            held.state = Hold.TAKEN_OFF
            _assign(one, instead, Role(held.role), turn=held.turn + 1)
        else:
            held.state, held.accepted_at = Hold.ACCEPTED, now
            if held.role in ANSWERING:
                one.row.state = Stage.HANDLING
        held.save(update_fields=["state", "accepted_at"])
        told = {"department": department, "instead": instead, "granted": int(bool(instead))}
        one.tell("suggestion.reassigned", told, needed(words, "words"))


def add_unit(key: UUID, department: str, *, hat: Hat, now: datetime) -> None:
    """Let one more unit help; refuse `suggestion.unknown_unit`, `suggestion.units`."""
    with acting(key, Act.ADD_UNIT, hat=hat, now=now) as one:
        _refuse_unknown(hat.county, department)
        _refuse_twice(one, department)
        _assign(one, department, Role.CO)
        one.tell("suggestion.unit_added", {"department": department})


def contact(
    key: UUID, *, way: str, on: date, words: str, hat: Hat, now: datetime, deputy: UUID | None = None
) -> None:
    """Note a talk with the deputy; refuse `suggestion.contact_day` outside the round, `suggestion.no_way`."""
    with acting(key, Act.CONTACT, hat=hat, now=now) as one:
        held = accepted(one)
        if way not in set(Way):
            raise Refused("suggestion.no_way", field="way")
        running = Round.objects.get(county=hat.county, suggestion=key, number=one.row.round_no)
        if not desk(hat.county).today(running.from_at) <= on <= one.today:
            raise Refused("suggestion.contact_day", field="on")
        Contact.objects.create(
            county=hat.county, suggestion=key, round_no=one.row.round_no, department=held.department,
            deputy=deputy or one.row.deputy, on=on, way=way, words=needed(words, "words"), post=hat.post_id,
            noted_at=now,
        )  # fmt: skip
        one.tell(
            "suggestion.contacted", {"department": held.department, "way": way, "round": one.row.round_no}
        )


def dispute_contact(key: UUID, talk: UUID, words: str, *, deputy: UUID, hat: Hat, now: datetime) -> None:
    """Let the deputy say that a talk was not as noted; it no longer counts. Refuse `suggestion.not_your_talk`."""
    with acting(key, Act.DISPUTE, hat=hat, now=now) as one:
        row = Contact.objects.filter(county=hat.county, suggestion=key, pk=talk, disputed_at=None).first()
        if row is None or row.deputy != deputy:
            raise Refused("suggestion.not_your_talk")
        row.dispute, row.disputed_at = needed(words, "words"), now
        row.save(update_fields=["dispute", "disputed_at"])
        one.tell("suggestion.contact_disputed", {"department": row.department, "round": row.round_no})


def opine(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Give the lead unit a co-handler's opinion; refuse `suggestion.no_co_handler`."""
    with acting(key, Act.OPINE, hat=hat, now=now) as one:
        held = accepted(one)
        if held.role != Role.CO:
            raise Refused("suggestion.no_co_handler")
        held.opinion, held.opined_at = needed(words, "words"), now
        held.save(update_fields=["opinion", "opined_at"])
        one.tell("suggestion.opined", {"department": held.department})


def accepted(one: Acting) -> Assignment:
    """Return the acting unit's part in a paper; refuse `suggestion.not_accepted`."""
    row = Assignment.objects.filter(
        county=one.row.county, suggestion=one.row.pk, department=one.hat.department, state=Hold.ACCEPTED
    ).first()
    if row is None:
        raise Refused("suggestion.not_accepted")
    return row


def _hand(one: Acting, units: Units) -> None:
    for department, role in units:
        _assign(one, department, role)
    one.go_on()
    one.row.handed_at = one.now
    clock = Clock.REPLY_MOST if one.row.is_complex else Clock.REPLY
    begin_round(one, Cause.FIRST, last_day(one.row.county, one.row.congress, clock, one.today))
    told = {"units": " ".join(f"{department}:{role}" for department, role in units)}
    one.tell("suggestion.handed_over", told)


def _assign(one: Acting, department: str, role: Role, *, turn: int = 0) -> None:
    county = one.row.county
    Assignment.objects.create(
        county=county, suggestion=one.row.pk, department=department, role=role, state=Hold.ASSIGNED,
        assigned_at=one.now, turn=turn, object_by=last_day(county, one.row.congress, Clock.OBJECT, one.today),
        opine_by=last_day(county, one.row.congress, Clock.CO_OPINION, one.today) if role is Role.CO else None,
    )  # fmt: skip


def _held(one: Acting, state: Hold) -> Assignment:
    row = Assignment.objects.filter(
        county=one.row.county, suggestion=one.row.pk, department=one.hat.department, state=state
    ).first()
    if row is None:
        raise Refused("suggestion.held_already")
    return row


def _refuse_unknown(county: str, department: str) -> None:
    if department not in desk(county).departments:
        raise Refused("suggestion.unknown_unit", field="units")


def _refuse_twice(one: Acting, department: str) -> None:
    rows = Assignment.objects.filter(county=one.row.county, suggestion=one.row.pk, department=department)
    if rows.exclude(state=Hold.TAKEN_OFF).exists():
        raise Refused("suggestion.units", field="units")
