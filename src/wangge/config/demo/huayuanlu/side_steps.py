"""What goes on beside the demo's main line: returns, rulings, more time asked for, an overseen case, a call, a cure?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.cases.queries.listing import Filters, page_of
from wangge.cases.rule_tables import SampleRule
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.cases.services.rules import load_rules
from wangge.config.demo.huayuanlu.live import Office
from wangge.coordination.queries.cures import recurring_place, recurring_places
from wangge.coordination.services.cures import Plan, open_project
from wangge.coordination.services.whistles import call_departments
from wangge.foundation.locking import writing
from wangge.people.hats import Hat
from wangge.rules.figures import Figure
from wangge.rules.gathering import Gathering
from wangge.rules.powers import Power, PowerRule

# Who does what, in words; each row is one case that is being handled at the moment of loading.
ASKED_BACK = (("return", "handler", "不属于本部门职责，请重新派遣"),)
BOUNCED = (*ASKED_BACK, ("deny_return", "dispatcher", "按职责清单应由贵部门办理"))
STORIES: Sequence[Sequence[tuple[str, str, str]]] = (
    ASKED_BACK,
    ASKED_BACK,
    (*BOUNCED, ("return_again", "handler", "现场不在本部门管养范围")),
    (*BOUNCED, ("return_again", "handler", "权属不清"), ("call_visit", "overseer", "请各方到现场看清权属")),
    (("extend", "handler", "需等配件到货"),),
    (("extend", "handler", "雨天无法施工"),),
    (("defer", "handler", "等待产权单位进场"), ("grant_deferral", "dispatcher", "同意缓办一天")),
    (("hang", "handler", "整条管线需改造，列入年度计划"), ("grant_hang", "leader", "同意挂账，每月复核")),
    (("cannot", "handler", "涉及诉讼，法院已查封"),),
    (
        ("oversee", "overseer", "三日内现场推进，每日报送进展"),
        ("report_interim", "handler", "已约产权单位到场"),
    ),
    (("remind", "overseer", "请尽快办理"),),
)
LOGINS = {"dispatcher": "hyl-dispatcher", "leader": "hyl-leader", "overseer": "hyl-overseer"}
WITH_DAY = frozenset({"extend", "defer", "grant_deferral", "oversee"})
ASSUMED = "示范数据：本项目拟定"


def take_side_steps(county: str, *, now: datetime) -> None:
    """Let a few cases leave the main line, once; what is there already stays."""
    with writing():  # all or nothing: an interrupted load leaves no story half told
        _take(county, now)


def _take(county: str, now: datetime) -> None:
    office = Office(county, now)
    overseer = office.hat("hyl-overseer")
    if page_of(overseer, Filters(figure=Figure.OPEN, state="ruling"), size=1).rows:
        return
    _set_powers(county)
    newest = page_of(office.hat("hyl-admin"), Filters(figure=Figure.FOUND, state="handling"), size=200).rows
    # Those that are due soonest and not late: more time may be asked for only before the limit.
    in_time = sorted(
        (case for case in newest if case.wait_until and case.wait_until > now and not case.danger),
        key=attrgetter("wait_until", "id"),
    )
    for case, story in zip(in_time, STORIES, strict=False):
        for act, who, words in story:
            hat = office.hat(LOGINS[who]) if who in LOGINS else office.handler_of(case.department)
            until = now + timedelta(days=1) if act in WITH_DAY else None
            if act == "extend" and case.unit_due_at is not None:
                until = case.unit_due_at + timedelta(hours=4)
            move_case(case.id, act, hat=hat, now=now, brought=Brought(words=words, until=until))
    _call_and_cure(overseer, now, in_time[0].id if in_time else None)


def _set_powers(county: str) -> None:
    known = desk(county)
    kinds = sorted({key.rpartition(":")[0] for key in known.categories if key.startswith("zz-ledger")})
    powers = [
        PowerRule(place, f"{kind}:03*", 5, Power.SEND_UP, ASSUMED) for place, kind in enumerate(kinds, 1)
    ]
    load_rules(county, powers, known=known, source=ASSUMED)
    load_rules(county, [SampleRule(1, "*", 100, ASSUMED, None, None)], known=known, source=ASSUMED)


def _call_and_cure(overseer: Hat, now: datetime, case: UUID | None) -> None:
    codes = list(desk(overseer.county).departments)[:3]
    call_departments(
        overseer, kind=Gathering.WHISTLE, place="红专路与花园路口东北角",
        matter="地下管线塌陷三个月内第四次，请到现场会商权属与整修",
        meets_at=now + timedelta(days=1), departments=codes, now=now, case=case,
    )  # fmt: skip
    today = desk(overseer.county).today(now)
    for place in recurring_places(overseer, today=today)[:1]:
        found = recurring_place(overseer, place.unit, place.category, today=today)
        plan = Plan(codes[0], 30_000, today + timedelta(days=20), "加装护栏并划定责任区，每周联合巡查")
        open_project(
            overseer,
            unit=place.unit,
            category=place.category,
            found=len(found),
            since=found[0].on,
            plan=plan,
            now=now,
        )
