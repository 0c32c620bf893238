"""What waits for one worker of a small street? `python -m tests.faults.tasks COUNT` makes street, office and work.

Made through the same door as real work, in a home that `wangge init` has made: reports of the worker that the shift
leader wants verified, and reports of the neighbour of which the worker may say "I saw it, too". Prints ids as JSON.
"""

import json
import os
import sys
from typing import Any

LOGIN, PASSWORD = "worker", "correct horse"
GRID, HEAP = "410105002001001", "zz-ledger:event:0801"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")
    import django

    django.setup()
    from django.utils import timezone

    from tests.builders import a_report, make_office
    from wangge.cases.services.acts import ActOn
    from wangge.cases.services.batches import enter_all
    from wangge.cases.services.brought import Brought
    from wangge.foundation.ids import uuid7
    from wangge.rules.errors import Refused

    def enter(hat: Any, items: list[Any]) -> None:
        for first in range(0, len(items), 100):
            outcomes = enter_all(hat, items[first : first + 100], now=timezone.now())
            assert not [one for one in outcomes if isinstance(one, Refused)], outcomes

    office, now, count = make_office(password=PASSWORD), timezone.now(), int(sys.argv[1])
    verify, voice = (
        [a_report(GRID, id=uuid7(), at=now, category=HEAP, words="浸泡之前") for _ in range(count)]
        for _ in range(2)
    )
    enter(office.worker, verify)
    enter(office.neighbour, voice)
    enter(office.leader, [ActOn(uuid7(), one.id, "ask_verify", Brought(words="请核实")) for one in verify])
    told = {"verify": [str(one.id) for one in verify], "voice": [str(one.id) for one in voice]}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
