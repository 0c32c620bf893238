"""What does the demo street show of evaluation? A sheet in force, last month frozen, an objection that waits."""

from datetime import datetime, timedelta

from wangge.cases.queries.desk import desk
from wangge.cases.queries.listing import Filters, page_of
from wangge.evaluation.queries.sheets import presets, sheets
from wangge.evaluation.services.freezing import freeze
from wangge.evaluation.services.objecting import object_to
from wangge.evaluation.services.sheets import draft_sheet, publish_sheet
from wangge.people.queries import demo_hats
from wangge.rules.figures import Figure
from wangge.rules.periods import Period

STREET = "410105002"
IN_FORCE, DRAFT, LINE = "jinniu", "ten_in_place", "on_time"
REASON = "示范：道路封闭施工期间无法进场，请剔除。"


def score_street(county: str, *, now: datetime) -> None:
    """Publish a sheet, freeze the street's last month and object to one case of it; nothing where a sheet is kept."""
    if sheets(county):
        return
    today = desk(county).today(now)
    by_login = {hat.login: hat for hat in demo_hats(on=today) if hat.county == county}
    maker, speaker = by_login["hyl-admin"], by_login["hyl-owner"]
    month = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    sheet = draft_sheet(presets()[IN_FORCE], hat=maker)
    publish_sheet(sheet, from_on=today.replace(year=today.year - 1, month=1, day=1), hat=maker, now=now)
    draft_sheet(presets()[DRAFT], hat=maker)
    result = freeze(sheet, STREET, month, hat=maker, now=now)
    for figure in (Figure.OVERDUE, Figure.ON_TIME):
        counted = page_of(speaker, Filters(figure=figure, unit=STREET, period=Period(month))).rows
        if counted:
            object_to(result, LINE, counted[0].number, REASON, hat=speaker, now=now)
            return
