"""Does a home without a database, or with an older one, end in a plain sentence?"""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

COMMANDS = (["cases", "export", "--county", "x", "--out", "x.csv"], ["figures", "rebuild"], ["routing", "check"],
            ["worker", "--once"], ["audit", "verify"])  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_command_before_init_says_so_instead_of_a_traceback(command: list[str], tmp_path: Path) -> None:
    home = {"WANGGE_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}

    ran = subprocess.run(
        [sys.executable, "-m", "wangge.config.cli", *command],
        env=home,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 2
    assert "wangge init" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.django_db(transaction=True)
def test_a_page_on_a_database_that_lacks_a_table_says_so() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_account RENAME TO people_away")
    try:
        answer = Client().post("/login/", {"login": "somebody", "password": "something"})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE people_away RENAME TO people_account")

    assert answer.status_code == 500
    assert "wangge init" in answer.content.decode()
