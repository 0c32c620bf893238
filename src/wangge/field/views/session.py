"""The phone's log-in: who am I, in which post, and under which keys?"""

import base64

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token, rotate_token
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from wangge.field.access import PhoneRequest, Worn, forget, phone_required, remember
from wangge.field.keys import moment, receipt_key, seal_key
from wangge.field.reading import as_object, as_text, as_uuid, as_uuid_or_none, read_object
from wangge.field.services.devices import register
from wangge.people.hats import Hat
from wangge.people.queries import account_by_id, hats, unit_names
from wangge.people.services.accounts import log_in
from wangge.people.services.posts import choose_hat
from wangge.rules.errors import Refused

PROTOCOL = 1


@never_cache
@require_http_methods(["GET", "POST", "PUT", "DELETE"])
def session(request: HttpRequest) -> HttpResponse:
    """Say who the phone is, let it in, change its hat, let it go."""
    get_token(request)  # what writes later needs the cookie, whether anybody has logged in or not
    doors = {"GET": _tell, "POST": _come_in, "PUT": _wear, "DELETE": _leave}
    return doors[str(request.method)](request)


@phone_required
def _tell(request: PhoneRequest) -> HttpResponse:
    return JsonResponse(_session(request.worn, request.hat))


@sensitive_variables()
def _come_in(request: HttpRequest) -> HttpResponse:
    said = read_object(request.body, "body")
    device = as_object(said.get("device"), "device")
    phone, label = as_uuid(device.get("id"), "device.id"), as_text(device.get("label"), "device.label")
    post, now = as_uuid_or_none(said.get("post"), "post"), timezone.now()
    account = account_by_id(
        log_in(as_text(said.get("login"), "login"), as_text(said.get("password"), "password"), now=now)
    )
    mine = hats(account.id, on=timezone.localdate())
    hat = next((one for one in mine if post is None or one.post_id == post), None)
    if hat is None:
        raise Refused("people.not_your_post" if mine else "field.no_post")
    worn = Worn(register(hat, phone, label, now=now), account.epoch, hat.post_id)
    rotate_token(request)
    response = JsonResponse(_session(worn, hat))
    remember(response, worn)
    return response


@phone_required
def _wear(request: PhoneRequest) -> HttpResponse:
    post = as_uuid(read_object(request.body, "body").get("post"), "post")
    hat = choose_hat(request.hat.account_id, post, today=timezone.localdate(), now=timezone.now())
    worn = request.worn._replace(post=hat.post_id)
    response = JsonResponse(_session(worn, hat))
    remember(response, worn)
    return response


def _leave(_request: HttpRequest) -> HttpResponse:
    # Also for a phone that is nobody's any more: whoever leaves is let go.
    response = HttpResponse(status=204)
    forget(response)
    return response


def _session(worn: Worn, hat: Hat) -> dict[str, object]:
    mine = hats(hat.account_id, on=timezone.localdate())
    names = unit_names(mine)
    posts = {one.post_id: _post(one, names[one]) for one in mine}
    return {
        "protocol": PROTOCOL, "server_at": moment(timezone.now()), "language": get_language(),
        "account": {"id": str(hat.account_id), "login": hat.login, "name": hat.name},
        "post": posts[hat.post_id], "posts": list(posts.values()),
        "device": {"id": str(worn.device.phone)},
        "keys": {
            "seal": _base64(seal_key(hat.account_id, worn.device.phone)),
            "receipt": _base64(receipt_key(hat.account_id)),
        },
    }  # fmt: skip


def _post(hat: Hat, unit_name: str) -> dict[str, str]:
    return {
        "id": str(hat.post_id), "kind": hat.kind.value, "title": hat.title, "unit": hat.unit,
        "unit_name": unit_name, "department": hat.department,
    }  # fmt: skip


def _base64(key: bytes) -> str:
    return base64.b64encode(key).decode()
