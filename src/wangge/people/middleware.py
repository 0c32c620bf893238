"""As whom does this request act, and whose clock does it read?"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wangge.people.access import hat_of
from wangge.people.hats import Hat
from wangge.people.queries import working_calendar
from wangge.rules.errors import Refused


class HatMiddleware:
    """Sets `request.hat` to the post acted from, or None, and the county's zone for this request.

    One statement for a session, none without; the zone comes with the calendar kept in the process.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hat = hat_of(request)
        request.hat = hat  # type: ignore[attr-defined]
        read_clock_of(hat)
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


def read_clock_of(hat: Hat | None) -> None:
    """Let times be read by the clock of a hat's county until the request ends."""
    if hat is None:
        return
    try:
        timezone.activate(working_calendar(hat.county).zone)
    except Refused:
        # No office hours yet: the installation's own zone stays, and the desk says what is missing.
        timezone.deactivate()
