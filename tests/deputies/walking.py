"""People of the council at their pages."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.builders import PASSWORD
from wangge.people.hats import Hat


def logged_in(hat: Hat, *, language: str = "en") -> Client:
    """A browser of somebody who has logged in; English unless said."""
    client = stranger(language=language)
    client.post(reverse("people:login"), {"login": hat.login, "password": PASSWORD})
    return client


def stranger(*, language: str = "en") -> Client:
    """A browser of anybody."""
    client = Client(headers={"accept-language": language})
    client.cookies["django_language"] = language
    return client


def read(client: Client, name: str, /, *args: str, **asked: str) -> str:
    """Open a page of deputies and return what it says."""
    answer = client.get(reverse(f"deputies:{name}", args=args), asked)
    assert answer.status_code == 200, answer.content.decode()[:600]
    return answer.content.decode()


def post(client: Client, name: str, /, *args: str, **said: object) -> HttpResponse:
    """Send a form to a page of deputies."""
    return client.post(reverse(f"deputies:{name}", args=args), said)  # type: ignore[return-value]
