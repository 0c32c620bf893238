"""Which inspection forms does a phone hold?

A campaign will bring its own; what is packaged here is the sample of the demonstration. Each definition is
checked as it is loaded (rules/forms.py), so that a phone never meets a question that cannot be asked.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from wangge.people.hats import Hat
from wangge.rules.forms import read_form
from wangge.rules.posts import PostKind

PACKAGED = Path(__file__).parent.parent / "data" / "forms"
# Those who go out and look.
ASKED = frozenset({PostKind.GRID_WORKER, PostKind.GRID_HEAD, PostKind.DIRECT_OWNER, PostKind.CHECKER})


def forms(hat: Hat) -> dict[str, Any]:
    """Return {"forms": [definition, ...]} for the phone of a post, by title; the sample only in a demonstration."""
    is_asked = settings.WANGGE_DEMO and hat.kind in ASKED
    return {"forms": list(packaged_forms()) if is_asked else []}


@cache
def packaged_forms(folder: Path = PACKAGED) -> tuple[dict[str, Any], ...]:
    """Read and check the definitions of a folder, by file name."""
    found = tuple(json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json")))
    for definition in found:
        read_form(definition)
    return found
