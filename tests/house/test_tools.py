"""Do the tools leave nothing behind, and say in one sentence what is missing?"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.reading import ROOT

needs_postgres = pytest.mark.skipif(
    not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")), reason="PostgreSQL is not installed here"
)
SHOW_ADDRESS = "import os, sys; print(os.environ['DATABASE_URL'], flush=True); sys.stdin.read()"


@needs_postgres
def test_a_cluster_ends_with_its_command_and_hands_on_the_exit_code() -> None:
    done = _with_postgres(
        [sys.executable, "-c", "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"]
    )
    out, _ = done.communicate(timeout=60)

    assert done.returncode == 7
    assert not _answers(out.strip())


@needs_postgres
def test_a_cluster_ends_when_its_runner_is_told_to_end() -> None:
    running = _with_postgres([sys.executable, "-c", SHOW_ADDRESS])
    assert running.stdout is not None
    address = running.stdout.readline().strip()
    was_there = _answers(address)

    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=60)

    assert was_there
    assert not _answers(address)


@pytest.mark.parametrize(
    ("absent", "sentence"),
    [("git", "git is missing: install it with 'apt-get install git'."),
     ("python3", "python3 is missing: install it with 'apt-get install python3 python3-venv'.")],
)  # fmt: skip
def test_a_missing_tool_is_named_in_one_sentence(tmp_path: Path, absent: str, sentence: str) -> None:
    for name, target in {"git": "/bin/true", "python3": sys.executable}.items():
        if name != absent:
            (tmp_path / name).symlink_to(target)

    need = ["/bin/sh", str(ROOT / "tools" / "need.sh")]
    told = subprocess.run(need, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)

    assert (told.returncode, told.stderr.strip()) == (1, sentence)


def test_the_locks_name_public_packages_with_hashes_and_nothing_else() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text().splitlines()

        assert [
            line for line in lines if not line.startswith("    --hash=sha256:") and "==" not in line
        ] == []


def _with_postgres(command: list[str]) -> subprocess.Popen[str]:
    own = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, "-m", "tools.with_postgres", *command], cwd=ROOT, env=own, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def _answers(address: str) -> bool:
    import psycopg

    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
