"""What does the demo show of the people's congress? Deputies first, then what they and their offices do."""

from datetime import datetime

from wangge.config.demo.huayuanlu.congress import let_committee_work
from wangge.config.demo.huayuanlu.deputies import seat_deputies
from wangge.config.demo.huayuanlu.deputy_groups import let_groups_meet
from wangge.config.demo.huayuanlu.deputy_work import let_deputies_work


def convene(county: str, *, now: datetime) -> None:
    """Seat the deputies and let them work; each part leaves alone what is there already."""
    from wangge.config.demo.huayuanlu.joined import join_facts
    from wangge.config.demo.huayuanlu.suggestions import bring_papers

    seat_deputies(county, now=now)
    let_deputies_work(county, now=now)
    let_groups_meet(county, now=now)
    bring_papers(county, now=now)
    join_facts(county, now=now)
    let_committee_work(county, now=now)
