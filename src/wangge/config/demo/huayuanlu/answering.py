"""Which notices wait for a unit's statement in the demo street, and which questions is a community asked?"""

from datetime import datetime, timedelta

from wangge.accountability.services.asking import ask_month, last_whole
from wangge.accountability.services.notices import notice_breaches
from wangge.accountability.services.rules import set_up
from wangge.cases.queries.desk import desk

RULED_FOR = timedelta(days=30)


def call_to_answer(county: str, *, now: datetime) -> None:
    """Keep the packaged rules and let them speak once; what is there already stays."""
    set_up(county, from_on=desk(county).today(now - RULED_FOR).replace(day=1))
    notice_breaches(county, now=now)
    ask_month(county, last_whole(county, now), now=now)
