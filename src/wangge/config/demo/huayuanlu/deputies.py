"""Who represents the demo street? Two congresses, their seats and the station; all names are invented."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.seats import congresses, deputy_of
from wangge.deputies.services.notice_boards import NoticeText, put_up
from wangge.deputies.services.receptions import RhythmWish, announce_due, plan_receptions, set_rhythm
from wangge.deputies.services.seats import (
    ConstituencyWish,
    draw_constituency,
    found_congress,
    give_seat,
    keep_deputy,
    open_station,
)
from wangge.people.hats import Hat
from wangge.people.queries import demo_hats
from wangge.rules.posts import PostKind
from wangge.rules.receptions import Months
from wangge.rules.seats import Basis

COUNTY, STREET = "410105", "410105002"
TERM_FROM = date(2012, 5, 1)
RELAY = "0371-0000-0012"  # no number of anybody: 0000 is not given out
# code, name, seats, communities, deputies ("@login" has an account of the demo)
RESIDENTIAL = (
    ("101", "第101选区", 2, ("001", "003", "004"), ("陶示范@hyl-deputy", "秦示例")),
    ("102", "第102选区", 2, ("005", "006", "008"), ("尤示例", "许示例")),
    ("103", "第103选区", 3, ("009", "010", "011"), ("姜示范@hyl-deputy2", "吕示例", "施示例")),
)
# The first sits in both congresses: a city and its district go together.
ELECTED = ("姜示范@hyl-deputy2", "孔示例", "曹示例")


def seat_deputies(county: str, *, now: datetime) -> None:
    """Keep congresses, constituencies, deputies and the station; nothing where there is a congress already.

    The community 012 has no constituency: the gap is a warning that the office sees.
    """
    today = desk(county).today(now)
    if congresses(county, today):
        return
    worn = [hat for hat in demo_hats(on=today) if hat.county == county]
    hats = {hat.login: hat for hat in worn if hat.kind is PostKind.DEPUTY}
    station = open_station(
        county, STREET, "花园路街道代表之家", address="示例路 1 号", phone=RELAY, from_on=TERM_FROM, now=now
    )
    _, term = found_congress(county, COUNTY, "金水区人民代表大会", term=11, from_on=TERM_FROM, now=now)
    for code, name, seats, communities, people in RESIDENTIAL:
        units = tuple(STREET + one for one in communities)
        wish = ConstituencyWish(code, name, Basis.RESIDENTIAL, seats, units=units)
        _fill(county, draw_constituency(county, term, wish, now=now), people, station, hats, now)
    mill = ConstituencyWish(
        "104", "第104选区（单位选区）", Basis.WORK_UNIT, 1, work_units=("示例设计院", "示例医院")
    )
    _fill(county, draw_constituency(county, term, mill, now=now), ("张示例",), station, hats, now)
    _, upper = found_congress(county, "4101", "郑州市人民代表大会", term=13, from_on=TERM_FROM, now=now)
    wish = ConstituencyWish("jinshui", "金水区选举单位", Basis.ELECTING, 30)
    _fill(county, draw_constituency(county, upper, wish, now=now), ELECTED, station, hats, now)
    # The fifteenth of odd months, notice three days before: a station's notice, as collected (standards.md 5.7).
    rhythm = RhythmWish(15, Months.ODD, time(9), time(11), 30, 3, "示范：单月 15 日，提前 3 天公布")
    set_rhythm(county, station, rhythm, from_on=today)
    soon = RhythmWish(
        (today + timedelta(days=2)).day % 28 + 1, Months.EVERY, time(15), time(17), 30, 7, "示范"
    )
    set_rhythm(county, station, soon, from_on=today)
    plan_receptions(county, now=now)
    announce_due(county, now=now)
    office = next(hat for hat in worn if hat.kind is PostKind.CONGRESS_CLERK)
    words = "本月接待内容：老旧小区加装电梯、路口交通秩序。\n可先在本页约一个时段，也可直接到站。"
    text = NoticeText("接待日安排", words, today, today + timedelta(days=30))
    put_up(station, text, hat=office, now=now)


def _fill(
    county: str, constituency: UUID, people: tuple[str, ...], station: UUID, hats: Mapping[str, Hat],
    now: datetime,
) -> None:  # fmt: skip
    for number, written in enumerate(people):
        name, _, login = written.partition("@")
        hat = hats.get(login)
        held = deputy_of(hat) if hat else None
        account = hat.account_id if hat else None
        person = held.id if held else keep_deputy(county, name, account=account, relay=RELAY, now=now)
        give_seat(
            county, person, constituency, from_on=TERM_FROM, station=station, in_committee=number == 1,
            part_time=number == 1, now=now,
        )  # fmt: skip
