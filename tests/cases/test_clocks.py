"""Does every clock run by the rule of its own day, in its own unit, through its own stages and seasons?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.builders import COUNTY, COVER, NOW, SINCE, checker_of
from tests.cases.timing import (
    CONDITIONS,
    COVER_IN_ONE_DAY,
    SHED,
    TODAY,
    TOMORROW,
    TREE,
    an_office,
    at,
    case_of,
    dispatched,
    filed,
    load,
)
from wangge.cases.models import SeasonRow
from wangge.cases.queries.clock_history import clocks_of
from wangge.cases.queries.desk import desk, forget_desks
from wangge.cases.queries.page import dossier
from wangge.cases.queries.rows import clock
from wangge.cases.services.brought import Brought
from wangge.cases.services.clocks import mark_overdue
from wangge.cases.services.moving import move_case
from wangge.cases.services.reference import set_up_county
from wangge.people.office_hours import read_day_list
from wangge.people.services.calendars import load_calendar, set_office_hours
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db


# -- the rule of the day --------------------------------------------------------------------------


def test_a_changed_condition_row_moves_no_running_clock_and_holds_for_the_next_dispatch() -> None:
    office = an_office()
    before = dispatched(office)

    load([CONDITIONS, COVER_IN_ONE_DAY], TOMORROW)
    after = dispatched(office, now=NOW + timedelta(days=1))

    # Five working days by the county's default; one by its new row.
    assert case_of(before).due_at == case_of(before).unit_due_at == at(3, 12, 10)
    assert case_of(after).due_at == at(3, 7, 10)


def test_a_row_loaded_over_the_row_of_the_same_day_leaves_what_runs_its_unit_and_its_limit() -> None:
    office = an_office()
    load([CONDITIONS, "CJ/T 214-2007,part,0101,破损,2工作日,修复"], TODAY)
    case_id = dispatched(office, signed=True)

    load([CONDITIONS, "CJ/T 214-2007,part,0101,破损,4紧急工作时,修复"], TODAY)
    brought = Brought(words="厂家周五到货", until=at(3, 8, 18))
    move_case(case_id, "extend", hat=office.handler, now=at(3, 5, 11), brought=brought)
    move_case(case_id, "grant_extension", hat=office.dispatcher, now=at(3, 5, 11), brought=brought)

    case = case_of(case_id)
    assert (case.limit, case.unit_due_at) == ("2 working_days", at(3, 8, 18))
    assert desk(COUNTY).case_counted_by(case)[0] == "working_days"


def test_changed_office_hours_move_no_running_clock_and_hold_for_the_next_dispatch() -> None:
    office = an_office()
    before = dispatched(office)

    set_office_hours(
        county=COUNTY, calendar="cn", zone="Asia/Shanghai", hours="09:00-12:00,13:00-17:00", from_on=TODAY,
        source="summer hours",
    )  # fmt: skip
    load([CONDITIONS, "CJ/T 214-2007,part,0101,破损,4工作时,修复"], TODAY)
    after = dispatched(office)

    assert case_of(before).due_at == at(3, 12, 10)
    assert case_of(after).due_at == at(
        3, 5, 15
    )  # ten to twelve and one to three; by the old hours four o'clock


def test_a_changed_season_moves_no_running_clock_and_holds_for_the_next_dispatch() -> None:
    office = an_office()
    january = at(1, 10, 10)
    before = dispatched(office, now=january, category=TREE)

    load(["season,first,last", "种植季节,03-11,04-10"], date(2024, 1, 11))
    after = dispatched(office, now=january + timedelta(days=1), category=TREE)

    assert case_of(before).due_at == at(3, 21, 18)
    assert case_of(after).due_at == at(3, 29, 18)


def test_a_changed_default_moves_no_running_clock() -> None:
    office = an_office()
    case_id = dispatched(office)

    set_up_county(
        COUNTY, zh="金水区", en="Jinshui", schemes=["CJ/T 214-2007"], default_limit="2 emergency_hours"
    )

    case = case_of(case_id)
    assert (case.due_at, case.limit) == (at(3, 12, 10), "5 working_days")
    assert desk(COUNTY).case_counted_by(case)[0] == "working_days"


def test_a_condition_keeps_its_number_when_a_new_table_lists_it_elsewhere() -> None:
    office = an_office()
    load([CONDITIONS, COVER_IN_ONE_DAY, "CJ/T 214-2007,part,0101,丢失,2紧急工作时,恢复"], TODAY)
    case_id = filed(office, condition=2)

    load([CONDITIONS, "CJ/T 214-2007,part,0101,丢失,1紧急工作时,恢复", COVER_IN_ONE_DAY], TOMORROW)
    now = NOW + timedelta(days=1)
    move_case(case_id, "dispatch", hat=office.dispatcher, now=now, brought=Brought(department="water"))

    assert case_of(case_id).due_at == now + timedelta(hours=1)


# -- stages ---------------------------------------------------------------------------------------


def test_each_stage_has_its_own_due_moment_and_the_resident_one_that_stays() -> None:
    office = an_office()
    case_id = dispatched(office, category=SHED, condition=3, signed=True)  # Tuesday 10:00
    promised = case_of(case_id).due_at
    dues, limits = [case_of(case_id).unit_due_at], [case_of(case_id).limit]

    for now in (at(3, 5, 11), at(3, 8, 9)):
        move_case(case_id, "finish_stage", hat=office.handler, now=now, brought=Brought(words="本阶段完成"))
        dues.append(case_of(case_id).unit_due_at)
        limits.append(case_of(case_id).limit)

    assert limits == ["4 office_hours", "7 working_days", "20 working_days"]
    # 停工 by four; 处罚 seven working days from Tuesday eleven; 拆除 twenty from Friday nine, over 清明.
    assert dues == [at(3, 5, 16), at(3, 14, 11), at(4, 8, 9)]
    assert case_of(case_id).due_at == promised == at(4, 12, 16)
    assert case_of(case_id).wait_until == dues[-1]


def test_the_last_stage_is_ended_by_the_result_and_none_before_it() -> None:
    office = an_office()
    case_id = dispatched(office, category=SHED, condition=3, signed=True)
    done = Brought(words="已完成")

    with pytest.raises(Refused, match=r"case\.stages_left"):
        move_case(case_id, "feed_back", hat=office.handler, now=NOW, brought=done)
    for _ in range(2):
        move_case(case_id, "finish_stage", hat=office.handler, now=NOW, brought=done)
    with pytest.raises(Refused, match=r"case\.last_stage"):
        move_case(case_id, "finish_stage", hat=office.handler, now=NOW, brought=done)

    assert move_case(case_id, "feed_back", hat=office.handler, now=NOW, brought=done).state == "handled"


# -- seasons --------------------------------------------------------------------------------------


def test_before_its_season_a_case_waits_with_a_known_day_and_a_due_moment() -> None:
    office = an_office()

    case = case_of(dispatched(office, now=at(1, 10, 10), category=TREE))

    assert (case.limit, case.due_at) == ("15 working_days planting", at(3, 21, 18))
    assert desk(COUNTY).limits.runs_from(at(1, 10, 10), desk(COUNTY).stages_of(case)[0].limit) == at(3, 1, 0)


def test_what_waits_for_its_season_is_green_however_long_it_waits() -> None:
    office = an_office()
    case_id = dispatched(office, now=at(1, 10, 10), category=TREE, signed=True)
    known = desk(COUNTY)

    lights = [
        clock(case_of(case_id), known, now)[0]
        for now in (at(2, 29, 23), at(3, 13, 23), at(3, 20, 9), at(3, 22, 8))
    ]

    assert lights == ["green", "green", "yellow", "red"]


def test_a_season_must_have_its_dates_before_a_limit_may_name_it() -> None:
    office = an_office()
    with pytest.raises(Refused, match=r"limits\.unknown_season"):
        load([CONDITIONS, "CJ/T 214-2007,part,0101,缺株,汛期季节2工作日,补种"], SINCE)

    load(["season,first,last", "汛期季节,06-01,09-30"], TOMORROW)
    load([CONDITIONS, "CJ/T 214-2007,part,0101,缺株,汛期季节2工作日,补种"], TOMORROW)

    case = case_of(dispatched(office, now=NOW + timedelta(days=1)))
    assert case.due_at == at(6, 4, 18)


def test_a_season_that_lost_its_dates_stops_the_dispatch_and_never_leaves_a_case_without_a_clock() -> None:
    office = an_office()
    case_id = filed(office, category=TREE)
    SeasonRow.objects.all().delete()
    forget_desks()

    with pytest.raises(Refused) as refused:
        move_case(case_id, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="water"))

    assert (refused.value.code, refused.value.facts) == ("deadline.season_bound", {"season": "planting"})
    assert case_of(case_id).state == "filed"


def test_a_case_whose_season_lost_its_dates_keeps_its_due_moment_and_opens() -> None:
    office = an_office()
    case_id = dispatched(office, now=at(1, 10, 10), category=TREE, signed=True)
    SeasonRow.objects.all().delete()
    forget_desks()

    found = dossier(office.overseer, case_id, now=at(2, 1, 10))
    told = clocks_of(found.case, desk(COUNTY), found.history, now=at(2, 1, 10))

    assert [one.due for one in told.running] == [at(3, 21, 18)] * 2
    assert found.row.left_unit == "working_days"


# -- pauses and extensions ------------------------------------------------------------------------


def test_a_deferred_case_spends_what_was_left_from_the_day_named_on() -> None:
    office = an_office()
    case_id = dispatched(office, signed=True)  # five working days: Tuesday the 12th, 10:00

    now = at(3, 6, 10)  # one spent
    brought = Brought(words="冻土", until=at(4, 1, 8))
    move_case(case_id, "defer", hat=office.handler, now=now, brought=brought)
    move_case(case_id, "grant_deferral", hat=office.dispatcher, now=now, brought=brought)
    deferred = case_of(case_id)

    # Four working days from Monday 1 April at opening; the 4th and 5th are 清明.
    assert (deferred.unit_due_at, deferred.due_at) == (at(4, 7, 18), at(4, 7, 18))
    assert deferred.wait_until == at(4, 1, 8)
    assert mark_overdue(now=at(3, 20, 10)) == 0


def test_taken_up_early_a_deferred_case_goes_on_with_what_was_left() -> None:
    office = an_office()
    case_id = dispatched(office, signed=True)
    now = at(3, 6, 10)
    brought = Brought(words="冻土", until=at(4, 1, 8))
    move_case(case_id, "defer", hat=office.handler, now=now, brought=brought)
    move_case(case_id, "grant_deferral", hat=office.dispatcher, now=now, brought=brought)

    move_case(case_id, "resume", hat=office.handler, now=at(3, 13, 10))

    resumed = case_of(case_id)
    # A pause of exactly one week of five working days.
    assert (resumed.unit_due_at, resumed.due_at, resumed.wait_until) == (at(3, 19, 10),) * 3
    assert resumed.paused_at is None


def test_a_new_department_gets_a_clock_of_its_own_and_the_reporter_keeps_the_first() -> None:
    office = an_office()
    case_id = dispatched(office, signed=True)
    promised = case_of(case_id).due_at

    now = NOW + timedelta(days=1)
    brought = Brought(department="parks", words="不是供水井盖")
    move_case(case_id, "reassign", hat=office.dispatcher, now=now, brought=brought)

    case = case_of(case_id)
    assert case.due_at == promised
    assert case.unit_due_at == at(3, 13, 10)


def test_an_extension_is_so_much_more_of_the_limits_own_unit() -> None:
    office = an_office()
    case_id = dispatched(office, signed=True)  # five working days: Tuesday the 12th, 10:00
    asked = Brought(words="等待配件", amount=3)

    move_case(case_id, "extend", hat=office.handler, now=at(3, 6, 10), brought=asked)
    move_case(case_id, "grant_extension", hat=office.dispatcher, now=at(3, 6, 11), brought=asked)

    case = case_of(case_id)
    assert (case.due_at, case.unit_due_at, case.wait_until) == (at(3, 15, 10),) * 3


def test_rework_restarts_neither_clock() -> None:
    office = an_office()
    case_id = dispatched(office, signed=True)
    now = NOW + timedelta(days=1)
    move_case(case_id, "feed_back", hat=office.handler, now=now, brought=Brought(words="已更换"))

    hat = checker_of(office, case_id)
    move_case(case_id, "fail", hat=hat, now=now, brought=Brought(words="井盖仍松动"))

    case = case_of(case_id)
    assert (case.state, case.due_at, case.unit_due_at, case.wait_until) == ("handling", *(at(3, 12, 10),) * 3)


def test_a_return_that_is_granted_starts_the_next_units_clock_and_never_the_reporters() -> None:
    office = an_office()
    case_id = dispatched(office)
    now = NOW + timedelta(days=1)
    move_case(case_id, "return", hat=office.handler, now=now, brought=Brought(words="不属本单位"))
    move_case(case_id, "grant_return", hat=office.dispatcher, now=now, brought=Brought(words="属实"))

    move_case(case_id, "dispatch", hat=office.dispatcher, now=now, brought=Brought(department="parks"))

    case = case_of(case_id)
    assert (case.due_at, case.unit_due_at) == (at(3, 12, 10), at(3, 13, 10))


# -- steps ----------------------------------------------------------------------------------------


def test_a_step_limit_of_the_county_takes_the_place_of_the_presets() -> None:
    office = an_office()
    steps = [
        "preset,state,category,limit",
        "digital_city,filed,*,1工作时",
        f"digital_city,dispatched,{COVER},30紧急工作时",
    ]
    before = filed(office)

    load([*steps, "digital_city,handling,*,90工作日"], TODAY)
    after = filed(office)

    assert case_of(before).wait_until == at(3, 5, 12)
    assert case_of(after).wait_until == at(3, 5, 11)
    move_case(after, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="water"))
    assert case_of(after).wait_until == NOW + timedelta(hours=30)
    move_case(after, "sign", hat=office.handler, now=NOW)
    # A step never outlasts the limit of the unit that has it in hand.
    assert case_of(after).wait_until == case_of(after).unit_due_at == at(3, 12, 10)


def test_a_changed_step_limit_moves_no_wait_that_runs() -> None:
    office = an_office()
    load(["preset,state,category,limit", "digital_city,filed,*,1工作时"], TODAY)
    case_id = filed(office)

    load(["preset,state,category,limit", "digital_city,filed,*,8工作时"], TOMORROW)

    assert case_of(case_id).wait_until == at(3, 5, 11)
    assert case_of(filed(office, now=NOW + timedelta(days=1))).wait_until == at(3, 7, 10)


def test_a_reminder_does_not_begin_a_wait_anew() -> None:
    office = an_office()
    load(["preset,state,category,limit", "digital_city,dispatched,*,2工作时"], TODAY)
    case_id = dispatched(office)

    move_case(case_id, "remind", hat=office.dispatcher, now=at(3, 5, 11), brought=Brought(words="请尽快签收"))

    assert case_of(case_id).wait_until == at(3, 5, 12)


# -- the year that is not announced ---------------------------------------------------------------


def test_a_dispatch_into_a_year_without_a_day_list_is_refused_until_it_is_loaded() -> None:
    office = an_office()
    now = at(12, 30, 10, year=2026)
    case_id = filed(office, now=now)
    brought = Brought(department="water")
    with pytest.raises(Refused) as refused:
        move_case(case_id, "dispatch", hat=office.dispatcher, now=now, brought=brought)

    load_calendar("cn", read_day_list(["date,is_off_day", "2027-01-01,1"]), source="invented for this test")
    forget_desks()  # other processes hear of it within a minute
    move_case(case_id, "dispatch", hat=office.dispatcher, now=now, brought=brought)

    assert (refused.value.code, refused.value.facts) == ("calendar.unknown_year", {"year": 2027})
    assert case_of(case_id).due_at == at(1, 7, 10, year=2027)


def test_a_moment_is_kept_in_utc() -> None:
    office = an_office()

    assert case_of(dispatched(office)).due_at == datetime(2024, 3, 12, 2, tzinfo=UTC)


def test_a_desk_hears_of_another_day_list_when_it_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    an_office()
    monkeypatch.setattr("wangge.cases.queries.desk.FRESH_SECONDS", 0.0)
    before = desk(COUNTY)

    same = desk(COUNTY)
    load_calendar("cn", read_day_list(["date,is_off_day", "2027-01-01,1"]), source="invented for this test")

    assert same is before
    assert 2027 not in before.calendar.days
    assert 2027 in desk(COUNTY).calendar.days
