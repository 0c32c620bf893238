"""How do the packaged kinds of matter that a deputy does not take become a county's dated rows?"""

import tomllib
from datetime import date
from importlib.resources import files

from wangge.deputies.models import Advice
from wangge.foundation.locking import writing


def load_advice(county: str, *, from_on: date) -> int:
    """Keep the packaged rows from a day on; what is there stays. Return how many were new."""
    text = (files("wangge.deputies") / "data" / "advice.toml").read_text(encoding="utf-8")
    new = 0
    with writing():
        for row in tomllib.loads(text)["rows"]:
            code = row.pop("code")
            _, is_new = Advice.objects.get_or_create(county=county, code=code, from_on=from_on, defaults=row)
            new += is_new
    return new
