"""Who hears of what happened? The whole list."""

from wangge.cases.services.folding import fold_batch
from wangge.foundation.sequencing import Consumer

CONSUMERS = [
    Consumer("figures", fold_batch),
]
