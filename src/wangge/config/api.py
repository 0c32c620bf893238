"""The JSON API: one OpenAPI document, refusals as problem+json."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from wangge.cases.api import router as cases_router
from wangge.cases.things_api import router as things_router
from wangge.foundation.refusals import answer
from wangge.rules.errors import Refused
from wangge.territory.api import router as territory_router

api = NinjaAPI(title="wangge", version="1", docs_url=None)
api.add_router("/territory", territory_router)
api.add_router("/cases", cases_router)
api.add_router("/things", things_router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, exc: Refused) -> HttpResponse:
    return answer(request, exc)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    first = exc.errors[0]
    field = ".".join(str(part) for part in first["loc"][2:] or first["loc"][1:])
    return answer(request, Refused("request.invalid", field=field, reason=first["msg"]))
