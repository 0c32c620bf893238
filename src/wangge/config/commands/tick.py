"""`wangge tick`: marks what fell overdue and keeps the day roots, once or until stopped."""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from wangge.accountability.services.asking import ask_all
from wangge.accountability.services.notices import notice_all
from wangge.alarms.services.devices import mark_silent
from wangge.alarms.services.stills import expire_stills
from wangge.analysis.services.ahead import look_ahead_nightly
from wangge.analysis.services.hotspots import look_nightly
from wangge.analysis.services.recurring import recurring_nightly
from wangge.bulletins.services.drafting import draft_due
from wangge.bulletins.services.signing import remind_unsigned
from wangge.cases.services.clocks import mark_overdue
from wangge.cases.services.photos import expire_originals
from wangge.config.commands.stopping import stop_signal
from wangge.deputies.services.acts import tell_due
from wangge.deputies.services.matters import ask_due
from wangge.deputies.services.matters import expire_contacts as expire_deputies_contacts
from wangge.deputies.services.receptions import plan_all
from wangge.field.services.tus import expire_uploads
from wangge.foundation.audit import keep_day_roots
from wangge.foundation.worker import each_apart, run_ticker
from wangge.notifications.services.forgetting import forget_old
from wangge.notifications.services.noting import note_unsigned
from wangge.people.services.emergencies import close_expired
from wangge.reporters.services.withdrawing import expire_contacts, scrub_when_due
from wangge.suggestions.services.clusters import search_nightly
from wangge.suggestions.services.facts import check_facts
from wangge.suggestions.services.promises import watch_promises
from wangge.suggestions.services.rounds import remind_all

EVERY_SECONDS = 15.0
Job = Callable[..., int]
JOBS: Sequence[Job] = (
    mark_overdue, close_expired, expire_originals, expire_contacts, note_unsigned, forget_old, mark_silent,
    expire_stills, expire_uploads, notice_all, ask_all, draft_due, remind_unsigned, ask_due, expire_deputies_contacts,
    tell_due, remind_all, watch_promises, check_facts, plan_all, keep_day_roots, scrub_when_due, look_nightly,
    recurring_nightly, look_ahead_nightly, search_nightly,
)  # fmt: skip
HOURLY = {notice_all}  # what reads much: every late case of two months
HOUR = timedelta(hours=1)
_ran: dict[Job, datetime] = {}  # of this process


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser("tick", help="mark what fell overdue, keep the day roots")
    parser.add_argument(
        "--forever", action="store_true", help=f"again every {EVERY_SECONDS:.0f} s until stopped"
    )
    parser.set_defaults(run=run)


def tick(now: datetime, jobs: Sequence[Job] = JOBS) -> None:
    """Do every job that is due; one that fails is raised only after all others had their turn."""
    due = [job for job in jobs if job not in _ran or now - _ran[job] >= HOUR]
    _ran.update((job, now) for job in due if job in HOURLY)
    each_apart(due, lambda job: job(now=now))


def run(args: argparse.Namespace) -> int:
    if args.forever:
        run_ticker(tick, stop_signal(), EVERY_SECONDS)
    else:
        tick(timezone.now())
    return 0
