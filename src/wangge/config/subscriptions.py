"""Who hears of what happened? The whole list."""

from wangge.cases.services.folding import fold_batch
from wangge.foundation.sequencing import Consumer

# The tables that are read in many orders, whose sizes SQLite must know.
SIZED = ("cases_case",)

CONSUMERS = [
    Consumer("figures", fold_batch),
]
