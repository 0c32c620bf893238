"""吐槽: anybody may say it, also without a name, and it is answered in public within its limit."""

from datetime import date, timedelta

import pytest

from tests.builders import COUNTY, NOW, make_office
from wangge.foundation.history import events_of
from wangge.foundation.models import Event
from wangge.rules.errors import Refused
from wangge.workload.models import Suggestion
from wangge.workload.queries.suggestions import suggestions
from wangge.workload.queries.waiting import Waiting, waiting
from wangge.workload.services.speaking import answer, set_term, suggest

pytestmark = pytest.mark.django_db

WORDS = "同一件事要填三张表"
ANSWER = "已停用两张，保留一张由系统生成。"


def test_what_a_grid_worker_says_is_answered_where_everybody_reads_it() -> None:
    office = make_office()
    said = suggest(WORDS, hat=office.worker, now=NOW)

    answer(said, ANSWER, hat=office.overseer, now=NOW + timedelta(hours=2))

    row = suggestions(COUNTY, now=NOW + timedelta(hours=3))[0]
    assert (row.words, row.answer, row.answered_late) == (WORDS, ANSWER, False)


def test_an_anonymous_suggestion_names_nobody_in_row_or_record() -> None:
    office = make_office()

    said = suggest(WORDS, hat=office.worker, now=NOW, is_anonymous=True)

    row = Suggestion.objects.get(pk=said)
    event = Event.objects.get(subject=said)
    assert (row.account, row.post, row.unit, event.actor) == (None, "", "", "")
    assert not {"hat", "post", "unit"} & set(events_of(COUNTY, said)[0].payload)


def test_a_post_of_a_grid_is_never_named_with_its_unit() -> None:
    office = make_office()
    suggest(WORDS, hat=office.worker, now=NOW)

    assert "网格" not in suggestions(COUNTY, now=NOW)[0].by.replace("网格员", "")


def test_the_limit_is_ten_working_days_until_a_county_sets_its_own() -> None:
    office = make_office()
    suggest(WORDS, hat=office.worker, now=NOW)
    set_term(COUNTY, 3, from_on=date(2024, 3, 6), source="网格办〔2024〕3号")
    suggest(WORDS, hat=office.worker, now=NOW + timedelta(days=1))

    assumed, own = Suggestion.objects.order_by("at")
    assert assumed.due_at.date() == date(2024, 3, 19)
    assert own.due_at.date() == date(2024, 3, 11)


def test_an_unanswered_suggestion_is_shown_as_overdue_and_stands_first() -> None:
    office = make_office()
    suggest(WORDS, hat=office.worker, now=NOW)
    late = NOW + timedelta(days=30)
    suggest("新的一条", hat=office.worker, now=late)

    assert waiting(COUNTY, now=late) == Waiting(suggestions=2, overdue=1, wishes=0)
    assert [row.is_overdue for row in suggestions(COUNTY, now=late)] == [True, False]
    assert len(suggestions(COUNTY, now=late, only="overdue")) == 1


def test_a_suggestion_is_answered_once_by_a_deciding_post_that_did_not_make_it() -> None:
    office = make_office()
    said, own = suggest(WORDS, hat=office.worker, now=NOW), suggest(WORDS, hat=office.overseer, now=NOW)

    with pytest.raises(Refused, match="not_yours"):
        answer(said, ANSWER, hat=office.handler, now=NOW)
    with pytest.raises(Refused, match="own"):
        answer(own, ANSWER, hat=office.overseer, now=NOW)
    answer(said, ANSWER, hat=office.overseer, now=NOW)
    with pytest.raises(Refused, match="answered"):
        answer(said, ANSWER, hat=office.administrator, now=NOW)


def test_empty_and_endless_words_are_refused() -> None:
    office = make_office()

    with pytest.raises(Refused, match="no_words"):
        suggest("  ", hat=office.worker, now=NOW)
    with pytest.raises(Refused, match="too_long"):
        suggest("长" * 2001, hat=office.worker, now=NOW)


def test_a_term_needs_days_and_a_paper() -> None:
    for days, source in ((0, "x"), (61, "x"), (5, " ")):
        with pytest.raises(Refused, match="bad_term"):
            set_term(COUNTY, days, from_on=date(2024, 1, 1), source=source)
