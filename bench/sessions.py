"""How does the load come in: as people who have logged in, each with a session of the own?"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.load import Line, get, post

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Session:
    """A session's cookies as one header, and the token that forms must bring."""

    login: str
    cookie: str
    token: str


def sign_in(port: int, login: str, password: str) -> Session:
    """Log in through the page that people use."""
    line = Line(port)
    try:
        _, headers, _ = line.ask(get("/login/"))
        cookies = cookies_of(headers)
        token = cookies["csrftoken"]
        body = urlencode({"login": login, "password": password, "csrfmiddlewaretoken": token}).encode()
        status, headers, answer = line.ask(post("/login/", body, cookie=as_header(cookies), kind=FORM))
        if status != 302:
            raise SystemExit(f"{login} could not log in: {status} {answer[:300]!r}")
        cookies |= cookies_of(headers)
        return Session(login, as_header(cookies), cookies["csrftoken"])
    finally:
        line.close()


def cookies_of(headers: dict[str, str]) -> dict[str, str]:
    """The cookies that an answer sets."""
    lines = headers.get("set-cookie", "").split("\n")
    return {found[1]: found[2] for line in lines if (found := re.match(r"([^=]+)=([^;]*)", line))}


def as_header(cookies: dict[str, str]) -> str:
    """Cookies as a request names them."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
