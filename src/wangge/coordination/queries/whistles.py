"""Which calls to a place does a hat see, how does one stand, and who comes when called?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.coordination.models import Call, Whistle
from wangge.coordination.policies import may_call, may_see_whistle
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.people.queries import names_of
from wangge.rules.errors import Refused
from wangge.rules.gathering import Gathering

SHOWN_MOST = 100


@dataclass(frozen=True, slots=True)
class CallRow:
    """One department that was called."""

    department: str
    answer: str
    reason: str
    came: bool | None


@dataclass(frozen=True, slots=True)
class WhistleRow:
    """One call to a place."""

    id: UUID
    kind: Gathering
    case: UUID | None
    unit: str
    place: str
    matter: str
    meets_at: datetime
    called_by: str
    decision: str
    decided_at: datetime | None
    calls: Sequence[CallRow]

    @property
    def absent(self) -> list[str]:
        """Return the departments that were called and did not come."""
        return [call.department for call in self.calls if call.came is False]


@dataclass(frozen=True, slots=True)
class Turnout:
    """How often a department was called, said that it comes, and came."""

    department: str
    called: int
    promised: int
    came: int
    absent: int


def whistles(hat: Hat, *, department: str = "", absent: bool = False) -> list[WhistleRow]:
    """Return the calls that a hat sees, the next and newest first; narrowed to a department, or to its absences."""
    rows = Whistle.objects.filter(county=hat.county)
    own = sees(hat).department or department
    if own:
        calls = Call.objects.filter(county=hat.county, department=own)
        rows = rows.filter(id__in=(calls.filter(came=False) if absent else calls).values("whistle"))
    found = [one for one in rows.order_by("-meets_at", "-id")[:SHOWN_MOST] if may_see_whistle(hat, one)]
    return _rows(hat.county, found)


def whistle(hat: Hat, whistle_id: UUID) -> WhistleRow:
    """Return one call; refuse `row.unknown` where the hat may not see it."""
    found = Whistle.objects.filter(county=hat.county, pk=whistle_id).first()
    if found is None or not may_see_whistle(hat, found):
        raise Refused("row.unknown", row=whistle_id.hex)
    return _rows(hat.county, [found])[0]


def unanswered(hat: Hat) -> int:
    """Return how many calls to its department wait for an answer."""
    if not sees(hat).department:
        return 0
    calls = Call.objects.filter(county=hat.county, department=hat.department, answer="", came=None)
    return Whistle.objects.filter(county=hat.county, id__in=calls.values("whistle"), decided_at=None).count()


def of_case(hat: Hat, case: UUID) -> list[WhistleRow]:
    """Return the calls about one case that a hat sees."""
    found = Whistle.objects.filter(county=hat.county, case=case).order_by("-meets_at")
    return _rows(hat.county, [one for one in found if may_see_whistle(hat, one)])


def turnout(hat: Hat) -> list[Turnout]:
    """Return how often each department was called and came, over the calls that a hat sees and that were held."""
    counted: dict[str, Counter[str]] = {}
    for one in whistles(hat):
        for call in one.calls:
            if one.decided_at is not None:
                tally = counted.setdefault(call.department, Counter())
                tally.update({"called": 1, "promised": call.answer == "comes", "came": call.came is True,
                              "absent": call.came is False})  # fmt: skip
    return [
        Turnout(department, tally["called"], tally["promised"], tally["came"], tally["absent"])
        for department, tally in sorted(counted.items())
    ]


def may_hold(hat: Hat, row: WhistleRow, *, now: datetime) -> bool:
    """Say whether a hat may write down who came, now."""
    return row.decided_at is None and may_call(hat) and now >= row.meets_at


def _rows(county: str, found: Sequence[Whistle]) -> list[WhistleRow]:
    calls: dict[UUID, list[CallRow]] = {one.id: [] for one in found}
    for call in Call.objects.filter(county=county, whistle__in=list(calls)).order_by("department"):
        calls[call.whistle].append(CallRow(call.department, call.answer, call.reason, call.came))
    names = names_of({one.called_by for one in found})
    return [
        WhistleRow(
            one.id, Gathering(one.kind), one.case, one.unit, one.place, one.matter, one.meets_at,
            names.get(one.called_by, ""), one.decision, one.decided_at, calls[one.id],
        )
        for one in found
    ]  # fmt: skip
