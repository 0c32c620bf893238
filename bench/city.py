"""In which city do the benches run? One made by `wangge synth` from a seed, of the size asked for."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.harness import Installation, installation

PASSWORD = "wangge-demo"
# Read through the same queries as the pages use, in a process of its own.
ASK_CITY = """
import django, json
django.setup()
from django.utils import timezone
from wangge.cases.queries.desk import counties, desk
from wangge.people.queries import department_holders, departments, holders
from wangge.rules.levels import Level
from wangge.territory.queries import units
[county] = counties()
territory, today = units(county), timezone.localdate()
hats = holders(county, territory, on=today)
hats += [hat for code in departments(county) for hat in department_holders(county, code, on=today)]
print(json.dumps({
    "county": county,
    "units": {code: int(unit.level) for code, unit in territory.items()},
    "points": [unit.point for unit in territory.values() if unit.level == Level.GRID and unit.point],
    "categories": [key for key, one in desk(county).categories.items() if not one.matter_only],
    "departments": sorted(departments(county)),
    "states": sorted(desk(county).states),
    "logins": sorted({(hat.kind.value, hat.login) for hat in hats}, key=lambda one: (len(one[1]), one[1])),
    "sights": {hat.login: hat.unit for hat in hats},
}))
"""


@dataclass(frozen=True, slots=True)
class City:
    """What a load needs to know of the city: places, kinds and people.

    `logins` are (kind of post, login), the first of each kind first: those may log in.
    """

    county: str
    units: dict[str, int]
    points: list[tuple[float, float]]
    categories: list[str]
    departments: list[str]
    states: list[str]
    logins: list[tuple[str, str]]
    sights: dict[str, str]

    def in_sight(self, login: str, level: int) -> list[str]:
        """The units of a level that somebody sees: codes begin with those of the units above."""
        return [
            code for code, own in self.units.items() if own == level and code.startswith(self.sights[login])
        ]

    @property
    def workers(self) -> list[str]:
        """Logins of people who report."""
        return [login for kind, login in self.logins if kind == "grid_worker"]


@contextmanager
def filled(database: str, cases: int, *, keep: Path | None = None) -> Iterator[tuple[Installation, City]]:
    """An installation with a city and so many cases, folded and analysed."""
    with installation(database, keep=keep) as made:
        if not made.rows("SELECT 1 FROM cases_case LIMIT 1"):
            made.command("synth", "--cases", str(cases), "--seed", "1")
            made.command("worker", "--once")
            settle(made)
        yield made, city_of(made)


def city_of(made: Installation) -> City:
    """Ask the installation about its city."""
    own = {**made.environment, "DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
    asked = subprocess.run(
        [sys.executable, "-c", ASK_CITY], env=own, capture_output=True, text=True, check=False
    )
    if asked.returncode:
        sys.exit(asked.stderr)
    told = json.loads(asked.stdout)
    return City(**told | {"points": [tuple(point) for point in told["points"]]})


def settle(made: Installation) -> None:
    """Let the database know its own rows, as it would after a night."""
    if made.database == "postgres":
        import psycopg

        with psycopg.connect(made.address, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")
    else:
        import sqlite3

        with sqlite3.connect(made.home / "wangge.sqlite3") as connection:
            connection.execute("ANALYZE")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.sync()
