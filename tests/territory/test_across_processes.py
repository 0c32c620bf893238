"""A plan published by one process is what the next question of another process answers by."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

ASK = textwrap.dedent("""
    import sys, django
    django.setup()
    from datetime import date
    from tests.territory.drawing import middle
    from wangge.territory import queries
    day = date(2026, 7, 2)
    for _ in sys.stdin:
        if queries.plan_version("410105", day)[0]:
            print(queries.plan_in_force("410105", day).name,
                  queries.locator("410105", day).place(*middle(1)).unit, flush=True)
""")
PUBLISH = textwrap.dedent("""
    import sys, django
    django.setup()
    from datetime import date
    from tests.territory.drawing import NOW, make_town
    from wangge.territory.services.publishing import publish_plan
    make_town(sys.argv[1], shift=float(sys.argv[2]))
    publish_plan(sys.argv[1], date.fromisoformat(sys.argv[3]), now=NOW)
""")


def test_published_in_one_process_answered_in_another(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "wangge.config.settings", "WANGGE_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'city.sqlite3'}",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    }  # fmt: skip

    def run(script: str, *words: str) -> None:
        subprocess.run([sys.executable, "-c", script, *words], env=environment, check=True)

    run(
        "import django; django.setup(); from django.core.management import call_command as c; c('migrate', verbosity=0)"
    )
    run(PUBLISH, "old", "0", "2026-01-01")
    command = [sys.executable, "-c", ASK]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as asking:
        assert asking.stdin is not None
        assert asking.stdout is not None
        before = _ask(asking)
        run(PUBLISH, "new", "1", "2026-07-01")
        after = _ask(asking)
        asking.stdin.close()

    assert (before, after) == ("old 410105002001001", "new 410105002001000")


def _ask(asking: "subprocess.Popen[str]") -> str:
    assert asking.stdin is not None
    assert asking.stdout is not None
    asking.stdin.write("?\n")
    asking.stdin.flush()
    return asking.stdout.readline().strip()
