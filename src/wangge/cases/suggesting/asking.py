"""Which three kinds do these words suggest in this county? Empty until a model was trained; never in the way."""

import logging
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from wangge.cases.queries.desk import desk
from wangge.cases.queries.lessons import suggested_kinds
from wangge.cases.suggesting.model import Model, load_model
from wangge.rules.errors import Refused

log = logging.getLogger("wangge.suggesting")

OFFERED, LOOKED_AT = 3, 9
LETTERS_LEAST = 2


def model_file(county: str) -> Path:
    """Return where a county's model lies."""
    return Path(settings.WANGGE_HOME) / "models" / f"categories-{county}.npz"


def suggested(county: str, words: str) -> list[str]:
    """Return up to three kinds that fit the words, the best first; none without a model that can be read."""
    if len(words.strip()) < LETTERS_LEAST:
        return []
    file = model_file(county)
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        return []
    model = _kept(file, changed)
    if model is None:
        return []
    ranked = model.suggest(words, among=suggested_kinds(county), most=LOOKED_AT)
    # Two catalogues in use may name one kind alike: the likelier of them is enough.
    names = desk(county).categories
    return list({names[key].zh: key for key in reversed(ranked)}.values())[::-1][:OFFERED]


@lru_cache(maxsize=16)  # counties served by one process; a new file is another key
def _kept(file: Path, changed: int) -> Model | None:  # noqa: ARG001 - the key
    try:
        return load_model(file)
    except Refused as refused:
        # A report is never held up by a spoilt model; `wangge categories check` tells of it.
        log.warning("%s: %s", refused.code, file.name)
        return None
