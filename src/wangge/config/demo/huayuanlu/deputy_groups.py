"""What do groups of deputies, standing contacts and a leader's visit look like in the demo? All of it invented."""

from datetime import date, datetime, timedelta
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.groups import groups
from wangge.deputies.queries.leading import places_of, visits
from wangge.deputies.queries.seats import SeatRow, congresses, sitting
from wangge.deputies.services.groups import (
    OutingTold,
    found_group,
    join_group,
    note_outing,
    plan_item,
    take_over,
)
from wangge.deputies.services.leading import go_out, see_place
from wangge.deputies.services.pairs import note_contact, pair, set_founding_ties, take_turn
from wangge.people.hats import Hat
from wangge.people.queries import demo_hats
from wangge.rules.groups import GroupKind, Outing
from wangge.rules.suggestions import Way

FROM_ON = date(2012, 5, 1)
STREET, COMMUNITY, DEPARTMENT = "410105002", "410105002004", "chengguan"
DAYS_AGO = 45


def let_groups_meet(county: str, *, now: datetime) -> None:
    """Begin two groups, some contacts and a leader's first visit; nothing where there is a group already."""
    today = desk(county).today(now)
    if groups(county, today):
        return
    worn = {hat.login: hat for hat in demo_hats(on=today) if hat.county == county}
    clerk, leader = worn["hyl-congress"], worn["hyl-owner"]
    seats, then = sitting(county, today), now - timedelta(days=DAYS_AGO)
    people = list(dict.fromkeys(seat.deputy for seat in seats))
    _meet(people, clerk, then, now)
    _keep_in_touch(county, seats, clerk, then, now)
    if not visits(county, leader.post_id):
        _look(county, leader, then)


def _meet(people: list[UUID], clerk: Hat, then: datetime, now: datetime) -> None:
    area = found_group("花园路代表小组", GroupKind.AREA, hat=clerk, now=then)
    for number, person in enumerate(people[:5]):
        join_group(area, person, leads=number == 0, hat=clerk, now=then)
    trade = found_group("城市建设专业组", GroupKind.TRADE, hat=clerk, now=then)
    for number, person in enumerate(people[5:8]):
        join_group(trade, person, leads=number == 0, hat=clerk, now=then)
    today = desk(clerk.county).today(now)
    on = today - timedelta(days=20)
    item = plan_item(area, "观摩生活垃圾分类投放点", on + timedelta(days=10), hat=clerk, now=then)
    plan_item(area, "调研老旧小区停车", today + timedelta(days=30), hat=clerk, now=then)
    told = OutingTold(
        Outing.LOOK, on, COMMUNITY, "投放点由楼栋轮值看护，撤桶后无乱堆。", place="示例家属院", plan=item
    )
    seen = note_outing(area, told, hat=clerk, now=now)
    take_over(seen, "在其余家属院推行楼栋轮值", DEPARTMENT, today + timedelta(days=60), hat=clerk, now=now)


def _keep_in_touch(county: str, seats: list[SeatRow], clerk: Hat, then: datetime, now: datetime) -> None:
    today = desk(county).today(now)
    for body in congresses(county, today):
        set_founding_ties(county, body.id, from_on=FROM_ON)
    members = [seat for seat in seats if seat.in_committee]
    others = [seat.deputy for seat in seats if not seat.in_committee]
    first = members[0].deputy
    for other in dict.fromkeys(others[:3]):
        tie = pair(first, deputy=other, hat=clerk, now=then)
        note_contact(tie, today - timedelta(days=30), Way.MEETING, hat=clerk, now=now)
    for deputy in dict.fromkeys(others[:4]):
        tie = pair(deputy, voters=6, hat=clerk, now=then)
        note_contact(tie, today - timedelta(days=12), Way.VISIT, hat=clerk, now=now)
    part_time = next((seat.deputy for seat in seats if seat.part_time), None)
    if part_time:
        days = {"from_on": today, "until_on": today + timedelta(days=14)}
        take_turn(part_time, "物业管理条例执法检查准备", **days, hat=clerk, now=now)


def _look(county: str, leader: Hat, then: datetime) -> None:
    """Look at the places of one day; nothing becomes a case, since the demo's number of cases is the article's."""
    key = go_out(STREET, hat=leader, now=then)
    for place in places_of(county, key, now=then):
        see_place(place.id, hat=leader, now=then)
