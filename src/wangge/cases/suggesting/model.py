"""Which kinds fit these words? A linear model over characters and pairs, read from a file without pickle.

It needs NumPy, so it stands here and not in `rules`; what it weighs is made by `rules.wording`. One sum over the
rows of the grams that occur: well under a millisecond, and a file of at most 20 MB.
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wangge.rules.errors import Refused
from wangge.rules.wording import grams

VERSION = 1
CELLS_MOST = 8_000_000  # grams x labels, two bytes each: 16 MB


@dataclass(frozen=True, slots=True)
class Told:
    """What a model says of itself: what it learned from, and how well it did on lines it had not seen."""

    trained_at: str
    lines: int
    labels: int
    unseen: int
    top1: float
    top3: float
    macro_f1: float


@dataclass(frozen=True)
class Model:
    """Weights by gram and label; `grams` is sorted."""

    labels: tuple[str, ...]
    grams: NDArray[np.uint32]
    rarity: NDArray[np.float32]  # how much a gram counts, by how few lines hold it
    weights: NDArray[np.float16]
    bias: NDArray[np.float32]
    told: Told

    def scores(self, words: str) -> NDArray[np.float32] | None:
        """Return a score for each label; None where no gram of the words is known."""
        found = grams(words)
        asked = np.fromiter(found.keys(), dtype=np.uint32, count=len(found))
        weighed = np.fromiter(found.values(), dtype=np.float32, count=len(found))
        places = np.searchsorted(self.grams, asked)
        places[places == len(self.grams)] = 0
        is_known = self.grams[places] == asked
        places, weighed = places[is_known], weighed[is_known]
        if not len(places):
            return None
        weighed = weighed * self.rarity[places]
        weighed /= np.sqrt(np.sum(weighed**2))
        scored: NDArray[np.float32] = weighed @ self.weights[places].astype(np.float32) + self.bias
        return scored

    def suggest(self, words: str, *, among: Collection[str] | None = None, most: int = 3) -> list[str]:
        """Return the labels that fit best, the best first; none where nothing of the words is known."""
        scored = self.scores(words)
        if scored is None:
            return []
        ranked = (self.labels[place] for place in np.argsort(-scored))
        fitting = [label for label in ranked if among is None or label in among]
        return fitting[:most]

    def save(self, file: Path) -> None:
        """Write the model whole or not at all."""
        arrays = self._arrays()
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".npz", delete=False) as out:
            np.savez_compressed(out, allow_pickle=False, version=VERSION, sha256=_digest(arrays), **arrays)
        Path(out.name).replace(file)

    def _arrays(self) -> dict[str, NDArray[np.generic]]:
        told = np.array(json.dumps(asdict(self.told), sort_keys=True))
        return {"labels": np.array(self.labels), "grams": self.grams, "rarity": self.rarity,
                "weights": self.weights, "bias": self.bias, "told": told}  # fmt: skip


def load_model(file: Path) -> Model:
    """Read a model; refuse `suggestion.no_model`, or `suggestion.broken_model` for another version or changed bytes."""
    if not file.is_file():
        raise Refused("suggestion.no_model", file=file.name)
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            version, sha256 = int(kept["version"]), str(kept["sha256"])
            arrays = {name: kept[name] for name in ("labels", "grams", "rarity", "weights", "bias", "told")}
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as fault:
        raise Refused("suggestion.broken_model", file=file.name) from fault
    if version != VERSION or sha256 != _digest(arrays):
        raise Refused("suggestion.broken_model", file=file.name)
    return Model(
        tuple(arrays["labels"].tolist()), arrays["grams"], arrays["rarity"], arrays["weights"], arrays["bias"],
        Told(**json.loads(str(arrays["told"]))),
    )  # fmt: skip


def _digest(arrays: dict[str, NDArray[np.generic]]) -> str:
    hashed = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        hashed.update(f"{name}:{array.dtype.str}:{array.shape}".encode())
        hashed.update(array.tobytes())
    return hashed.hexdigest()
