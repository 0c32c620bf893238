"""A journey runs on the whole system: real processes, a database of its own, people with own sessions."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Served, database_of_its_own, environment_for, run_command, served

MAKE_OFFICE = """
import django
django.setup()
from tests.builders import PASSWORD, make_office
make_office(password=PASSWORD)
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Served]:
    """The small street of tests/builders.py, served; on the database that the run is for."""
    home = tmp_path_factory.mktemp("town")
    environment = environment_for(home, database_of_its_own(f"journey_{worker_id}"))
    assert run_command(["init"], environment).returncode == 0
    subprocess.run(
        [sys.executable, "-c", MAKE_OFFICE], check=True, cwd=Path(__file__).resolve().parents[2],
        env=environment | {"DJANGO_SETTINGS_MODULE": "wangge.config.settings"},
    )  # fmt: skip
    with served(environment) as running:
        yield running
    assert "Traceback" not in running.log.read_text()
