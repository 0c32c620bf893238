"""When must a deputy keep away from a matter (回避), and who keeps stations, groups, pairs and visits of leaders?

A deputy with a post in the unit concerned may not open the resident's thread, rate its reply, sit on its check or draw
its sample (rulings.md, Roles, hats, separation). The unit concerned is a department or a unit of territory.
"""

from datetime import date
from uuid import UUID

from wangge.deputies.queries.groups import groups_of
from wangge.deputies.queries.seats import deputy, deputy_of, seats_of
from wangge.people.hats import Hat
from wangge.people.queries import hats
from wangge.rules.errors import Refused
from wangge.rules.posts import OUTSIDE_CASES, PostKind
from wangge.territory.queries import units

RECUSAL_RULE = "回避规则：在有关单位任职的代表不接触来信人、不评价、不核查（本系统设定）"

# Who goes out as a leader (蹲点、督导); what they find becomes a case by their own hat.
LEADERS = frozenset({PostKind.ACCOUNTABLE, PostKind.OVERSEER})


def is_congress_office(hat: Hat) -> bool:
    """Say whether a hat is the congress office's; a clerk with a street as unit keeps its deputies' station only."""
    return hat.kind is PostKind.CONGRESS_CLERK and hat.unit == hat.county


def keeps_station(hat: Hat, unit: str) -> bool:
    """Say whether a hat keeps the station of a unit: its board, its receptions. The congress office keeps all."""
    row = units(hat.county).get(unit)
    here = row is not None and hat.unit in row.path
    return is_congress_office(hat) or (hat.kind is PostKind.CONGRESS_CLERK and here)


def recused(county: str, key: UUID, *, department: str = "", unit: str = "", on: date) -> bool:
    """Say whether a deputy holds a post in a department, or in just this unit of territory, on a day."""
    account = deputy(county, key).account
    if account is None:
        return False
    held = [hat for hat in hats(account, on=on) if hat.county == county and hat.kind not in OUTSIDE_CASES]
    return any(
        (bool(department) and hat.department == department)
        or (bool(unit) and not hat.department and hat.unit == unit)
        for hat in held
    )


def refuse_recused(county: str, key: UUID, *, department: str = "", unit: str = "", on: date) -> None:
    """Refuse `deputy.recused` where `recused` says so."""
    if recused(county, key, department=department, unit=unit, on=on):
        raise Refused("deputy.recused", department=department or unit, source=RECUSAL_RULE)


def refuse_seatless(county: str, key: UUID, *, on: date) -> None:
    """Refuse `deputy.no_seat_now` to a deputy who has no seat on a day: what waits goes to others."""
    if not seats_of(county, key, on):
        raise Refused("deputy.no_seat_now")


def refuse_not_office(hat: Hat) -> None:
    """Refuse `deputy.not_the_office` to everybody but the clerk of the congress office."""
    if not is_congress_office(hat):
        raise Refused("deputy.not_the_office", post=hat.kind)


def refuse_not_grouping(hat: Hat, group: UUID, *, on: date) -> UUID | None:
    """Refuse `group.not_yours` to whoever is neither of the office nor a member.

    Return the member, None for the office.
    """
    if is_congress_office(hat):
        return None
    mine = deputy_of(hat) if hat.kind is PostKind.DEPUTY else None
    if mine is None or group not in groups_of(hat.county, mine.id, on):
        raise Refused("group.not_yours", post=hat.kind)
    refuse_seatless(hat.county, mine.id, on=on)
    return mine.id


def refuse_not_leading(hat: Hat, unit: str) -> None:
    """Refuse `leader.not_yours` to whoever leads no unit, or another one."""
    row = units(hat.county).get(unit)
    if hat.kind not in LEADERS or row is None or not (hat.unit == hat.county or hat.unit in row.path):
        raise Refused("leader.not_yours", field="unit", unit=unit[:24])
