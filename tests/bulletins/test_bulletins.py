"""A bulletin is drafted when its period is over, issued by a named post, frozen, sent and signed for."""

import json
from datetime import timedelta

import pytest

from tests.builders import COUNTY, NOW, STREET
from tests.bulletins.week import EARLY, LAST, MONDAY, SUNDAY, TUESDAY, WEEK, make_cases, make_newsroom, settle
from wangge.analysis.models import AheadRow
from wangge.analysis.services.ahead import look_ahead
from wangge.bulletins.models import Bulletin, Copy, Receipt, Series
from wangge.bulletins.queries.composing import compose
from wangge.bulletins.queries.kept import bulletin, receipts, unsigned
from wangge.bulletins.services.drafting import compose_anew, draft, draft_due, remark
from wangge.bulletins.services.issuing import correct, issue
from wangge.bulletins.services.signing import remind_unsigned, sign
from wangge.cases.models import Category
from wangge.cases.queries.desk import forget_desks
from wangge.foundation.history import events_of
from wangge.foundation.ids import uuid7
from wangge.rules.bulletins import BulletinState, before, is_whole, year_before
from wangge.rules.errors import Refused
from wangge.rules.scoring import digest, written

MONTH = "2024-02"
pytestmark = pytest.mark.django_db


def numbers(document: dict[str, object]) -> dict[str, list[object]]:
    [part] = [one for one in document["sections"] if one["code"] == "numbers"]  # type: ignore[attr-defined, index]
    return {
        row["label"]["en"]: [
            (cell.get("n"), cell["d"]) if "d" in cell else cell.get("n") for cell in row["cells"]
        ]
        for row in part["rows"]
    }


def drafted() -> Bulletin:
    draft_due(now=MONDAY)
    return Bulletin.objects.get()


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_a_series_of_a_unit_that_is_no_more_keeps_no_other_bulletin_waiting() -> None:
    make_newsroom()
    row = Series.objects.get(cadence="week")
    row.pk, row.unit = uuid7(), "410105001"
    row.save(force_insert=True)

    assert draft_due(now=MONDAY) == 1
    assert [one.unit for one in Bulletin.objects.all()] == [STREET]


def test_a_week_is_drafted_once_on_the_local_monday_morning_and_not_before() -> None:
    make_newsroom()

    early = draft_due(now=EARLY)
    made = draft_due(now=MONDAY)
    again = draft_due(now=MONDAY + timedelta(hours=1))

    row = Bulletin.objects.get()
    assert (early, made, again) == (0, 1, 0)
    assert (row.unit, row.period, row.version, row.state) == (STREET, WEEK, 1, BulletinState.DRAFT)


def test_the_numbers_of_a_week_stand_beside_the_week_before_and_a_year_without_records_says_so() -> None:
    make_newsroom()

    found = numbers(compose(COUNTY, STREET, WEEK, now=MONDAY))

    assert found["Found"] == [6, 2, None]
    assert found["Solved"] == [3, 1, None]
    assert found["Open at the end"] == [4, 1, None]
    assert found["Found then, solved since"][:2] == [(3, 6), (1, 2)]


def test_a_running_week_is_provisional_and_not_issued() -> None:
    room = make_newsroom()
    key = draft(STREET, WEEK, hat=room.owner, now=SUNDAY)

    with pytest.raises(Refused) as running:
        issue(key, hat=room.owner, now=SUNDAY)

    assert bulletin(room.owner, key).document["provisional"] is True
    assert code_of(running) == "bulletin.not_over"


def test_an_issued_bulletin_stays_as_it_was_whatever_happens_later() -> None:
    room = make_newsroom()
    row = drafted()
    remark(row.pk, "雨后积水较多。", hat=room.owner, now=MONDAY)
    said = issue(row.pk, hat=room.owner, now=MONDAY + timedelta(minutes=1))
    before = Bulletin.objects.values().get()
    copies = list(Copy.objects.order_by("form", "language").values_list("form", "language", "sha256"))

    make_cases(3, at=TUESDAY, first=500)
    with pytest.raises(Refused) as frozen:
        compose_anew(row.pk, hat=room.owner, now=NOW)

    document = json.loads(Bulletin.objects.get().document)
    assert Bulletin.objects.values().get() == before
    assert code_of(frozen) == "bulletin.issued"
    assert (document["remark"]["words"], document["version"], document["corrects"]) == (
        "雨后积水较多。",
        1,
        None,
    )
    assert document["digest"] == said == digest(document)
    assert is_whole(document)
    assert [(form, language) for form, language, _ in copies] == [
        ("html", "en"), ("html", "zh"), ("pdf", "en"), ("pdf", "zh"),
    ]  # fmt: skip
    assert numbers(compose(COUNTY, STREET, WEEK, now=NOW))["Found"][0] == 9


def test_a_correction_is_a_new_version_that_names_the_old() -> None:
    room = make_newsroom()
    row = drafted()
    first = issue(row.pk, hat=room.owner, now=MONDAY)
    make_cases(1, at=TUESDAY, first=500)

    newer = correct(row.pk, "补报一件。", hat=room.owner, now=NOW)
    second = issue(newer, hat=room.owner, now=NOW)

    document = bulletin(room.owner, newer).document
    assert document["corrects"] == {"version": 1, "digest": first, "reason": "补报一件。"}
    assert (document["version"], second != first) == (2, True)
    with pytest.raises(Refused) as older:
        correct(row.pk, "再改", hat=room.owner, now=NOW)
    assert code_of(older) == "bulletin.not_newest"


def test_its_readers_are_told_by_an_event_sign_and_are_listed_by_post() -> None:
    room = make_newsroom()
    row = drafted()
    issue(row.pk, hat=room.office.administrator, now=MONDAY)
    settle()

    sign(row.pk, hat=room.office.handler, now=MONDAY)
    sign(row.pk, hat=room.office.handler, now=NOW)

    kinds = [event.kind for event in events_of(COUNTY, row.pk)]
    assert kinds == ["bulletin.drafted", "bulletin.issued", "bulletin.signed"]
    assert [(one.hat.kind, one.signed_at) for one in receipts(COUNTY, row.pk)] == [
        ("accountable", None), ("handler", MONDAY),
    ]  # fmt: skip
    assert [one.hex for one in unsigned(room.owner)] == [row.pk.hex]
    with pytest.raises(Refused) as nobody:
        sign(row.pk, hat=room.office.stranger, now=MONDAY)
    assert code_of(nobody) == "bulletin.not_sent"


def test_who_has_not_signed_is_reminded_once() -> None:
    room = make_newsroom()
    row = drafted()
    issue(row.pk, hat=room.office.administrator, now=MONDAY)
    sign(row.pk, hat=room.office.handler, now=MONDAY)

    soon = remind_unsigned(now=MONDAY + timedelta(days=1))
    due = remind_unsigned(now=MONDAY + timedelta(days=5))
    again = remind_unsigned(now=MONDAY + timedelta(days=9))

    assert (soon, due, again) == (0, 1, 0)
    [event] = [one for one in events_of(COUNTY, row.pk) if one.kind == "bulletin.reminded"]
    assert event.payload["posts"] == [room.owner.post_id.hex]
    assert Receipt.objects.get(post=room.office.handler.post_id).reminded_at is None


def test_a_month_names_kinds_departments_and_sources_but_never_a_matter_about_people() -> None:
    make_newsroom()
    category = Category.objects.get(scheme="CJ/T 214-2007", kind="part", code="0101")
    named = compose(COUNTY, STREET, MONTH, now=MONDAY)
    category.matter_only = True
    category.save()
    forget_desks()

    sealed = compose(COUNTY, STREET, MONTH, now=MONDAY)

    parts = {part["code"]: part for part in named["sections"]}
    assert parts.keys() >= {"numbers", "kinds", "departments", "sources", "recurring"}
    assert [row["label"]["zh"] for row in parts["kinds"]["rows"]] == [category.zh]
    assert category.zh not in written(sealed)
    [others] = next(part for part in sealed["sections"] if part["code"] == "kinds")["rows"]
    assert others["cells"][0] == {"n": 8}
    assert "recurring" not in {part["code"] for part in sealed["sections"]}


def test_what_is_compared_begins_where_records_begin_and_a_year_may_lack_a_week() -> None:
    assert year_before("2020-W53") == ""
    assert year_before("2024-W09") == "2023-W09"
    assert before("2024-W01") == "2023-W52"
    assert before("2024-01") == "2023-12"
    with pytest.raises(Refused) as other:
        compose(COUNTY, STREET, "2024-Q1", now=MONDAY)
    assert code_of(other) == "bulletin.other_period"


def test_what_rose_above_its_usual_stands_in_the_bulletin_of_that_week_alone() -> None:
    make_newsroom()
    look_ahead(COUNTY, until=MONDAY.date(), now=MONDAY)
    AheadRow.objects.filter(county=COUNTY, unit=STREET).exclude(category="").update(is_warned=True)

    this = compose(COUNTY, STREET, WEEK, now=MONDAY)
    last = compose(COUNTY, STREET, LAST, now=MONDAY)

    [part] = [one for one in this["sections"] if one["code"] == "warnings"]
    assert part["rows"][0]["cells"][0]["n"] == 6
    assert "warnings" not in {one["code"] for one in last["sections"]}
