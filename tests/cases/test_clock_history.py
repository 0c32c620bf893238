"""Does the case page show how its clocks stand, and every change of them: by which post, when, from, to, why?"""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.builders import COUNTY, NOW, PASSWORD, Office, a_report, make_office
from wangge.cases.limit_tables import read_limit_table
from wangge.cases.queries.clock_history import DueChange, clocks_of, due_changes
from wangge.cases.queries.desk import desk
from wangge.cases.queries.page import dossier
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import report_case
from wangge.cases.services.limits import load_limits
from wangge.cases.services.moving import move_case
from wangge.cases.services.reference import set_up_county
from wangge.people.hats import Hat

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
GB = "GB/T 30428.2-2013"


def at(month: int, day: int, hour: int) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=SHANGHAI)


def deferred(office: Office) -> UUID:
    """A case that was extended, then deferred and taken up early."""
    case_id = report_case(office.worker, a_report(), now=NOW).case_id
    steps: list[tuple[str, Hat, datetime, Brought]] = [
        ("file", office.leader, NOW, Brought()),
        ("dispatch", office.dispatcher, NOW, Brought(department="water")),
        ("sign", office.handler, NOW, Brought()),
        ("extend", office.handler, at(3, 6, 10), Brought(words="等待配件", until=at(3, 14, 10))),
        (
            "grant_extension",
            office.dispatcher,
            at(3, 6, 11),
            Brought(words="厂家确认缺货", until=at(3, 14, 10)),
        ),
        ("defer", office.handler, at(3, 7, 10), Brought(words="冻土", until=at(4, 1, 8))),
        ("grant_deferral", office.dispatcher, at(3, 7, 10), Brought(words="同意缓办", until=at(4, 1, 8))),
        ("resume", office.handler, at(3, 11, 10), Brought()),
    ]
    for act, hat, now, brought in steps:
        move_case(case_id, act, hat=hat, now=now, brought=brought)
    return case_id


def changes(office: Office, case_id: UUID) -> list[DueChange]:
    return due_changes(dossier(office.overseer, case_id, now=NOW).history)


def test_every_change_of_a_due_moment_says_who_when_from_where_to_where_and_by_which_act() -> None:
    office = make_office()

    told = [
        (change.act, change.post, change.at, change.before, change.after)
        for change in changes(office, deferred(office))
        if change.clock == "unit_due_at"
    ]

    # Five working days; to Thursday; five days left on the 7th spent from 1 April; taken up after two.
    assert told == [
        ("dispatch", "dispatcher", NOW, None, at(3, 12, 10)),
        ("grant_extension", "dispatcher", at(3, 6, 11), at(3, 12, 10), at(3, 14, 10)),
        ("grant_deferral", "dispatcher", at(3, 7, 10), at(3, 14, 10), at(4, 8, 18)),
        ("resume", "handler", at(3, 11, 10), at(4, 8, 18), at(3, 18, 10)),
    ]


def test_the_history_ends_where_the_case_stands() -> None:
    office = make_office()
    case_id = deferred(office)

    case = dossier(office.overseer, case_id, now=NOW).case
    last = {change.clock: change.after for change in changes(office, case_id)}

    assert last == {"due_at": case.due_at, "unit_due_at": case.unit_due_at}


def test_the_clocks_say_stage_season_and_colour() -> None:
    office = make_office()
    set_up_county(COUNTY, zh="金水区", en="Jinshui", schemes=[GB])
    tree = report_case(
        office.worker, a_report(category=f"{GB}:part:0402", at=at(1, 10, 10)), now=at(1, 10, 10)
    ).case_id
    shed = report_case(office.worker, a_report(category=f"{GB}:event:0101", condition=3), now=NOW).case_id
    for case_id, now in ((tree, at(1, 10, 10)), (shed, NOW)):
        move_case(case_id, "file", hat=office.leader, now=now)
        move_case(case_id, "dispatch", hat=office.dispatcher, now=now, brought=Brought(department="water"))

    waiting, staged = (
        clocks_of(found.case, desk(COUNTY), found.history, now=now)
        for found, now in ((dossier(office.overseer, tree, now=NOW), at(2, 1, 10)),
                           (dossier(office.overseer, shed, now=NOW), at(3, 5, 15)))
    )  # fmt: skip

    assert (waiting.waits_until, [one.light for one in waiting.running]) == (at(3, 1, 0), ["green", "green"])
    assert [(stage.name, stage.is_now) for stage in staged.stages] == [
        ("stop_work", True), ("penalty", False), ("demolition", False),
    ]  # fmt: skip
    assert [one.light for one in staged.running] == ["green", "yellow"]


@pytest.mark.parametrize(
    ("login", "language", "shown"),
    [
        ("handler", "zh-hans", ["准予延期", "2024-03-12 10:00 → 2024-03-14 10:00", "厂家确认缺货", "派遣员"]),
        ("overseer", "en", ["Grant the deferral", "2024-03-14 10:00 → 2024-04-08 18:00", "Dispatcher"]),
    ],
)
def test_the_page_shows_it_in_both_languages_to_those_who_may_see_the_case(
    login: str, language: str, shown: list[str]
) -> None:
    office = make_office(password=PASSWORD)
    case_id = deferred(office)
    client = Client(headers={"accept-language": language})
    client.post("/login/", {"login": login, "password": PASSWORD})
    client.cookies["django_language"] = language

    page = client.get(f"/cases/{case_id.hex}/").content.decode()

    assert [words for words in shown if words not in page] == []


def test_a_changed_rule_leaves_no_line_in_the_history() -> None:
    office = make_office()
    case_id = deferred(office)
    before = changes(office, case_id)

    lines = ["scheme,kind,code,condition,limit", "CJ/T 214-2007,part,0101,破损,1工作日"]
    load_limits(COUNTY, read_limit_table(lines), from_on=date(2024, 3, 1), source="test")

    assert changes(office, case_id) == before
