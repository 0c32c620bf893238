"""The paper of a notice: what it is about, its way and what was said; and the door to it from the work page."""

from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation

from wangge.accountability.queries.notices import notice_by_id, said_about, waiting_for
from wangge.accountability.views.pages import ACTS, BREACHES, OUTCOMES, STAGES, about, unit_named
from wangge.cases.queries.desk import desk
from wangge.foundation.ids import row_key
from wangge.ledgers.printing import fill
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS
from wangge.rules.accountability import Act, Breach, Outcome, Stage
from wangge.rules.posts import PostKind
from wangge.rules.sheets import Form, Record


@hat_required
def paper(request: HatRequest, notice_id: str) -> HttpResponse:
    """One notice as PDF; official papers are Chinese, whatever language a page is read in."""
    now = timezone.now()
    row = notice_by_id(request.hat, row_key(notice_id), now=now)
    zone = desk(request.hat.county).calendar.zone
    with translation.override("zh-hans"):
        record: Record = {
            "county": desk(request.hat.county).setup.zh, "unit": unit_named(request.hat.county, row.addressed),
            "breach": str(BREACHES[Breach(row.breach)]), "source": row.source, "number": about(row)["name"],
            "noticed_at": f"{row.noticed_at.astimezone(zone):%Y-%m-%d %H:%M}", "stage": str(STAGES[Stage(row.stage)]),
            "due_at": f"{row.due_at.astimezone(zone):%Y-%m-%d %H:%M}" if row.due_at else "–",
            "outcome": str(OUTCOMES[Outcome(row.outcome)]) if row.outcome else "–",
            "measure": f"{row.measure_zh}（{row.counts_from} 至 {row.counts_until}）" if row.measure_zh else "–",
            "printed_at": f"{now.astimezone(zone):%Y-%m-%d %H:%M}",
            "said": [
                {
                    "act": str(ACTS[Act(one.act)]), "post": str(POST_WORDS[PostKind(one.post_kind)]),
                    "at": f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}", "words": one.words,
                }
                for one in said_about(request.hat.county, row.id)
            ],
        }  # fmt: skip
    response = HttpResponse(fill(Form.TYPST, _template(), record, at=now), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="notice-{row.number}.pdf"'
    return response


def answers_awaited(request: HttpRequest, _key: str) -> str:
    """A line on the work page for notices and questions that wait for a word of this post's unit."""
    hat = getattr(request, "hat", None)
    notices, questions = waiting_for(hat) if hat else (0, 0)
    context = {"notices": notices, "questions": questions}
    return render_to_string("accountability/_waiting.html", context) if notices or questions else ""


@cache
def _template() -> bytes:
    return (files("wangge.accountability") / "data" / "notice.typ").read_bytes()
