"""What do packages above show on a page below them?

A page leaves a slot by name; `config/slots.py` says whose fragments stand in it. The page knows none of them.
"""

from collections.abc import Callable, Mapping, Sequence

from django.http import HttpRequest
from django.utils.safestring import SafeString

# What a slot of a request shows about one key (a case's id in hex), or "" for nothing.
Fragment = Callable[[HttpRequest, str], SafeString | str]

_slots: dict[str, Sequence[Fragment]] = {}


def fill_slots(table: Mapping[str, Sequence[Fragment]]) -> None:
    """Say once, at the start, what stands in each slot."""
    _slots.clear()
    _slots.update(table)


def fragments(name: str, request: HttpRequest, key: str) -> list[SafeString | str]:
    """Return what stands in a slot for this request, in the table's order."""
    return [shown for fragment in _slots.get(name, ()) if (shown := fragment(request, key))]
