"""A county sets what it promises its reporters, from a day on."""

from wangge.foundation.locking import writing
from wangge.reporters.models import AnswerTerm
from wangge.rules.answering import AnswerTerms
from wangge.rules.errors import Refused

DAYS_MOST = 366
VISITS_MOST = 1000


def set_terms(county: str, terms: AnswerTerms) -> None:
    """Set a county's terms from a day on; refuse `reporters.terms_unreadable` naming the field."""
    limits = {
        "reopen_days": DAYS_MOST, "contact_days": DAYS_MOST, "says_per_hour": VISITS_MOST,
        "tries_per_hour": VISITS_MOST,
    }  # fmt: skip
    for field, most in limits.items():
        if not 1 <= getattr(terms, field) <= most:
            raise Refused("reporters.terms_unreadable", field=field, most=most)
    if not terms.source.strip():
        raise Refused("reporters.terms_unreadable", field="source", most=200)
    with writing():
        AnswerTerm.objects.update_or_create(
            county=county, from_on=terms.from_on,
            defaults={
                "reopen_days": terms.reopen_days, "contact_days": terms.contact_days,
                "says_per_hour": terms.says_per_hour, "tries_per_hour": terms.tries_per_hour,
                "source": terms.source.strip(),
            },
        )  # fmt: skip
