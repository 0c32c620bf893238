"""Is nothing lost, and nothing said twice without saying so, where the sender is killed half way through a batch?"""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from tests.notifications.sinks import Service, running
from tests.serving import WANGGE, database_of_its_own, environment_for, run_command
from tools.with_mosquitto import wait_until
from wangge.notifications.services.sending import AGAIN, PER_LANE

ROOT = Path(__file__).parents[2]
MESSAGES = 3 * PER_LANE
SET_UP = """
import sys
import django; django.setup()
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from tests.builders import COUNTY, make_office
from wangge.notifications.models import Delivery
from wangge.notifications.services.channels import open_channel
office = make_office()
for name, address in zip(("slow", "quick"), sys.argv[1:], strict=True):
    channel = open_channel(COUNTY, name, "chat", address, department="water", now=timezone.now())
    for number in range({messages}):
        Delivery.objects.create(
            county=COUNTY, channel=channel, event="case.dispatched", subject=uuid4(), is_digest=False,
            facts={{"number": f"N-{{number}}-", "occasion": "always"}}, made_at=timezone.now(), due_at=timezone.now(),
        )
"""
LATER = """
import django; django.setup()
from django.db.models import F
from wangge.notifications.models import Delivery
from wangge.notifications.services.sending import DEAD_AFTER
Delivery.objects.exclude(begun_at=None).update(begun_at=F("begun_at") - DEAD_AFTER)
"""
STATES = """
import django; django.setup()
from wangge.notifications.models import Delivery
print(Delivery.objects.count(), Delivery.objects.exclude(sent_at=None).filter(due_at=None).count())
"""


def told(environment: dict[str, str], code: str, *words: str) -> str:
    """Run a few lines beside the sender, on its database."""
    own = environment | {"DJANGO_SETTINGS_MODULE": "wangge.config.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=own, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def numbers(texts: list[str]) -> list[str]:
    return [found for text in texts for found in re.findall(r"N-(\d+)-", text)]


def test_a_sender_that_is_killed_in_the_middle_loses_nothing_and_marks_what_may_come_twice(
    tmp_path: Path,
) -> None:
    environment = environment_for(tmp_path / "home", database_of_its_own("notices_killed"))
    assert run_command(["init"], environment).returncode == 0
    with running(Service()) as slow, running(Service()) as quick:
        told(environment, SET_UP.format(messages=MESSAGES), slow.address, quick.address)
        slow.holds_at = PER_LANE // 2
        first = subprocess.Popen(
            [WANGGE, "notifications", "send"], env=environment, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: len(slow.taken) == slow.holds_at, "the slow channel takes nothing")
        wait_until(lambda: len(quick.taken) == MESSAGES, "the channel beside it waits")
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        slow.free.set()

        told(environment, LATER)
        again = run_command(["notifications", "send", "--once"], environment)

        assert again.returncode == 0, again.stderr
        assert told(environment, STATES).split() == [str(2 * MESSAGES)] * 2
        for service in (slow, quick):
            unmarked = [text for text in service.taken if not text.startswith(AGAIN["zh"])]
            assert set(numbers(service.taken)) == {str(number) for number in range(MESSAGES)}
            assert len(numbers(unmarked)) == len(set(numbers(unmarked)))
            assert len(service.taken) - len(set(numbers(service.taken))) <= PER_LANE
        assert len(slow.taken) > MESSAGES, "the sender was killed where nothing was under way"
