"""Who comes in by which door, and what does a session hold?

Sessions are signed cookies: they cost no statement, and a process needs no store. They hold
the account, its epoch and the post acted from, nothing else. The one statement that loads the
hat compares the epoch with the account's, so a log-out everywhere, a new password or a closed
account ends every session at its next request.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from wangge.people.hats import Hat
from wangge.people.queries import AccountRow, account_by_id, worn_hat
from wangge.rules.errors import Refused

if TYPE_CHECKING:

    class AccountRequest(HttpRequest):
        """A request of a person who has logged in."""

        account: AccountRow

    class HatRequest(HttpRequest):
        """A request of a person who acts from a post."""

        hat: Hat

else:
    AccountRequest = HatRequest = HttpRequest

P = ParamSpec("P")

_ACCOUNT, _EPOCH, _POST = "account", "epoch", "post"


def begin_session(request: HttpRequest, account: AccountRow) -> None:
    """Begin a session without a hat."""
    request.session.flush()
    request.session[_ACCOUNT], request.session[_EPOCH] = account.id.hex, account.epoch


def renew_epoch(request: HttpRequest, epoch: int) -> None:
    """Keep this session while all others of the account end."""
    request.session[_EPOCH] = epoch


def put_on(request: HttpRequest, hat: Hat) -> None:
    """Let the session act from a post."""
    request.session[_POST] = hat.post_id.hex


def hat_of(request: HttpRequest) -> Hat | None:
    """Return the post that this request acts from. At most one statement; none without a session."""
    account, post = request.session.get(_ACCOUNT), request.session.get(_POST)
    if not account or not post:
        return None
    epoch = request.session[_EPOCH]
    return worn_hat(UUID(post), account_id=UUID(account), epoch=epoch, on=timezone.localdate())


def account_of(request: HttpRequest) -> AccountRow:
    """Return who has logged in, or refuse `people.not_signed_in`. One statement."""
    if not request.session.get(_ACCOUNT):
        raise Refused("people.not_signed_in")
    account = account_by_id(UUID(request.session[_ACCOUNT]))
    if account.epoch != request.session[_EPOCH]:
        raise Refused("people.not_signed_in")
    return account


def required_hat(request: HttpRequest) -> Hat:
    """Return the hat of a program's request, or refuse `people.not_signed_in`."""
    hat: Hat | None = getattr(request, "hat", None)
    if hat is None:
        raise Refused("people.not_signed_in")
    return hat


def hat_required(
    view: Callable[Concatenate[HatRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Open a page only to a person who acts from a post; others are led to the log-in or the choice."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if getattr(request, "hat", None) is None:
            door = "people:hats" if request.session.get(_ACCOUNT) else "people:login"
            return _led_to(request, door)
        return view(cast("HatRequest", request), *args, **kwargs)

    return guarded


def account_required(
    view: Callable[Concatenate[AccountRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Open a page only to a person who has logged in; others are led to the log-in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            request.account = account_of(request)  # type: ignore[attr-defined]
        except Refused:
            request.session.flush()
            return _led_to(request, "people:login")
        return view(cast("AccountRequest", request), *args, **kwargs)

    return guarded


def _led_to(request: HttpRequest, door: str) -> HttpResponse:
    # What was being sent cannot be sent again by a link, so only a page that was being read returns.
    back = request.get_full_path() if request.method == "GET" else "/"
    address = f"{reverse(door)}?{urlencode({'next': back})}" if back != "/" else reverse(door)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)
