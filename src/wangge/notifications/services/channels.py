"""Who sets a county's table and its channels?"""

from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.notifications.models import Channel, Rulebook
from wangge.notifications.queries.book import read_book
from wangge.people.queries import departments
from wangge.reporters.services.sealing import seal
from wangge.rules.alarms import AlarmKind
from wangge.rules.errors import Refused
from wangge.rules.notices import Means
from wangge.rules.validity import speaks_of
from wangge.territory.queries import units

LANGUAGES = ("zh", "en")


def load_book(county: str, text: str, *, from_on: date, source: str, now: datetime) -> None:
    """Let a county's own table hold from a day on.

    Refuses what `read_book` refuses, and `notice.kind_unknown` where a row asks for a kind that nothing is of.
    """
    known = [*desk(county).categories, *AlarmKind]
    for number, rule in enumerate(read_book(text, source).rules, 1):
        for asked in rule.kinds:
            if not any(speaks_of(asked, kind) for kind in known):
                raise Refused("notice.kind_unknown", row=number, field="kinds", value=asked[:80])
    with writing():
        row, _ = Rulebook.objects.update_or_create(
            county=county, from_on=from_on, defaults={"source": source[:200], "text": text}
        )
        record(
            county=county, subject=row.id, kind="notices.ruled", at=now, payload={"from": from_on.isoformat()}
        )


def open_channel(
    county: str,
    name: str,
    means: str,
    address: str,
    *,
    unit: str = "",
    department: str = "",
    language: str = "zh",
    now: datetime,
) -> UUID:
    """Open a channel, or give one of this name another address; return its id.

    Refuses `notice.means_unknown`, `notice.channel_whose`, `notice.address_empty`, `notice.language_unknown`.
    """
    if means not in set(Means):
        raise Refused("notice.means_unknown", field="means", value=means[:20], known=", ".join(Means))
    if language not in LANGUAGES:
        raise Refused("notice.language_unknown", field="language", value=language[:8])
    if not address.strip():
        raise Refused("notice.address_empty", field="address")
    is_known = unit in units(county) if unit else department in departments(county)
    if bool(unit) == bool(department) or not is_known:
        raise Refused("notice.channel_whose", field="unit", value=(unit or department)[:32])
    with writing():
        row, _ = Channel.objects.update_or_create(
            county=county, name=name[:64],
            defaults={"means": means, "unit": unit, "department": department, "language": language,
                      "address": seal(address.strip()), "is_on": True},
        )  # fmt: skip
        told = {"means": means, "unit": unit, "department": department}
        record(county=county, subject=row.id, kind="channel.opened", at=now, payload=told)
    return row.id


def close_channel(county: str, name: str, *, now: datetime) -> None:
    """Send nothing more through a channel; refuse `notice.channel_unknown`."""
    with writing():
        row = Channel.objects.filter(county=county, name=name, is_on=True).first()
        if row is None:
            raise Refused("notice.channel_unknown", field="name", value=name[:64])
        row.is_on = False
        row.save(update_fields=["is_on"])
        record(county=county, subject=row.id, kind="channel.closed", at=now, payload={})
