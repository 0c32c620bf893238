"""A district with two deputies of one constituency, their hats, and the clerk of the congress office."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tests.builders import COMMUNITIES, COUNTY, NOW, SINCE, STREET, Office, make_hat, make_office
from wangge.deputies.services.seats import (
    ConstituencyWish,
    draw_constituency,
    found_congress,
    give_seat,
    keep_deputy,
    open_station,
)
from wangge.people.hats import Hat
from wangge.rules.posts import PostKind
from wangge.rules.seats import Basis

TODAY = date(2024, 3, 5)


@dataclass(frozen=True, slots=True)
class Council:
    """The office of the street, two deputies with their hats and seats, and two clerks of the congress office."""

    office: Office
    congress: UUID
    deputy: UUID
    other: UUID
    seat: UUID
    hat: Hat
    other_hat: Hat
    clerk: Hat
    second: Hat


def make_council(*, password: str = "") -> Council:
    """Everything; the constituency is the first community."""
    office = make_office(password=password)
    congress, term = found_congress(COUNTY, COUNTY, "金水区人民代表大会", term=15, from_on=SINCE, now=NOW)
    wish = ConstituencyWish("1", "第一选区", Basis.RESIDENTIAL, 2, units=(COMMUNITIES[0],))
    constituency = draw_constituency(COUNTY, term, wish, now=NOW)
    station = open_station(COUNTY, STREET, "花园路代表之家", from_on=SINCE, now=NOW)
    hat = make_hat("deputy1", PostKind.DEPUTY, STREET, password=password)
    other_hat = make_hat("deputy2", PostKind.DEPUTY, STREET, password=password)
    one = keep_deputy(COUNTY, "甲代表", account=hat.account_id, now=NOW)
    other = keep_deputy(COUNTY, "乙代表", account=other_hat.account_id, now=NOW)
    seat = give_seat(COUNTY, one, constituency, from_on=SINCE, station=station, now=NOW)
    give_seat(COUNTY, other, constituency, from_on=SINCE, station=station, now=NOW)
    return Council(
        office, congress, one, other, seat, hat, other_hat,
        make_hat("clerk-a", PostKind.CONGRESS_CLERK, COUNTY, password=password),
        make_hat("clerk-b", PostKind.CONGRESS_CLERK, COUNTY, password=password),
    )  # fmt: skip
