"""What does the demo show of deputies at work? Visits, residents' matters, a report with its ballot; all invented."""

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.acts import acts_to_check, firms
from wangge.deputies.queries.seats import congresses, deputies_in_force, seats_of
from wangge.deputies.services.acts import check, keep_firm, visit
from wangge.deputies.services.advice import load_advice
from wangge.deputies.services.matters import Said, answer, bring, lead_elsewhere, pass_on, write
from wangge.deputies.services.reports import announce, close, count_papers, open_ballot
from wangge.deputies.services.ruling import keep_rules, packaged_rules
from wangge.deputies.services.seats import end_seat
from wangge.people.hats import Hat
from wangge.people.queries import account_by_login, demo_hats, hats
from wangge.reporters.services.receiving import Handed
from wangge.reporters.views.public import DEMO_RECEIPTS
from wangge.rules.answering import Grade
from wangge.rules.duties import DutyKind
from wangge.rules.matters import CameBy
from wangge.rules.posts import PostKind

FROM_ON = date(2012, 5, 1)
COMMUNITY, SECOND_CLERK = "410105002003", "hyl-congress2"
FIRMS = (("示例印刷厂", COMMUNITY), ("示例商场", "410105002004"), ("示例物业公司", COMMUNITY))
LEFT, LAST = "施示例", "410105002011"
MONTHS = 4  # of visits before the running one


def let_deputies_work(county: str, *, now: datetime) -> None:
    """Keep duty rules and channels, and walk some work; nothing where firms are kept already."""
    today = desk(county).today(now)
    if firms(county, today):
        return
    for body in congresses(county, today):
        keep_rules(county, body.id, packaged_rules(), from_on=FROM_ON)
    load_advice(county, from_on=FROM_ON)
    worn = {hat.login: hat for hat in demo_hats(on=today) if hat.county == county}
    deputy, clerk = worn["hyl-deputy"], worn["hyl-congress"]
    kept = [keep_firm(county, name, unit) for name, unit in FIRMS]
    keep_firm(county, "示例食品厂", COMMUNITY, declines_until=today + timedelta(days=60))
    own = next(one.id for one in deputies_in_force(county, today) if one.account == deputy.account_id)
    _go_round(county, kept, deputy, clerk, now)
    _take_matters(county, own, deputy, clerk, now)
    _let_one_leave(county, now)
    _report(county, own, clerk, _second(county, today), now)


def _go_round(county: str, kept: list[UUID], hat: Hat, clerk: Hat, now: datetime) -> None:
    """One visit to voters and one to a firm in each of the last months, checked; of this month one waits."""
    for month in range(MONTHS, 0, -1):
        at = now - timedelta(days=30 * month)
        on = desk(county).today(at)
        visit(DutyKind.VISIT, on, COMMUNITY, place="示例家属院", hat=hat, now=at)
        visit(DutyKind.FIRM, on, COMMUNITY, firm=kept[month % len(kept)], hat=hat, now=at)
        for act in acts_to_check(county):
            check(act.id, accept=True, hat=clerk, now=at + timedelta(days=1))
    on = desk(county).today(now).replace(day=1)
    visit(DutyKind.VISIT, on, COMMUNITY, place="示例家属院 2 号楼", hat=hat, now=now)


def _take_matters(county: str, own: UUID, hat: Hat, clerk: Hat, now: datetime) -> None:
    """Matters on their ways out, some that wait, and a letter that came to the office."""

    def told(
        words: str, days: int, *, place: str = "", came_by: CameBy = CameBy.PUBLIC
    ) -> tuple[UUID, datetime]:
        at = now - timedelta(days=days)
        by = clerk if came_by is CameBy.DESK else None
        said = Said(words, unit=COMMUNITY if place else "", place=place, private=came_by is CameBy.PUBLIC)
        key, handed = bring(county, own, said, came_by=came_by, hat=by, now=at)
        _keep(handed)
        return key, at + timedelta(hours=3)

    key, at = told("小区门口的路灯晚上十点就灭，老人不敢出门。", 40, place="示例家属院北门")
    answer(key, "已和供电所、物业商定延长到零点，本周调整。", hat=hat, now=at)
    # Not yet handed over: the demo's figures are the article's, and whoever tries it may do so.
    told("人行道地砖松动，下雨天溅水。", 4, place="示例路西侧")
    key, at = told("学校周边放学时段车多，希望有人疏导。", 25, place="示例小学门口")
    pass_on(key, "chengguan", "已转区城管研究，会告诉您结果。", hat=hat, now=at)
    key, at = told("对法院的判决不服，想请代表出面。", 18)
    lead_elsewhere(key, "court", hat=hat, now=at)
    key, at = told("老旧小区能不能统一加装电梯扶手？", 3, place="示例家属院")
    write(key, "请问是哪几号楼？我下周去看。", hat=hat, now=at)
    told("菜市场缺公共厕所，附近居民都不方便。", 1, place="示例菜市场")
    told("来信：公交站离社区太远，建议增设一站。", 2, came_by=CameBy.DESK)


def _let_one_leave(county: str, now: datetime) -> None:
    """A seat that ended leaves two matters open; the office sees them wait and may turn the one it may read."""
    own = next(one for one in deputies_in_force(county, desk(county).today(now)) if one.name == LEFT)
    at = now - timedelta(days=20)
    for words, place, private in (
        ("楼上长期漏水，想请代表帮忙问问。", "示例家属院 5 号楼", True),
        ("社区门口能不能加一个非机动车停放点？", "示例路社区门口", False),
    ):
        _, handed = bring(county, own.id, Said(words, unit=LAST, place=place, private=private), now=at)
        _keep(handed)
    (seat,) = seats_of(county, own.id, desk(county).today(now))
    end_seat(county, seat.id, until_on=desk(county).today(now - timedelta(days=6)), now=now)


def _report(county: str, own: UUID, clerk: Hat, second: Hat | None, now: datetime) -> None:
    """Last quarter's report with a ballot on paper that adds up, and the next one announced."""
    today = desk(county).today(now)
    seat = seats_of(county, own, today)[0].id
    held = today - timedelta(days=6)
    if second is not None:
        at = now - timedelta(days=6)
        key = announce(seat, held - timedelta(days=110), held, held, hat=clerk, now=at)
        open_ballot(key, 62, by_codes=False, hat=clerk, now=at)
        counted = {Grade.CONTENT: 41, Grade.FAIR: 12, Grade.DISCONTENT: 4}
        for hat in (clerk, second):
            count_papers(key, counted, spoiled=1, missing=4, hat=hat, now=at)
        close(key, hat=clerk, now=at)
    announce(seat, held, today + timedelta(days=80), today + timedelta(days=90), hat=clerk, now=now)


def _second(county: str, today: date) -> Hat | None:
    account = account_by_login(SECOND_CLERK)
    if account is None:
        return None
    held = hats(account.id, on=today)
    return next((hat for hat in held if hat.county == county and hat.kind is PostKind.CONGRESS_CLERK), None)


def _keep(handed: Handed) -> None:
    with (Path(settings.WANGGE_HOME) / DEMO_RECEIPTS).open("a", encoding="utf-8") as file:
        file.write(f"{handed.number},{handed.secret}\n")
