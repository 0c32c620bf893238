"""What stands in the source? Shared by the tests that hold the house to its own rules."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "wangge"


@cache
def levels() -> tuple[str, ...]:
    """The packages from the highest level to the lowest, strangers side by side, as the import contract names them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    [contract] = [one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    return tuple(name for level in contract["layers"] for name in level.split(" | "))


def modules() -> Iterator[Path]:
    """Every module that people wrote; migrations are generated."""
    return (file for file in sorted(SOURCE.rglob("*.py")) if "migrations" not in file.parts)


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def place(file: Path, line: int | None = None) -> str:
    """A place as an editor opens it: src/wangge/cases/views.py:12."""
    name = str(file.relative_to(ROOT))
    return f"{name}:{line}" if line else name


def called(node: ast.Call) -> str:
    """The last name of what is called: `record` in `recording.record(...)`."""
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def texts(node: ast.AST) -> Iterator[str]:
    """Every string constant below a node."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value
