"""What waits for one worker of the demo street? `python -m tests.faults.tasks LOGIN OTHER CATEGORY COUNT` makes it.

Made through the same door as real work: reports of the worker that the shift leader wants verified, and reports of
somebody else of which the worker may say "I saw it, too". Prints their ids as JSON.
"""

import json
import os
import sys
from uuid import UUID


def main() -> None:
    login, other, category, count = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")
    import django

    django.setup()
    from wangge.cases.services.acts import ActOn
    from wangge.cases.services.brought import Brought
    from wangge.foundation.ids import uuid7

    worker, leader = hat_of(login, "grid_worker"), hat_of("hyl-leader", "shift_leader")
    verify = reports(worker, worker.unit, category, int(count))
    voice = reports(hat_of(other), worker.unit, category, int(count))
    enter(leader, [ActOn(uuid7(), one, "ask_verify", Brought(words="请核实")) for one in verify])
    told = {"verify": [str(one) for one in verify], "voice": [str(one) for one in voice]}
    sys.stdout.write(json.dumps(told) + "\n")


def hat_of(login: str, kind: str = "") -> "Hat":  # type: ignore[name-defined]  # noqa: F821
    from django.utils import timezone

    from wangge.people.queries import account_by_login, hats

    return next(
        hat for hat in hats(account_by_login(login).id, on=timezone.localdate()) if kind in ("", hat.kind)
    )


def reports(hat: "Hat", unit: str, category: str, count: int) -> list[UUID]:  # type: ignore[name-defined]  # noqa: F821
    """Report so many matters in the middle of a unit."""
    from django.utils import timezone

    from wangge.cases.services.intake import Report
    from wangge.foundation.ids import uuid7
    from wangge.territory.queries import units

    lon, lat = units(hat.county)[unit].point
    made = [
        Report(uuid7(), category, timezone.now(), "grid", words="浸泡之前", lon=lon, lat=lat)
        for _ in range(count)
    ]
    enter(hat, made)
    return [one.id for one in made]


def enter(hat: "Hat", items: list[object]) -> None:  # type: ignore[name-defined]  # noqa: F821
    """Enter items a hundred at a time; none may be refused."""
    from django.utils import timezone

    from wangge.cases.services.batches import enter_all
    from wangge.rules.errors import Refused

    for first in range(0, len(items), 100):
        outcomes = enter_all(hat, items[first : first + 100], now=timezone.now())  # type: ignore[arg-type]
        assert not [one for one in outcomes if isinstance(one, Refused)], outcomes


if __name__ == "__main__":
    main()
