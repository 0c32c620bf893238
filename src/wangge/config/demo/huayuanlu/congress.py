"""What does the demo show of the standing committee's work? An inspection with drawn places, and a planned report."""

from datetime import datetime, timedelta
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from wangge.cases.queries.desk import desk
from wangge.congress.queries.activities import activities
from wangge.congress.queries.sites import sites_of
from wangge.congress.services.activities import Plan, Said, do_step, join_team, open_activity
from wangge.congress.services.clocks import load_clocks
from wangge.congress.services.sites import FrameWish, draw_sites, find, fix_frame
from wangge.deputies.policies import recused
from wangge.deputies.queries.seats import deputies_in_force
from wangge.people.queries import demo_hats
from wangge.rules.posts import PostKind

UNIT, PLACES, TEAM = "chengguan", 8, 3
FONT = str(files("wangge.ledgers") / "fonts" / "NotoSansCJKsc-Regular-GB2312.otf")
PAPER = (
    "执法检查方案（示范）",
    "一、检查窨井盖和占道经营整治情况。",
    "二、从已经办结的事项中公开抽取八处。",
    "三、现场逐处核看，如实记录。",
)
FOUND = ("settled", "settled", "not_settled", "settled", "not_found")


def let_committee_work(county: str, *, now: datetime) -> None:
    """Plan a report and begin an inspection; nothing where the committee has work already."""
    if activities(county):
        return
    today = desk(county).today(now)
    load_clocks(county, ["national", "henan"], from_on=today)
    clerk = next(
        hat for hat in demo_hats(on=today) if hat.county == county and hat.kind is PostKind.CONGRESS_CLERK
    )
    report = Plan(
        county, "special_report", "城市管理和网格化运行情况的专项工作报告", "听取十个到位的落实情况。", UNIT,
        meeting_on=today + timedelta(days=45),
    )  # fmt: skip
    open_activity(report, hat=clerk, now=now)
    inspection = Plan(
        county, "law_inspection", "窨井盖和占道经营整治情况的执法检查", "抽查已经办结的事项，看现场是否真正解决。",
        UNIT, begins_on=today + timedelta(days=12), meeting_on=today + timedelta(days=40),
    )  # fmt: skip
    key = open_activity(inspection, hat=clerk, now=now)
    do_step(key, "notify", Said("检查方案已送达。", "示人常办〔示〕1 号", file=_paper()), hat=clerk, now=now)
    people = [
        one.id
        for one in deputies_in_force(county, today)
        if not recused(county, one.id, department=UNIT, on=today)
    ]
    for number, person in enumerate(people[:TEAM]):
        join_team(key, person, leads=number == 0, hat=clerk, now=now)
    wish = FrameWish(today - timedelta(days=30), today, "", PLACES)
    draw_sites(
        fix_frame(key, wish, hat=clerk, now=now),
        seed="示范第 042 号",
        seed_source="会上公开抽取的号码",
        hat=clerk,
        now=now,
    )
    for site, finding in zip(sites_of(county, key), FOUND, strict=False):
        find(site.id, finding, "", hat=clerk, now=now)


def _paper() -> bytes:
    """Draw a page of an invented plan and return it as a PDF."""
    page, out = Image.new("L", (827, 1169), "white"), BytesIO()
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, 28)
    for number, line in enumerate(PAPER):
        pen.text((90, 120 + 60 * number), line, fill="black", font=font)
    page.save(out, "PDF", resolution=100)
    return out.getvalue()
