"""Which papers has the demo street's deputy brought? One at each turn of its way; all of it invented."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.config.demo.huayuanlu import told_as_of
from wangge.deputies.queries.seats import congresses
from wangge.people.hats import Hat
from wangge.people.queries import demo_hats
from wangge.rules.suggestions import Role
from wangge.suggestions.queries.papers import papers
from wangge.suggestions.queries.work import replies
from wangge.suggestions.services import (
    drafting,
    handing,
    motions,
    opinions,
    overseeing,
    rating,
    replying,
    rounds,
    screening,
)
from wangge.suggestions.services.drafting import Text
from wangge.suggestions.services.motions import MotionText
from wangge.suggestions.services.overseeing import Plan
from wangge.suggestions.services.replying import Commitment
from wangge.suggestions.services.setting_up import choose_scheme, load_presets

UNIT = "chengguan"
DAY = timedelta(days=1)
MARKET = Text(
    "关于整治农贸市场周边占道经营的建议",
    "市场北门早晚摊位占满人行道，行人走机动车道。",
    "划定摊位，错时经营，定时清扫。",
    UNIT,
)
COVERS = Text(
    "关于更换老旧井盖的建议",
    "老住宅区道路井盖松动、缺失反复出现，修好不久又坏。",
    "更换为防沉降井盖，明确养护单位。",
    UNIT,
)
LIGHTS = Text("关于增设背街路灯的建议", "三条背街夜间没有照明。", "列入明年计划，分段增设路灯。", UNIT)
PARKING = Text("关于规范共享单车停放的建议", "路口单车堆放，挡住盲道。", "施划停放点，安排专人整理。", UNIT)
BOARDS = Text("关于更新网格公示牌的建议", "部分公示牌电话已换。", "逐院核对更新。")
YARD = Text("关于老旧院落加装晾衣架的建议", "院内拉绳晾晒，绊倒老人。", "统一加装晾衣架。")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the demo's papers."""

    county: str
    deputy: Hat
    clerk: Hat
    government: Hat
    handler: Hat
    head: Hat


def cast_of(county: str, today: date) -> Cast:
    """Return who acts."""
    hats = {hat.login: hat for hat in demo_hats(on=today) if hat.county == county}
    return Cast(
        county,
        hats["hyl-deputy"],
        hats["hyl-congress"],
        hats["hyl-gov"],
        hats["hyl-handler"],
        hats["hyl-unithead"],
    )


def bring_papers(county: str, *, now: datetime) -> None:
    """Let the deputy's papers go their ways; nothing where there is a paper already."""
    now = told_as_of(now, desk(county).calendar)
    today = desk(county).today(now)
    if papers(county):
        return
    load_presets(county, ["henan-2017"])
    body = next(row for row in congresses(county, today) if row.area == county)
    load_presets(county, ["committee"], congress=body.id)
    for year in (today.year, (now - 80 * DAY).year):
        choose_scheme(county, body.id, year, "II", "示范：人大办公室通知")
    cast = cast_of(county, today)
    _market(cast, now)
    _covers(cast, now)
    _lights(cast, now)
    _parking(cast, now)
    drafting.submit(drafting.draft(cast.deputy, BOARDS, now=now - 2 * DAY), hat=cast.deputy, now=now - DAY)
    yard = drafting.draft(cast.deputy, YARD, now=now - DAY)
    drafting.open_to_sign(yard, is_open=True, hat=cast.deputy, now=now - DAY)
    _opinions(cast, now)
    _motion(cast, body.id, now)


def _market(cast: Cast, now: datetime) -> None:
    # Solved, rated, ended.
    key = _handed(cast, MARKET, now - 70 * DAY)
    answered(cast, key, "A", now - 40 * DAY, "已划定摊位，早六点至八点经营，城管定时清扫。")
    _rated(cast, key, "satisfied", now - 30 * DAY)
    rounds.close(key, "代表满意，办结。", hat=cast.clerk, now=now - 28 * DAY)


def _covers(cast: Cast, now: datetime) -> None:
    # In work with a promise; the deputy was not satisfied, so a second round runs; supervised as a key paper.
    key = _handed(cast, COVERS, now - 60 * DAY)
    plan = Plan("区政府分管负责人", "城建环资工委", "每月现场检查一次，逐处核对。", "主任会议第 8 次会议")
    overseeing.make_key(key, plan, hat=cast.clerk, now=now - 56 * DAY)
    due = desk(cast.county).today(now + 20 * DAY)
    promise = Commitment("更换三条路的松动井盖", "现场核查无松动、无缺失", due)
    answered(cast, key, "B", now - 20 * DAY, "已更换一部分，其余正在更换。", promise)
    _rated(cast, key, "dissatisfied", now - 12 * DAY)
    on = desk(cast.county).today(now - 8 * DAY)
    overseeing.note_oversight(
        key, "inspection", on, "抽看六处，两处仍然松动。", hat=cast.clerk, now=now - 8 * DAY
    )


def _lights(cast: Cast, now: datetime) -> None:
    # Planned with a promise; waits for the deputy's rating.
    key = _handed(cast, LIGHTS, now - 45 * DAY)
    due = desk(cast.county).today(now + 150 * DAY)
    promise = Commitment("三条背街增设路灯", "夜间现场查看全部点亮", due)
    answered(cast, key, "C", now - 4 * DAY, "列入明年城建计划，上半年分段实施。", promise)


def _parking(cast: Cast, now: datetime) -> None:
    # Just handed over to two units side by side.
    key = _registered(cast, PARKING, now - 6 * DAY)
    units = [(UNIT, Role.LEAD), ("zhujian", Role.CO)]
    handing.hand_over(key, units, hat=cast.government, now=now - 2 * DAY)


def _opinions(cast: Cast, now: datetime) -> None:
    said = "居民反映菜市场价格公示不清。"
    opinions.pass_on(cast.deputy, title="菜市场明码标价", words=said, addressee="shichang", now=now - 9 * DAY)
    opinions.pass_on(
        cast.deputy,
        title="夜间施工扰民",
        words="工地夜间浇筑，附近居民睡不好。",
        addressee=UNIT,
        now=now - 3 * DAY,
    )


def _motion(cast: Cast, congress: UUID, now: datetime) -> None:
    opens = desk(cast.county).today(now + 40 * DAY)
    session = motions.open_session(
        cast.clerk, congress=congress, name="示范：第五次会议", days=(opens, opens + 3 * DAY),
        motions_until=now + 41 * DAY, source="大会主席团第一次会议（示范）", now=now - 5 * DAY,
    )  # fmt: skip
    text = MotionText(
        "关于加强物业管理的议案", "老住宅区物业缺位，公共部位无人维修，居民多次反映。",
        "由常务委员会听取专项报告，作出决议，明确兜底管理和维修资金使用办法。",
    )  # fmt: skip
    key = motions.draft_motion(cast.deputy, session, text, now=now - 4 * DAY)
    motions.open_motion(key, is_open=True, hat=cast.deputy, now=now - 4 * DAY)


def _registered(cast: Cast, text: Text, at: datetime) -> UUID:
    key = drafting.draft(cast.deputy, text, now=at)
    drafting.submit(key, hat=cast.deputy, now=at)
    screening.register(key, one_matter=True, hat=cast.clerk, now=at + DAY)
    return key


def _handed(cast: Cast, text: Text, at: datetime) -> UUID:
    key = _registered(cast, text, at)
    handing.hand_over(key, [(UNIT, Role.LEAD)], hat=cast.government, now=at + 2 * DAY)
    handing.accept(key, hat=cast.handler, now=at + 3 * DAY)
    return key


def answered(cast: Cast, key: UUID, grade: str, at: datetime, words: str, *commitments: Commitment) -> None:
    on = desk(cast.county).today(at)
    handing.contact(key, way="on_site", on=on, words="与代表一同到现场察看。", hat=cast.handler, now=at)
    replying.draft_reply(
        key, words=words, grade=grade, commitments=commitments, hat=cast.handler, now=at + DAY
    )
    replying.sign_reply(key, hat=cast.head, now=at + 2 * DAY)
    replying.send_reply(key, UNIT, hat=cast.government, now=at + 3 * DAY)


def _rated(cast: Cast, key: UUID, result: str, at: datetime) -> None:
    reply = replies(cast.county, key)[-1].id
    rating.rate(key, reply, attitude="satisfied", result=result, hat=cast.deputy, now=at)
