"""Are the scripts and styles that others made still the ones we took?"""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[2] / "tools/vendor.py"


@pytest.fixture(scope="module")
def vendor() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendor_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A slotted dataclass looks its own module up while it is made.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_vendored_file_is_listed_with_its_hash_and_licence(vendor: ModuleType) -> None:
    assert vendor.faults() == []


def test_a_changed_an_extra_and_a_missing_file_are_named(vendor: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "vendor"
    shutil.copytree(vendor.VENDOR, folder)
    (folder / "htmx/htmx.mjs").write_text("alert(1)")
    (folder / "htmx/extra.mjs").write_text("")
    (folder / "echarts/LICENSE.txt").unlink()

    found = vendor.faults(folder)

    assert found == [
        "htmx/extra.mjs: not in VENDOR.toml",
        "echarts/LICENSE.txt: missing",
        "htmx/htmx.mjs: changed since it was taken",
    ]


def test_no_vendored_style_loads_anything_from_elsewhere(vendor: ModuleType) -> None:
    styles = list(vendor.VENDOR.rglob("*.css"))

    asked = [
        part
        for style in styles
        for part in style.read_text().split("url(")[1:]
        if not part.lstrip("\"'").startswith("data:")
    ]

    assert len(styles) == 2
    assert asked == []
