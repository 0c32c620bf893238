"""When must a deputy keep away from a matter (回避)?

A deputy with a post in the unit concerned may not open the resident's thread, rate its reply, sit on its check or draw
its sample (rulings.md, Roles, hats, separation). The unit concerned is a department or a unit of territory.
"""

from datetime import date
from uuid import UUID

from wangge.deputies.queries.seats import deputy
from wangge.people.queries import hats
from wangge.rules.errors import Refused
from wangge.rules.posts import OUTSIDE_CASES


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
        raise Refused("deputy.recused", department=department or unit)
