"""How does a county say which reading of a rate it goes by?"""

from datetime import date, datetime

from wangge.evaluation.models import RateVariant
from wangge.evaluation.policies import refuse_makers
from wangge.evaluation.queries.readings import reading
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.words import fitting


def choose_reading(code: str, *, from_on: date | None, source: str, hat: Hat, now: datetime) -> None:
    """Let a packaged reading hold for periods that begin on a day or later.

    Refuses `evaluation.not_yours`, `evaluation.unknown_reading`, `evaluation.no_day`, `evaluation.no_source`.
    """
    refuse_makers(hat)
    chosen = reading(code)
    if from_on is None:
        raise Refused("evaluation.no_day", field="from_on")
    if not source.strip():
        raise Refused("evaluation.no_source", field="source")
    with writing():
        rows = RateVariant.objects.filter(county=hat.county, rate=chosen.rate)
        rows.filter(until_on=None, from_on__lt=from_on).update(until_on=from_on)
        row, _ = RateVariant.objects.update_or_create(
            county=hat.county, rate=chosen.rate, from_on=from_on,
            defaults={
                "variant": code, "formula": chosen.formula.text, "until_on": None,
                "source": fitting(source, "source", 200),
            },
        )  # fmt: skip
        payload = {"rate": chosen.rate, "code": code, "from_on": from_on.isoformat(), "post": hat.post_id.hex}
        record(
            county=hat.county, subject=row.pk, kind="evaluation.reading_chosen", at=now, payload=payload,
            actor=hat.account_id.hex,
        )  # fmt: skip
