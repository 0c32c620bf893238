"""What do the neighbours not have yet? Until they do, nothing happens there."""

from importlib import import_module
from typing import Any


def _there(module: str, name: str) -> Any:
    try:
        return getattr(import_module(f"wangge.{module}"), name)
    except ModuleNotFoundError:
        return lambda *_: None


note_act = _there("deputies.services.acts", "note_act")
taken_up = _there("deputies.services.matters", "taken_up")
promise = _there("suggestions.services.promises", "promise")
