"""Which sentences do the phone's scripts say, and how are they said in a language?

A script says `t("On this phone")`; the sentence is the key, in English. Its Chinese stands in the locale files
like that of any page.
"""

import re
from functools import cache
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext

SCRIPTS = Path(__file__).parent / "static" / "field"
SAID = re.compile(r"""(?<![\w.$])t\(\s*(["'`])((?:\\.|(?!\1).)*)\1""", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@cache
def phrases() -> tuple[str, ...]:
    """Return every literal sentence of the scripts, sorted."""
    return tuple(
        sorted({said for file in SCRIPTS.rglob("*.js") for said in said_in(file.read_text("utf-8"))})
    )


def said_in(script: str) -> set[str]:
    """Return the sentences that a script says: the literal first argument of each `t(...)`."""
    return {ESCAPED.sub(r"\1", text) for _quote, text in SAID.findall(script)}


def words_of(language: str) -> dict[str, str]:
    """Return what differs from its key: English needs nothing, a missing sentence stays English."""
    with translation.override(language):
        said = {text: gettext(text) for text in phrases()}
    return {text: words for text, words in said.items() if words != text}
