"""A suggestion goes from one deputy's draft to its end, and every step is a person's act at its stage."""

from datetime import date

import pytest

from tests.builders import COUNTY
from tests.suggestions.council import Way, make_council
from wangge.foundation.history import events_of
from wangge.rules.errors import Refused
from wangge.rules.suggestions import Stage
from wangge.suggestions.models import Round
from wangge.suggestions.services import rounds

pytestmark = pytest.mark.django_db


def code_of(act: object) -> str:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return refused.value.code


def test_one_deputy_is_enough_and_the_paper_ends_with_every_act_on_record() -> None:
    way = Way(make_council()).accepted().answered("A").rated()
    rounds.close(way.id, "已解决", hat=way.council.clerk, now=way.later())

    row = way.row
    assert (row.state, row.number, row.scheme, row.round_no) == (Stage.CLOSED, "J2024-001", "II", 1)
    assert [event.kind.partition(".")[2] for event in events_of(COUNTY, way.id)] == [
        "drafted", "submitted", "registered", "published", "handed_over", "accepted", "contacted", "reply_drafted",
        "reply_signed", "replied", "rated", "closed",
    ]  # fmt: skip
    kept = Round.objects.get(suggestion=way.id)
    assert (kept.meaning, kept.due_on) == ("solved", date(2024, 6, 8))
