"""What bulletins does the demo street have? Last week's issued and signed for by one, last month's a draft."""

from datetime import datetime, timedelta

from wangge.bulletins.queries.kept import bulletins
from wangge.bulletins.services.drafting import draft, remark
from wangge.bulletins.services.issuing import issue
from wangge.bulletins.services.series import begin_series, send_to
from wangge.bulletins.services.signing import sign
from wangge.cases.queries.desk import desk
from wangge.people.queries import demo_hats
from wangge.rules.bulletins import Cadence, before, running
from wangge.rules.posts import PostKind

STREET, DEPARTMENT = "410105002", "chengguan"
ASSUMED = "示范数据：本项目拟定"
WORDS = "示范：本周占道经营较上周增多，已商城管部门早晚错峰巡查。"
READERS = (PostKind.ACCOUNTABLE, PostKind.SHIFT_LEADER, PostKind.OVERSEER)


def report_street(county: str, *, now: datetime) -> None:
    """Begin the series, issue last week's bulletin and draft last month's; nothing where there is one."""
    today = desk(county).today(now)
    by_login = {hat.login: hat for hat in demo_hats(on=today) if hat.county == county}
    owner, overseer = by_login["hyl-owner"], by_login["hyl-overseer"]
    if bulletins(owner):
        return
    since = today - timedelta(days=60)
    for cadence in Cadence:
        begin_series(county, STREET, cadence, from_on=since, source=ASSUMED)
        for post in READERS:
            send_to(county, STREET, cadence, post=post, at_unit=STREET, from_on=since, source=ASSUMED)
        send_to(
            county,
            STREET,
            cadence,
            post=PostKind.HANDLER,
            department=DEPARTMENT,
            from_on=since,
            source=ASSUMED,
        )
    weekly = draft(STREET, before(running(Cadence.WEEK, today)), hat=owner, now=now)
    remark(weekly, WORDS, hat=owner, now=now)
    issue(weekly, hat=owner, now=now)
    sign(weekly, hat=overseer, now=now)
    draft(STREET, before(running(Cadence.MONTH, today)), hat=owner, now=now)
