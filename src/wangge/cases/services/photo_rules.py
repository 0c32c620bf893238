"""Which kinds need a photo and why, and how long is the unmasked original of one kept?"""

import csv
from importlib.resources import files

from wangge.cases.models import Category


def load_photo_rules() -> int:
    """Load the packaged rows of data/photos.csv; what was set already stays. Returns how many were loaded."""
    loaded = 0
    with files("wangge.cases").joinpath("data", "photos.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = ":".join((row["scheme"], row["kind"], row["code"]))
            unset = Category.objects.filter(key=key, photo_reason="", original_days=None)
            loaded += unset.update(photo_reason=row["photo_reason"], original_days=int(row["original_days"]))
    return loaded
