"""What does the demo show of the people's congress? Deputies first, then what they and their offices do."""

from datetime import datetime

from wangge.config.demo.huayuanlu.congress import let_committee_work
from wangge.config.demo.huayuanlu.deputies import seat_deputies


def convene(county: str, *, now: datetime) -> None:
    """Seat the deputies and let them work; each part leaves alone what is there already."""
    from wangge.config.demo.huayuanlu.suggestions import bring_papers

    seat_deputies(county, now=now)
    bring_papers(county, now=now)
    let_committee_work(county, now=now)
