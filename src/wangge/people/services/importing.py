"""Who works here, as a file tells it: taken whole, or not at all."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from wangge.foundation.locking import writing
from wangge.foundation.recording import Happening, chain_end, record_many
from wangge.people.models import Account, Department, Post
from wangge.people.services.accounts import new_account, plain_login
from wangge.people.services.posts import appointment, check_post, unit_level
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.posts import APPOINTED, PostKind
from wangge.territory.queries import UnitRow, units

PEOPLE_COLUMNS = ("login", "name", "post", "unit", "department", "from", "until", "password")
DEPARTMENT_COLUMNS = ("code", "name", "unit")
IMPORT_COLUMNS = (*PEOPLE_COLUMNS, "code")


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that cannot be taken, and why."""

    file: str  # people | departments
    row: int  # as an editor counts lines, the header being 1
    refused: Refused


@dataclass(slots=True)
class Import:
    """What a file of people comes to. While one row is at fault nothing of the file is written."""

    county: str
    territory: Mapping[str, UnitRow]
    read: int = 0
    already: int = 0
    faults: list[Fault] = field(default_factory=list)
    departments: list[Department] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return 0 if self.faults else len(self.posts)

    @property
    def held_back(self) -> int:
        """Good rows that wait for the faults of others: read = taken + already + rejected + held back."""
        return len(self.posts) if self.faults else 0

    @property
    def rejected(self) -> int:
        return sum(fault.file == "people" for fault in self.faults)


def import_people(
    county: str, people: Iterable[str], departments: Iterable[str] = (), *, now: datetime | None = None
) -> Import:
    """Take lines of CSV: people with their posts, and departments; return what was taken.

    One row is one post; a person with several posts has several rows under one login. Rows
    already there are counted and left alone, so a file may be taken again after it has grown.
    Raises Refused `people.column_missing`, `people.file_empty`; faults of rows are in the result.
    """
    report = Import(county, units(county))
    _read_departments(report, _table(departments, DEPARTMENT_COLUMNS, must=()))
    _read_people(report, _table(people, PEOPLE_COLUMNS, must=("login", "name", "post", "unit", "from")))
    if report.faults:
        return report
    with writing():
        Department.objects.bulk_create(report.departments)
        Account.objects.bulk_create(report.accounts)
        Post.objects.bulk_create(report.posts)
        _record_appointments(county, report.posts, now or timezone.now())
    return report


def _table(lines: Iterable[str], columns: Sequence[str], *, must: Sequence[str]) -> list[dict[str, str]]:
    reader = csv.DictReader(lines)
    missing = [name for name in (must or ()) if name not in (reader.fieldnames or [])]
    if missing:
        raise Refused("people.column_missing", field=missing[0], columns=", ".join(columns))
    rows = [{name: (value or "").strip() for name, value in row.items() if name} for row in reader]
    if must and not rows:
        raise Refused("people.file_empty")
    return rows


def _read_departments(report: Import, rows: list[dict[str, str]]) -> None:
    known = set(Department.objects.filter(county=report.county).values_list("code", flat=True))
    for number, row in enumerate(rows, start=2):
        try:
            department = _department(report, row)
        except Refused as refused:
            report.faults.append(Fault("departments", number, refused))
            continue
        if department.code not in known:
            known.add(department.code)
            report.departments.append(department)


def _department(report: Import, row: Mapping[str, str]) -> Department:
    code, name, unit = (row.get(column, "") for column in DEPARTMENT_COLUMNS)
    if not code or not name:
        raise Refused("people.value_missing", field="name" if code else "code")
    level = unit_level(report.territory, unit)
    return Department(county=report.county, code=code[:32], name=name[:64], unit=unit, level=level)


def _read_people(report: Import, rows: list[dict[str, str]]) -> None:
    accounts = {account.login: account for account in Account.objects.all()}
    departments = set(Department.objects.filter(county=report.county).values_list("code", flat=True))
    departments |= {department.code for department in report.departments}
    held: dict[tuple[str, str, str, str], list[Post]] = {}
    for post in Post.objects.filter(county=report.county).select_related("account"):
        held.setdefault((post.account.login, post.kind, post.unit, post.department), []).append(post)
    for number, row in enumerate(rows, start=2):
        report.read += 1
        try:
            post = _post(report, row, departments)
            same = held.setdefault((plain_login(row["login"]), post.kind, post.unit, post.department), [])
            if any(other.from_on == post.from_on for other in same):
                report.already += 1
                continue
            _refuse_overlap(post, same)
            post.account = _account(report, row, accounts)
        except Refused as refused:
            report.faults.append(Fault("people", number, refused))
            continue
        same.append(post)
        report.posts.append(post)


def _account(report: Import, row: Mapping[str, str], accounts: dict[str, Account]) -> Account:
    known = accounts.get(plain_login(row["login"]))
    if known is not None:
        if known.name != row["name"]:
            raise Refused("people.login_taken", field="login", login=known.login)
        return known
    account = new_account(
        county=report.county, login=row["login"], name=row["name"], password=row.get("password", "")
    )
    accounts[account.login] = account
    report.accounts.append(account)
    return account


def _post(report: Import, row: Mapping[str, str], departments: set[str]) -> Post:
    if row["post"] not in APPOINTED:
        raise Refused("people.post_unknown", field="post", value=row["post"][:40])
    kind, department = PostKind(row["post"]), row.get("department", "")
    if department and department not in departments:
        raise Refused("people.department_unknown", field="department", department=department[:32])
    unit_level(report.territory, row["unit"])
    from_on = _day("from", row["from"])
    until_on = _day("until", row["until"]) if row.get("until") else None
    check_post(kind, department=department, from_on=from_on, until_on=until_on)
    return Post(
        county=report.county,
        kind=kind,
        unit=row["unit"],
        department=department,
        from_on=from_on,
        until_on=until_on,
    )


def _day(name: str, text: str) -> date:
    try:
        return day_said(text)
    except ValueError:
        raise Refused("people.day_unreadable", field=name, value=text[:40]) from None


def _refuse_overlap(post: Post, same: Iterable[Post]) -> None:
    for other in same:
        begins_in_time = other.until_on is None or post.from_on < other.until_on
        if begins_in_time and (post.until_on is None or other.from_on < post.until_on):
            raise Refused("people.post_overlaps", field="from", unit=post.unit, kind=str(post.kind))


def _record_appointments(county: str, posts: Sequence[Post], now: datetime) -> None:
    ends = {account: chain_end(county, account) for account in {post.account_id for post in posts}}
    happenings = [Happening(post.account_id, "people.appointed", now, appointment(post)) for post in posts]
    record_many(county, happenings, recorded_at=now, ends=ends)
