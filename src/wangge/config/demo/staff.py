"""Who works in a demo? People with invented names, one known password, and their posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.people.queries import account_by_login
from wangge.people.services.accounts import DEMO_PASSWORD, create_account
from wangge.people.services.posts import appoint
from wangge.rules.posts import PostKind


@dataclass(frozen=True, slots=True)
class Member:
    """One post of one person; the same login may come several times."""

    login: str
    name: str
    kind: PostKind
    unit: str
    department: str = ""


def staff(county: str, members: Iterable[Member], *, from_on: date, now: datetime) -> int:
    """Make the accounts that are not there yet and appoint them; return how many posts were given."""
    accounts: dict[str, UUID | None] = {}
    appointed = 0
    for member in members:
        if member.login not in accounts:
            known = account_by_login(member.login)
            accounts[member.login] = None if known else create_account(
                county=county, login=member.login, name=member.name, password=DEMO_PASSWORD, is_demo=True,
                language="en" if county.startswith("us-") else "",
            )  # fmt: skip
        account = accounts[member.login]
        if account is not None:  # one who was there before keeps the posts held then
            appoint(
                county=county, account=account, kind=member.kind, unit=member.unit,
                department=member.department, from_on=from_on, now=now,
            )  # fmt: skip
            appointed += 1
    return appointed
