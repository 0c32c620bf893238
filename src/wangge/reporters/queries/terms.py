"""What does a county promise its reporters today?"""

from datetime import datetime

from wangge.cases.queries.desk import desk
from wangge.reporters.models import AnswerTerm
from wangge.rules.answering import AnswerTerms, terms_on


def terms_of(county: str, now: datetime) -> AnswerTerms:
    """Return the terms in force; ours, marked as an assumption, where the county has set none. One statement."""
    rows = AnswerTerm.objects.filter(county=county).order_by("-from_on")
    known = [
        AnswerTerms(
            row.from_on, row.reopen_days, row.contact_days, row.says_per_hour, row.tries_per_hour, row.source
        )
        for row in rows
    ]
    return terms_on(known, desk(county).today(now))
