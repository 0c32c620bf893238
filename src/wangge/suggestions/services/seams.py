"""What do the neighbours not have yet? Until they do, nothing happens there."""

from typing import Any

__all__ = ["note_act", "promise", "taken_up"]

try:
    from wangge.deputies.services.acts import note_act
    from wangge.deputies.services.matters import taken_up
except ImportError:

    def note_act(*_: Any) -> None:
        """Wait for deputies.services.acts."""

    def taken_up(*_: Any) -> None:
        """Wait for deputies.services.matters."""


try:
    from wangge.suggestions.services.promises import promise
except ImportError:

    def promise(*_: Any) -> None:
        """Wait for suggestions.services.promises."""
