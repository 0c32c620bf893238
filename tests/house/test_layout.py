"""Is every module in its room, of a size that one can read, and named after its trade?"""

import ast
import re
from pathlib import Path

from tests.house.reading import ROOT, SOURCE, called, levels, modules, place, tree

FORBIDDEN_NAMES = {
    "core",
    "common",
    "utils",
    "util",
    "helpers",
    "helper",
    "misc",
    "base",
    "shared",
    "managers",
    "manager",
}
FILE_LINES, FUNCTION_LINES, TEMPLATE_LINE = 400, 40, 200
TEMPLATE_TAG = re.compile(r"{% .*? %}")  # cannot be broken over lines, so it counts as 30 characters at most
# Longer than the budget, each with its reason.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}

WRITERS = ("services", "foundation", "migrations", "commands")
WRITING_CALLS = {
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
}
SQL_WRITE = re.compile(r"^\s*(INSERT|UPDATE|DELETE|TRUNCATE|COPY)\b", re.IGNORECASE)


def test_no_module_is_named_after_nothing() -> None:
    named = [place(file) for file in modules() if {file.stem, file.parent.name} & FORBIDDEN_NAMES]

    assert named == []


def test_every_module_says_which_question_it_answers() -> None:
    silent = [place(file) for file in modules() if file.stat().st_size and not ast.get_docstring(tree(file))]

    assert silent == []


def test_a_file_fits_its_budget() -> None:
    files = [
        *modules(),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "tools").glob("*.py"),
        *(ROOT / "bench").glob("*.py"),
    ]
    long = {
        place(file): lines for file in files if (lines := len(file.read_text().splitlines())) > FILE_LINES
    }

    assert {name: lines for name, lines in long.items() if name not in LONG_FILES} == {}
    assert set(LONG_FILES) <= set(long), "an exception that is no longer needed"


def test_a_function_fits_its_budget() -> None:
    long = {
        f"{place(file)}::{node.name}": length
        for file in modules()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := _body_lines(node)) > FUNCTION_LINES
    }

    assert {name: lines for name, lines in long.items() if name not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(long), "an exception that is no longer needed"


def test_a_line_of_a_template_can_be_read() -> None:
    long = [
        place(file, number)
        for file in SOURCE.glob("*/templates/**/*.html")
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if len(TEMPLATE_TAG.sub(lambda tag: tag.group()[:30], line)) > TEMPLATE_LINE
    ]

    assert long == []


def test_only_services_write_rows() -> None:
    strangers = [file for file in modules() if not _may_write(file)]
    writes = [f"{place(file, line)} {what}" for file in strangers for line, what in _writes(tree(file))]

    assert writes == []


def test_every_package_has_a_level() -> None:
    packages = {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists()}

    assert packages == set(levels())


def test_the_check_sees_a_write() -> None:
    code = (
        "def view():\n"
        "    Case.objects.filter(pk=1).update(state='x')\n"
        "    case.save(update_fields=['state'])\n"
        "    cursor.execute('DELETE FROM cases_case')\n    seen.update({})\n    book.save('a.xlsx')"
    )

    assert [line for line, _ in _writes(ast.parse(code))] == [2, 3, 4]


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    # The docstring is the contract, not the work.
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


def _may_write(file: Path) -> bool:
    inside = file.relative_to(SOURCE).with_suffix("").parts
    return any(part in WRITERS for part in inside)


def _writes(module: ast.Module) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, owner = called(node), ast.unparse(node.func.value)
        keywords = {word.arg for word in node.keywords}
        on_rows = ".objects" in owner or "._default_manager" in owner
        if (
            (name in WRITING_CALLS and on_rows)
            or (name in {"save", "create"} and keywords & {"update_fields", "force_insert"})
            or (
                name in {"execute", "executemany"}
                and node.args
                and SQL_WRITE.match(_leading_text(node.args[0]))
            )
        ):
            found.append((node.lineno, name))
    return sorted(found)


def _leading_text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return text
    return ""
