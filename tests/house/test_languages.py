"""Does a page speak one language at a time, and is every sentence there in both?"""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

from tests.house.reading import SOURCE, levels, modules, place
from wangge.field.phrases import SCRIPTS, said_in
from wangge.foundation.refusals import sentences

TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
CATALOGUES = [
    file
    for package in levels()
    if (file := SOURCE / package / "locale/zh_Hans/LC_MESSAGES/django.po").exists()
]
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”》）][,;:?!](?!\d)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPOKEN = re.compile(r"""\b(?:n|p|np)?gettext(?:_lazy)?\(\s*u?(["'])((?:\\.|(?!\1).)*)\1""", re.DOTALL)
MARKED = re.compile(
    r"""\b(?:_|gettext|gettext_lazy|gettext_noop|ngettext|ngettext_lazy)\(\s*(["'])((?:\\.|(?!\1).)*)\1""",
    re.DOTALL,
)
# What reads the same in both languages: names of file formats, the languages' own names.
SAME_IN_BOTH = {"CSV", "XLSX", "wangge", "English", "SHA-256", "GeoJSON", "OK", "ID"}


each_template = pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda file: f"{file.parent.name}/{file.name}"
)


@cache
def chinese() -> dict[str, str]:
    entries = [one for file in CATALOGUES for one in polib.pofile(str(file)) if not one.obsolete]
    said = [one for one in entries if "fuzzy" not in one.flags]
    return {one.msgid: one.msgstr or one.msgstr_plural.get(0, "") for one in said}


@each_template
def test_a_template_says_nothing_by_itself(template: Path) -> None:
    assert list(_bare_words(template.read_text(encoding="utf-8"))) == []


@each_template
def test_every_sentence_of_a_template_is_there_in_chinese(template: Path) -> None:
    spoken = {_plain(text) for _, text in SPOKEN.findall(templatize(template.read_text(encoding="utf-8")))}

    assert sorted(text for text in spoken if not _is_known(text)) == []


SPEAKING = [file for file in modules() if "gettext" in file.read_text()]


@pytest.mark.parametrize("module", SPEAKING, ids=place)
def test_every_sentence_of_a_module_is_there_in_chinese(module: Path) -> None:
    spoken = {_plain(text) for _, text in MARKED.findall(module.read_text(encoding="utf-8"))}

    assert sorted(text for text in spoken if not _is_known(text)) == []


PHONE = sorted(SCRIPTS.rglob("*.js"))
COMPUTED = re.compile(r"""(?<![\w.$])t\(\s*[^"'`\s)]""")


@pytest.mark.parametrize("script", PHONE, ids=lambda file: file.relative_to(SCRIPTS).as_posix())
def test_every_sentence_of_the_phone_is_literal_and_there_in_chinese(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    spoken = said_in(text)
    computed = [
        line.strip() for line in text.splitlines() if COMPUTED.search(line) and "function t(" not in line
    ]

    assert [one for one in spoken if "${" in one] + computed == []
    assert sorted(one for one in spoken if not _is_known(one)) == []


# The service worker has no page and so no language: its notice says both.
PAGES = [script for script in PHONE if not script.name.startswith("sw")]


@pytest.mark.parametrize("script", PAGES, ids=lambda file: file.relative_to(SCRIPTS).as_posix())
def test_a_script_of_the_phone_says_nothing_by_itself(script: Path) -> None:
    assert list(_bare_words_of_script(script.read_text(encoding="utf-8"))) == []


def test_the_check_sees_a_bare_word_in_a_script() -> None:
    script = """html`<p title="Shut" .value=${a} class="quiet">now<i>${t("Open")}</i>
        ${x ? html`<b>kept</b>` : `#/${y}`}</p>`; say("打开") // 说明"""

    assert set(_bare_words_of_script(script)) == {"Shut", "now", "kept", "打开"}


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=place)
def test_the_compiled_catalogue_is_the_written_one(catalogue: Path) -> None:
    written, compiled = polib.pofile(str(catalogue)), polib.mofile(str(catalogue.with_suffix(".mo")))
    said = {one.msgid: one.msgstr or one.msgstr_plural for one in written.translated_entries()}

    assert {one.msgid: one.msgstr or one.msgstr_plural for one in compiled} == said


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=place)
def test_keys_are_english_and_sentences_chinese(catalogue: Path) -> None:
    entries = [one for one in polib.pofile(str(catalogue)) if not one.obsolete]

    assert [one.msgid for one in entries if CHINESE.search(one.msgid)] == []
    assert [one.msgid for one in entries if one.msgid not in SAME_IN_BOTH and not _is_known(one.msgid)] == []


def test_chinese_sentences_are_punctuated_in_full_width() -> None:
    said = [*chinese().values()]
    said += [str(told[name]) for told in sentences().values() for name in ("zh", "remedy_zh")]

    assert [sentence for sentence in said if HALF_WIDTH.search(sentence)] == []


def test_the_check_sees_a_bare_word() -> None:
    html = '<p title="Close">{% translate "Open" %} 打开</p><script>let silent</script><b>{{ x }}</b>'

    assert list(_bare_words(html)) == ["Close", "打开"]


def _is_known(text: str) -> bool:
    said = chinese().get(text, "")
    return (
        bool(CHINESE.search(said))
        or (text in SAME_IN_BOTH)
        or bool(said and not re.search(r"[A-Za-z]{3}", said))
    )


def _plain(text: str) -> str:
    return text.replace("\\'", "'").replace('\\"', '"').replace("\\n", "\n")


class _Reader(HTMLParser):
    """Collects what a person would read: text and the attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style"}
        self.said += [
            value for name, value in attrs if value and name in {"title", "alt", "placeholder", "aria-label"}
        ]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def _bare_words(template: str) -> Iterator[str]:
    without_comments = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", "", template, flags=re.DOTALL)
    without_blocks = re.sub(
        r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}",
        "",
        without_comments,
        flags=re.DOTALL,
    )
    reader = _Reader()
    # Tags may hold quotes and so would end an attribute early: they go before HTML is read.
    reader.feed(re.sub(r"{%.*?%}|{{.*?}}", "", without_blocks, flags=re.DOTALL))
    for text in (said.strip() for said in reader.said):
        if (CHINESE.search(text) or re.search(r"[A-Za-z]{2}", text)) and text not in SAME_IN_BOTH | {
            "简体中文",
            "中文",
        }:
            yield text


def _bare_words_of_script(script: str) -> Iterator[str]:
    """What a person would read in a script's own HTML, and Chinese anywhere in it but in a comment."""
    code = re.sub(r"(?:^|\s)//.*$", "", script, flags=re.MULTILINE)
    for template in _templates(code):
        yield from (said for said in _bare_words(template) if not CHINESE.search(said))
    yield from (one for one in re.findall(r"[\u4e00-\u9fff]+", code) if one not in {"简体中文", "中文"})


def _templates(code: str) -> Iterator[str]:
    """Every html`...` of a script, with 0 for each value, the inner ones first."""
    open_ones: list[
        tuple[bool, list[str]]
    ] = []  # templates around this place: read by people? and their text
    depths = [0]  # braces open in each piece of code
    place = 0
    while place < len(code):
        in_text = len(open_ones) == len(depths)
        sign = code[place]
        if in_text and code.startswith("${", place):
            depths.append(0)
            place += 1
        elif in_text and sign == "`":
            is_read, text = open_ones.pop()
            if is_read:
                yield "".join(text)
        elif in_text:
            open_ones[-1][1].append(sign)
        elif sign == "`":
            open_ones.append((code[:place].endswith(("html", "svg")), []))
        elif sign == "}" and depths[-1] == 0 and len(depths) > 1:
            depths.pop()
            open_ones[-1][1].append("0")
        elif sign in "\"'":
            said = re.compile(rf"{sign}(?:\\.|[^{sign}\\\n])*{sign}").match(code, place)
            place = said.end() - 1 if said else place
        else:
            depths[-1] += (sign == "{") - (sign == "}")
        place += 1
