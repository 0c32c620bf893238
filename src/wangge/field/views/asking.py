"""The phone asks about a report before it is sent."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.field.access import PhoneRequest, phone_required
from wangge.field.queries.asking import Question, asked
from wangge.field.reading import as_number, as_text, read_object
from wangge.field.views.bundle import COMPACT

ACCURACY_MOST = 100_000.0  # metres; beyond that a point says nothing


@never_cache
@require_POST
@phone_required
def ask(request: PhoneRequest) -> HttpResponse:
    """Whose place, whose work, until when, is it this one, which kind?"""
    told = asked(request.hat, _question(request), now=timezone.now())
    return JsonResponse(told, json_dumps_params=COMPACT)


def _question(request: HttpRequest) -> Question:
    said = read_object(request.body, "body")
    return Question(
        category=as_text(said.get("category"), "category"), lon=as_number(said.get("lon"), "lon"),
        lat=as_number(said.get("lat"), "lat"),
        accuracy_m=min(max(as_number(said.get("accuracy_m"), "accuracy_m") or 0.0, 0.0), ACCURACY_MOST),
        crs=as_text(said.get("crs"), "crs"), words=as_text(said.get("words"), "words"),
    )  # fmt: skip
