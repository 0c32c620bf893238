"""Do the tests that stand on one another run in one process?"""

import subprocess
import sys
from pathlib import Path

from tests.house.reading import ROOT

NAMING_THEIR_PROCESS = """
import os

def test_one(): print("ran in", os.getpid())
def test_two(): print("ran in", os.getpid())
def test_three(): print("ran in", os.getpid())
"""


def test_the_tests_of_a_file_are_dealt_out_to_one_process(tmp_path: Path) -> None:
    """Two releases of the test runner may stop understanding one another, and say nothing."""
    dealt = tmp_path / "test_dealt.py"
    dealt.write_text(NAMING_THEIR_PROCESS)

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-rP", "-p", "tests.conftest", str(dealt),
         "--rootdir", str(tmp_path), "--override-ini", "addopts=", "-c", str(ROOT / "pyproject.toml")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    processes = [line for line in ran.stdout.splitlines() if line.startswith("ran in")]
    assert len(processes) == 3, ran.stdout
    assert len(set(processes)) == 1
