"""From which phone does a request come, and as whom does it act?

A signed cookie names phone, account, epoch and post. One statement compares all of it with the rows.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, NamedTuple, ParamSpec, cast
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wangge.field.queries.devices import DeviceKey, is_revoked, worn_on
from wangge.people.hats import Hat
from wangge.people.middleware import read_clock_of
from wangge.rules.errors import Refused

COOKIE, PATH = "wangge_device", "/field/"
KEPT_SECONDS = 30 * 24 * 3600  # our assumption: longer than any holiday
_SALT = "wangge.field.device"


class Worn(NamedTuple):
    """What the cookie says: whose phone, since which password, in which post."""

    device: DeviceKey
    epoch: int
    post: UUID


if TYPE_CHECKING:

    class PhoneRequest(HttpRequest):
        """A request of a person who acts from a post, by a phone of theirs."""

        hat: Hat
        device: DeviceKey
        worn: Worn

else:
    PhoneRequest = HttpRequest

P = ParamSpec("P")


def phone_required(
    view: Callable[Concatenate[PhoneRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Open an address only to a phone that has logged in.

    Refuses `people.not_signed_in` and `field.device_revoked`. One statement.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        phone = cast("PhoneRequest", request)
        phone.worn = worn_by(request)
        phone.device = phone.worn.device
        phone.hat = _hat(phone.worn)
        read_clock_of(phone.hat)
        return view(phone, *args, **kwargs)

    return guarded


def worn_by(request: HttpRequest) -> Worn:
    """Return what a request's cookie says, not yet compared with any row; refuse `people.not_signed_in`."""
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature as fault:
        raise Refused("people.not_signed_in") from fault
    device, county, phone, account, epoch, post = told
    return Worn(DeviceKey(UUID(device), county, UUID(phone), UUID(account)), epoch, UUID(post))


def remember(response: HttpResponse, worn: Worn) -> None:
    """Let the phone's next requests act from a post."""
    device = worn.device
    told = [device.id.hex, device.county, device.phone.hex, device.account.hex, worn.epoch, worn.post.hex]
    response.set_cookie(
        COOKIE, signing.dumps(told, salt=_SALT), max_age=KEPT_SECONDS, path=PATH, httponly=True,
        samesite="Strict", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def forget(response: HttpResponse) -> None:
    """Let the phone's next requests be nobody's."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")


def _hat(worn: Worn) -> Hat:
    hat = worn_on(worn.device, worn.post, epoch=worn.epoch, on=timezone.localdate())
    if hat is None:
        shut_out = is_revoked(worn.device.county, worn.device.id)
        raise Refused("field.device_revoked" if shut_out else "people.not_signed_in")
    return hat
