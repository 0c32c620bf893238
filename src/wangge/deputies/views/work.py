"""代表的工作页: what waits for me, and what of this month's duty is done?"""

from django.http import HttpResponse
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.work import deputy_work
from wangge.deputies.views.showing import act_lines, duty_line, own_deputy, rendered, waiting_lines
from wangge.people.access import HatRequest, hat_required

LEFT_MOST = 20


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Show a deputy, phone first, the matters that wait and the duty record of the running period."""
    own, county = own_deputy(request), request.hat.county
    today = desk(county).today(timezone.now())
    is_all = request.GET.get("left") == "all"
    found = deputy_work(county, own.id, today, left_most=None if is_all else LEFT_MOST)
    context = {
        "deputy": own, "county": county, "today": today, "seats": found.seats,
        "duties": [duty_line(county, own.id, one) for one in found.duties],
        "sent_back": act_lines(county, found.sent_back), "open": waiting_lines(county, found.open),
        "left": waiting_lines(county, found.left), "left_n": found.left_n, "reports": found.reports,
    }  # fmt: skip
    return rendered(request, "deputies/work.html", context)
