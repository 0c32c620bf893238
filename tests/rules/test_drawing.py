"""Is the picture of a loop the table's own?"""

import re
import tomllib
from pathlib import Path

import pytest

import wangge
from wangge.rules.drawing import draw
from wangge.rules.workflow_table import compile_workflow

TABLES = sorted((Path(wangge.__path__[0]) / "cases" / "data" / "workflows").glob("*.toml"))
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "workflows"
each_table = pytest.mark.parametrize("file", TABLES, ids=lambda file: file.stem)


@each_table
def test_the_picture_in_the_documents_is_drawn_from_the_table(file: Path) -> None:
    loop = compile_workflow(tomllib.loads(file.read_text(encoding="utf-8")))

    kept = (PICTURES / f"{file.stem}.svg").read_text(encoding="utf-8")

    assert kept == draw(loop), (
        f"draw it anew: wangge workflow draw {file.stem} --out docs/workflows/{file.stem}.svg"
    )


@each_table
def test_every_state_stands_in_the_picture_once(file: Path) -> None:
    loop = compile_workflow(tomllib.loads(file.read_text(encoding="utf-8")))

    drawn = re.findall(r'data-state="(\w+)"', draw(loop))

    assert sorted(drawn) == sorted(loop.states)
