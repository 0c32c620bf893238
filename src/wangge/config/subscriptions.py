"""Who hears of what happened? The whole list.

Sleeping phones hear of it apart (field.services.push, by its own cursor in a process of its own): what talks to
others' servers must hold up nobody here.
"""

from wangge.accountability.services.notices import note_missed
from wangge.cases.services.folding import catch_up, fold_batch
from wangge.deputies.services.matters import note_erased
from wangge.foundation.sequencing import Consumer
from wangge.notifications.services.noting import note
from wangge.reporters.services.hotline_acts import note_first_receivers
from wangge.suggestions.services.facts import CONSUMER as CHAIN
from wangge.suggestions.services.facts import note_turns

# The tables that are read in many orders, whose sizes SQLite must know.
SIZED = ("cases_case",)

CONSUMERS = [
    Consumer("figures", fold_batch, catch_up),
    Consumer("hotline_leads", note_first_receivers),  # 首接负责: who received an order's case first
    Consumer("notifications", note),
    Consumer("deputy_matters", note_erased),  # words that went from a case go from the matter that it was
    Consumer("missed_promises", note_missed),  # each brings its department one notice, where a rule says so
    Consumer(CHAIN, note_turns),  # what became of a matter, told on its receipt
]
