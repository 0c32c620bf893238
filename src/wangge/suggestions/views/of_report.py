"""Which suggestions stand in a deputy's report, and what came of each?"""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.reports import report
from wangge.foundation.ids import row_key
from wangge.rules.suggestions import ReplyStage
from wangge.suggestions.queries.papers import PaperRow, papers
from wangge.suggestions.queries.work import replies
from wangge.suggestions.views import naming


def suggestions_of_report(request: HttpRequest, key: str) -> SafeString | str:
    """On a report's page: the papers that the deputy led and that were registered in its days, as they stand now."""
    hat = getattr(request, "hat", None)
    asked = request.resolver_match.kwargs.get("county", "") if request.resolver_match else ""
    row = report(asked or (hat.county if hat else ""), row_key(key))
    known = desk(row.county)
    led = [
        one for one in papers(row.county, deputy=row.deputy, shown=True)
        if one.deputy == row.deputy and one.registered_at
        and row.from_on <= known.today(one.registered_at) < row.until_on
    ]  # fmt: skip
    context = {"county": row.county, "rows": [_told(one) for one in led]}
    return render_to_string("suggestions/_of_report.html", context, request)


def _told(row: PaperRow) -> dict[str, object]:
    sent = [
        one for one in replies(row.county, row.id)
        if one.stage is ReplyStage.SENT and one.round_no == row.round_no
    ]  # fmt: skip
    return {
        "row": row, "stage": naming.STAGES[row.state], "title": row.public_title or row.title,
        "grades": [naming.grade_words(row.county, row.scheme, one.grade) for one in sent],
    }  # fmt: skip
