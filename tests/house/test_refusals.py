"""Has every refusal its two sentences, and every sentence its facts?"""

import ast
import string
import tomllib
from collections import Counter

import pytest

from tests.house.reading import SOURCE, called, modules, place, texts, tree
from wangge.foundation.refusals import field_names, sentences, told
from wangge.rules.errors import Refused
from wangge.rules.hotline import Given
from wangge.rules.workflow import Proof

PARTS = ("zh", "en", "remedy_zh", "remedy_en")


def test_every_code_in_the_source_stands_in_a_refusals_toml() -> None:
    unknown = [f"{where} {code}" for where, code, _ in _raised() if code not in sentences()]

    assert unknown == []


def test_no_two_packages_list_the_same_code() -> None:
    listed = Counter(
        code for file in SOURCE.glob("*/refusals.toml") for code in tomllib.loads(file.read_text("utf-8"))
    )

    assert [code for code, times in listed.items() if times > 1] == []


def test_every_listed_code_is_used() -> None:
    said = {text for file in modules() for text in texts(tree(file))}

    assert sorted(set(sentences()) - said) == []


@pytest.mark.parametrize("code", sorted(sentences()))
def test_a_refusal_speaks_both_languages(code: str) -> None:
    entry = sentences()[code]

    assert all(str(entry.get(part, "")).strip() for part in PARTS), "a sentence or a remedy is missing"
    assert all(_has_chinese(str(entry[part])) == part.endswith("zh") for part in PARTS), "mixed languages"
    # 500 only where our own code would have broken a rule, 503 where all places are taken, 507: the disk is full.
    assert 400 <= int(entry["status"]) <= 500 or entry["status"] in {503, 507}
    assert _told_in(entry, "zh") == _told_in(entry, "en"), "the two sentences tell different facts"


def test_a_refusal_is_raised_with_the_facts_that_its_sentences_need() -> None:
    short = [
        f"{where} {code} lacks {sorted(lacking)}"
        for where, code, facts in _raised()
        if facts is not None and code in sentences()
        if (lacking := set().union(*(_needs(str(sentences()[code][part])) for part in PARTS)) - facts)
    ]

    assert short == []


def test_a_field_is_named_to_a_person_in_the_persons_language() -> None:
    labelled = {code for code, entry in sentences().items() if "{label}" in str(entry["zh"])}
    named = set(Proof) | set(Given) | {
        str(word.value.value)
        for file in modules()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and called(node) == "Refused" and node.args
        if isinstance(node.args[0], ast.Constant) and node.args[0].value in labelled
        for word in node.keywords
        if word.arg == "field" and isinstance(word.value, ast.Constant)
    } | {
        str(node.args[1].value)
        for file in modules()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and called(node) in {"fitting", "needed"} and len(node.args) > 1
        if isinstance(node.args[1], ast.Constant)
    }  # fmt: skip

    assert "case.words_too_long" in labelled
    assert sorted(named - set(field_names())) == []
    refused = Refused("case.words_too_long", field="facts", length=4001, limit=4000)
    assert told(refused, "zh").sentence == "“情况”有 4001 个字，上限 4000 个字。"
    assert told(refused, "zh").facts["field"] == "facts"


def _raised() -> list[tuple[str, str, set[str] | None]]:
    """Place, code and facts (None when they are given as **facts) of every literal Refused(...)."""
    found = []
    for file in modules():
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and called(node) == "Refused" and node.args:
                match node.args[0]:
                    case ast.Constant(value=str(code)):
                        names = [word.arg for word in node.keywords]
                        facts = None if None in names else {name for name in names if name}
                        found.append((place(file, node.lineno), code, facts))
    return found


def _needs(sentence: str) -> set[str]:
    # A label is what the field is called.
    named = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    return {"field" if name == "label" else name for name in named}


def _told_in(entry: dict[str, str | int], language: str) -> set[str]:
    # A fact may come in both languages: {state_zh} in one sentence is {state_en} in the other.
    return {name.removesuffix(f"_{language}") for name in _needs(str(entry[language]))}


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
