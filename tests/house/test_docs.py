"""Do the documents say what is there?"""

import ast
import re
from enum import Enum, IntEnum
from importlib import import_module
from pathlib import Path

import pytest

from tests.house.reading import ROOT, SOURCE, levels, modules, tree
from wangge.config.cli import main

READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
VERBS = "import|export|check|publish|locate|show|rebuild|verify|load"
COMMAND = re.compile(rf"(?:^|[`/ ])wangge ([a-z]+(?: (?:{VERBS}))?)(?=[ `\n])", re.MULTILINE)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def test_the_map_shows_the_levels_of_the_contract() -> None:
    rows = re.findall(r"^\| (\d) \| `(\w+)` \|", (ROOT / "docs" / "map.md").read_text(), re.MULTILINE)
    ordered = [name for _, name in sorted(rows, key=lambda row: -int(row[0]))]

    assert ordered == list(levels())


def test_the_glossary_knows_every_word_of_the_rules() -> None:
    known = set(re.findall(r"`([^`]+)`", (ROOT / "docs" / "glossary.md").read_text()))
    words = {(kind.__name__, member.name.lower() if issubclass(kind, IntEnum) else str(member.value))
             for kind in _enums() for member in kind}  # fmt: skip

    assert sorted(f"{kind}.{word}" for kind, word in words if word not in known) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_make_command_of_a_document_exists(document: Path) -> None:
    known = set(TARGET.findall((ROOT / "Makefile").read_text()))
    named = set(
        re.findall(r"(?:^|`)(?:[A-Z_]+=\S+ )*make ([a-z][a-z-]*)", document.read_text(), re.MULTILINE)
    )

    assert named - known == set()


def test_every_wangge_command_of_the_documents_exists() -> None:
    code = "\n".join(line for document in DOCUMENTS for line in _code(document.read_text()))
    named = {tuple(words.split()) for words in COMMAND.findall(code)}

    assert sorted(" ".join(words) for words in named if not _command_exists(words)) == []


def test_the_first_lines_of_a_readme_are_the_two_commands() -> None:
    for name in READMES:
        first = "\n".join(_code((ROOT / name).read_text())[:2])
        assert "make demo" in first, name
        assert "make test" in first, name


def test_every_setting_is_told_to_who_operates_it() -> None:
    told = set(re.findall(r"`((?:WANGGE_|DATABASE_)[A-Z_]+)`", (ROOT / "docs" / "operating.md").read_text()))

    assert told == _settings()


def _settings() -> set[str]:
    readers = {"env_text", "env_int", "env_bool", "env_secret", "getenv", "get"}
    found = set()
    for file in modules():
        for node in ast.walk(tree(file)):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).rpartition(".")[2] in readers
                and node.args
            ):
                match node.args[0]:
                    case ast.Constant(value=str(name)) if re.fullmatch(r"(WANGGE_|DATABASE_)[A-Z_]+", name):
                        found.add(name)
    return found | {"WANGGE_SECRET_FILE"}


def _enums() -> list[type[Enum]]:
    kinds = []
    for file in sorted((SOURCE / "rules").rglob("*.py")):
        name = ".".join(file.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        kinds += [one for one in vars(import_module(name)).values()
                  if isinstance(one, type) and issubclass(one, Enum) and one.__module__ == name]  # fmt: skip
    return kinds


def _code(text: str) -> list[str]:
    """The lines of fenced blocks and the pieces of inline code."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    outside = re.sub(r"^```\w*\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [*"\n".join(blocks).splitlines(), *(f"`{piece}`" for piece in re.findall(r"`([^`\n]+)`", outside))]


def _command_exists(words: tuple[str, ...]) -> bool:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    return ended.value.code == 0
