"""Who is on duty in the street's room this week and the next, and the shift that is going on."""

from datetime import datetime, timedelta

from wangge.cases.queries.desk import desk
from wangge.opscentre.queries.shifts import shifts
from wangge.opscentre.services.shifts import open_shift, write_entry
from wangge.people.hats import Hat
from wangge.people.queries import holders
from wangge.people.services.rosters import PATTERN_COLUMNS, generate, set_patterns
from wangge.rules.posts import PostKind

ROOM = (PostKind.SHIFT_LEADER, PostKind.DUTY_OFFICER, PostKind.INTAKE_CLERK, PostKind.DISPATCHER)
TURNS = (("08:00", "20:00"), ("20:00", "08:00"))
SOURCE = "our assumption"
WRITTEN = "与各社区通话试线正常，花园路一带无积水。"


def staff_room(county: str, unit: str, *, now: datetime) -> None:
    """Put the room's posts on duty in two turns a day, two posts each, and begin the shift that goes on."""
    today = desk(county).today(now)
    room = [hat for hat in holders(county, [unit], on=today) if hat.kind in ROOM and not hat.department]
    if not room:
        return
    first = today - timedelta(days=today.weekday())
    lines = [",".join(PATTERN_COLUMNS)]
    for weekday in range(7):
        for place, (begins, ends) in enumerate(TURNS):
            lines += [
                f"{unit},{hat.login},{hat.kind},{weekday + 1},{begins},{ends},{first},"
                for hat in _pair(room, weekday + place)
            ]
    set_patterns(county, lines, source=SOURCE)
    generate(county, unit, first, first + timedelta(days=13), now=now)
    if not shifts(county, unit):
        keeper = room[0]
        key = open_shift(keeper, unit, now=now - timedelta(hours=1))
        write_entry(keeper, key, WRITTEN, now=now - timedelta(minutes=40))


def _pair(room: list[Hat], place: int) -> list[Hat]:
    return list(
        {hat.post_id: hat for hat in (room[place % len(room)], room[(place + 1) % len(room)])}.values()
    )
