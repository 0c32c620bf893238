"""Which of the matters that changed concern a hat: found by this person, in its hands now, or in its hands before?"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from wangge.cases.models import Case
from wangge.cases.policies import may_see_finder
from wangge.cases.queries.desk import workflow_of
from wangge.cases.queries.pocket import is_in_scope
from wangge.foundation.history import Happened, events_of_many, first_events
from wangge.foundation.sequencing import Placed
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.workflow import HOLDING, State


def concerning(hat: Hat, happened: Sequence[Placed]) -> list[UUID]:
    """Return the cases among these events that concern a hat, in the order of their first event; three statements."""
    changed: dict[UUID, list[Placed]] = {}
    for event in happened:
        if event.kind.startswith("case."):
            changed.setdefault(event.subject, []).append(event)
    if not changed:
        return []
    firsts = first_events(hat.county, changed)
    cases = {case.id: case for case in Case.objects.filter(county=hat.county, id__in=list(changed))}
    mine = {
        key for key, events in changed.items()
        if key in cases and (_is_own(hat, firsts, key) or _took_part(hat, cases[key], events))
    }  # fmt: skip
    open_to_doubt = [key for key, case in cases.items() if key not in mine and _may_have_waited(hat, case)]
    histories = events_of_many(hat.county, open_to_doubt)
    for key in open_to_doubt:
        if _held_since(hat, cases[key], histories[key], changed[key][0]):
            mine.add(key)
    return [key for key in changed if key in mine]


def _is_own(hat: Hat, firsts: Mapping[UUID, Happened], key: UUID) -> bool:
    return may_see_finder(hat) and key in firsts and firsts[key].actor == hat.account_id.hex


def _took_part(hat: Hat, case: Case, events: Sequence[Placed]) -> bool:
    # What I did on one phone is told to my other one.
    return case.check_by == hat.account_id or any(event.actor == hat.account_id.hex for event in events)


def _may_have_waited(hat: Hat, case: Case) -> bool:
    # A department's cases may have left it; everybody else's stay within their territory.
    return case.dispatched_at is not None if sees(hat).department else is_in_scope(hat, case)


def _held_since(hat: Hat, case: Case, history: Sequence[Happened], first: Placed) -> bool:
    """Say whether a case waited for a hat just before its first change, or at any time since."""
    states = workflow_of(case.preset, case.preset_version).states
    at = next(
        (n for n, one in enumerate(history) if (one.kind, one.recorded_at) == (first.kind, first.recorded_at)), 0
    )  # fmt: skip
    helps = any(hat.department in _listed(event.payload.get("helpers")) for event in history)
    return any(_in_hands(hat, states, event.payload, helps=helps) for event in history[max(at - 1, 0) :])


def _in_hands(hat: Hat, states: Mapping[str, State], told: Mapping[str, object], *, helps: bool) -> bool:
    state = states.get(str(told.get("state", "")))
    if state is None or hat.kind not in state.waits_for:
        return False
    if department := sees(hat).department:
        return helps or told.get("department") == department
    return state.code != HOLDING or told.get("holder") == hat.unit


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
