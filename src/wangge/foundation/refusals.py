"""How is a refusal said: which sentence, which remedy, which status?"""

import logging
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.conf import settings
from django.db import OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from wangge.rules.errors import Refused

log = logging.getLogger("wangge.refusals")

PACKAGES = (
    "rules", "foundation", "territory", "people", "cases", "reporters", "workload", "analysis", "alarms",
    "coordination", "ledgers", "deputies", "evaluation", "accountability", "notifications", "suggestions",
    "congress", "field", "opscentre", "bulletins", "config",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal as a person reads it."""

    code: str
    status: int
    sentence: str
    remedy: str
    facts: dict[str, str]


NOT_THERE = ("no such table", "no such column", "has no column", "does not exist")


def refusal_behind(fault: Exception) -> Refused | None:
    """Return the refusal that an exception is or stands for; None for a fault that must surface.

    A table or column that is not there means that `wangge init` was not run, or not since the
    program grew.
    """
    if isinstance(fault, Refused):
        return fault
    if isinstance(fault, (OperationalError, ProgrammingError)) and any(
        words in str(fault) for words in NOT_THERE
    ):
        return Refused("database.not_ready")
    return None


class _Facts(dict[str, str]):
    """Facts of a sentence; one that the code forgot to give stays visible instead of failing the answer."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@cache
def sentences() -> dict[str, dict[str, str | int]]:
    """Return every refusal of the house by code, as the packages' refusals.toml state them."""
    found: dict[str, dict[str, str | int]] = {}
    for package in PACKAGES:
        file = files("wangge").joinpath(package, "refusals.toml")
        if file.is_file():
            found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found


@cache
def field_names() -> dict[str, dict[str, str]]:
    """Return what the fields of forms are called in both languages, by their names."""
    return tomllib.loads(
        files("wangge").joinpath("foundation", "field_names.toml").read_text(encoding="utf-8")
    )


def told(refused: Refused, language: str | None = None) -> Refusal:
    """Return the refusal in a language (`zh` unless the page speaks English)."""
    chosen = (language or get_language() or "zh")[:2]
    entry = sentences().get(refused.code, {})
    tongue = "en" if chosen == "en" else "zh"
    facts = _Facts({name: str(value) for name, value in refused.facts.items()})
    said = _Facts(facts | {"label": _label(facts.get("field", ""), tongue)})
    return Refusal(
        code=refused.code,
        status=int(entry.get("status", 422)),
        sentence=str(entry.get(tongue, refused.code)).format_map(said),
        remedy=str(entry.get(f"remedy_{tongue}", "")).format_map(said),
        facts=dict(facts),
    )


def _label(field: str, tongue: str) -> str:
    return field_names().get(field, {}).get(tongue, field)


def problem(refused: Refused, request_id: str) -> dict[str, object]:
    """Return the refusal as a problem+json body (RFC 9457) with both sentences."""
    here, zh, en = told(refused), told(refused, "zh"), told(refused, "en")
    return {
        "type": f"urn:wangge:refusal:{refused.code}", "title": here.sentence, "status": here.status,
        "code": refused.code, "detail": here.remedy, "zh": zh.sentence, "en": en.sentence,
        "remedy_zh": zh.remedy, "remedy_en": en.remedy, "facts": here.facts, "request_id": request_id,
    }  # fmt: skip


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Turn a refusal into what the asker can read: JSON for programs, a fragment for HTMX, else a page."""
    request_id = getattr(request, "request_id", "")
    refusal = told(refused)
    log.info("refused %s request_id=%s path=%s", refused, request_id, request.path)
    if settings.WANGGE_PROGRAM_PATHS.match(request.path):
        return JsonResponse(
            problem(refused, request_id), status=refusal.status, content_type="application/problem+json"
        )
    context = {"refusal": {
        "code": refusal.code, "sentence": refusal.sentence, "remedy": refusal.remedy, "facts": refusal.facts,
        "request_id": request_id,
    }}  # fmt: skip
    if request.headers.get("HX-Request"):
        response = render(request, "foundation/_refusal.html", context, status=refusal.status)
        # A refusal goes to the message area and never replaces the thing it is about.
        response["HX-Retarget"], response["HX-Reswap"] = "#messages", "innerHTML"
        return response
    return render(request, "foundation/refusal.html", context, status=refusal.status)
