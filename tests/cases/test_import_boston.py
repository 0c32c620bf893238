"""Claims about a real city's history: what is known of Boston's requests holds for what was taken in."""

import csv
import gzip
import json
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.cases.agreement import assert_figures_agree
from tests.serving import WANGGE, database_of_its_own, environment_for, run_command
from wangge.analysis.models import Foretold
from wangge.cases.importing.crowding import survey
from wangge.cases.importing.sources import rows
from wangge.cases.models import Case
from wangge.config.commands.cases import mapping_in
from wangge.config.demo import boston
from wangge.rules.errors import Refused
from wangge.rules.figures import BY_CAUSE, WITHIN, Figure
from wangge.rules.past import past_request

FILE = boston.FOLDER / "requests.csv.gz"
NOW = datetime(2024, 3, 5, tzinfo=UTC)
# What a shell started in the background inherits that SIGINT is ignored; what a person starts does not.
HEEDING = ("env", "--default-signal=INT")

pytestmark = pytest.mark.xdist_group("long-transactions")
PATIENCE = 60  # seconds
# The city has no trial, settles nothing on the spot and hands every request to a department of its own level.
NEVER = {
    Figure.TRIAL, Figure.SETTLED, Figure.VOID, Figure.ADVISED, Figure.REOPENED, Figure.REOPENED_30, Figure.WENT_UP,
    *BY_CAUSE.values(), *(figure for _, *figures in WITHIN for figure in figures),
}  # fmt: skip


@pytest.fixture(scope="module")
def recorded() -> dict[str, dict[str, str]]:
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        return {row["case_id"]: row for row in csv.DictReader(file)}


def test_of_all_rows_176_close_before_they_open_and_nothing_else_is_amiss() -> None:
    mapping = mapping_in(boston.FOLDER / "MAP.toml")
    faults: Counter[str] = Counter()
    ungeocoded = 0

    for row in rows(FILE, mapping):
        try:
            ungeocoded += past_request(mapping, row.texts, now=NOW).point is None
        except Refused as why:
            faults[why.code] += 1

    assert faults == {"import.closed_before_reported": 176}
    assert ungeocoded == 13_421  # 13,425 stand on the placeholder; four of those are among the 176


def test_the_shared_point_would_be_found_without_being_named(tmp_path: Path) -> None:
    text = (boston.FOLDER / "MAP.toml").read_text(encoding="utf-8")
    (tmp_path / "MAP.toml").write_text(text.replace("placeholder_points = [[-71.0587, 42.3594]]", ""))

    seen = survey(FILE, mapping_in(tmp_path / "MAP.toml"))

    assert seen.rows == 93_963
    assert seen.crowded == {(-71.0587, 42.3594)}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[boston.Loaded]:
    """A sample, loaded once for the whole module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield boston.load(now=NOW, sample=4000)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_figure_equals_its_second_definition(loaded: boston.Loaded) -> None:
    assert_figures_agree(boston.COUNTY, "America/New_York", never=NEVER)


@pytest.mark.django_db
def test_what_is_known_of_the_city_holds_for_a_sample_and_loading_again_adds_nothing(
    loaded: boston.Loaded, recorded: dict[str, dict[str, str]]
) -> None:
    assert loaded.read == loaded.taken + loaded.rejected
    cases = list(Case.objects.all())
    pairs = [(case, recorded[str(case.source_ref)]) for case in cases]
    placed = [
        (case, row) for case, row in pairs if (row["latitude"], row["longitude"]) != ("42.3594", "-71.0587")
    ]

    # A share of 14 % stands on one point; of the others 99.98 % lie in a precinct, 94.3 % in the recorded one.
    assert (
        loaded.ungeocoded == len(cases) - len(placed) == sum(case.located == "ungeocoded" for case in cases)
    )
    assert loaded.ungeocoded / len(cases) == pytest.approx(0.143, abs=0.02)
    assert all(
        case.lon_e7 is None and case.unit == boston.COUNTY for case in cases if case.located == "ungeocoded"
    )
    in_some = [(case, row) for case, row in placed if case.grid]
    assert len(in_some) / len(placed) > 0.998
    same = [case.grid == row["precinct"] for case, row in in_some if row["precinct"]]
    assert sum(same) / len(same) == pytest.approx(0.943, abs=0.015)

    # The city's flag is what the two moments say.
    solved = [(case, row) for case, row in pairs if case.end == "solved" and case.due_at is not None]
    assert all(case.on_time == (case.ended_at <= case.due_at) for case, _ in solved)  # type: ignore[operator]
    flagged = [(case, row) for case, row in solved if row["ontime_status"]]
    assert all(case.on_time == (row["ontime_status"] == "ONTIME") for case, row in flagged)
    assert {row["case_status"] for case, row in pairs if case.ended_at is None} == {"Open"}
    assert all(case.department == row["department"] for case, row in pairs)

    seen = set(Foretold.objects.exclude(came=None).values_list("unit", "category", "week_on", "came"))

    again = boston.load(now=NOW, sample=4000)

    assert seen == set(Foretold.objects.exclude(came=None).values_list("unit", "category", "week_on", "came"))
    assert {week for _, _, week, _ in seen} == {boston.MONDAYS[0]}  # what was expected beside what came
    assert (again.taken, again.already, again.posts, again.units_drawn) == (0, loaded.taken, 0, False)
    assert Case.objects.count() == len(cases)


# -- interrupted as people and machines interrupt -------------------------------------------------


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    own = environment_for(tmp_path / "home", database_of_its_own("wangge_interrupted"))
    for words in (["init"], ["demo", "boston", "--sample", "1"]):
        assert run_command(words, own).returncode == 0
    return own


def count_cases(environment: dict[str, str]) -> int:
    if "DATABASE_URL" in environment:
        with psycopg.connect(environment["DATABASE_URL"]) as connection:
            return int(connection.execute("SELECT COUNT(*) FROM cases_case").fetchone()[0])  # type: ignore[index]
    with sqlite3.connect(Path(environment["WANGGE_HOME"]) / "wangge.sqlite3") as other:
        return int(other.execute("SELECT COUNT(*) FROM cases_case").fetchone()[0])


def first_rows(file: Path, many: int) -> Path:
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as source:
        lines: Iterator[str] = (line for _, line in zip(range(many + 1), source, strict=False))
        file.write_text("".join(lines), encoding="utf-8")
    return file


def test_an_import_stopped_twice_and_run_again_doubles_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = first_rows(tmp_path / "requests.csv", 10_000)
    words = ["cases", "import", str(file), "--map", str(boston.FOLDER / "MAP.toml"), "--json"]
    ends = []

    for number in (signal.SIGINT, signal.SIGKILL):
        before, deadline = count_cases(environment), time.monotonic() + PATIENCE
        process = subprocess.Popen(
            [*HEEDING, WANGGE, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        while count_cases(environment) == before and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.02)  # between two questions, not instead of one
        process.send_signal(number)
        process.communicate(timeout=PATIENCE)
        ends.append(process.returncode)
    half = count_cases(environment)
    done = run_command(words, environment)

    told = json.loads(done.stdout)
    assert ends == [130, -signal.SIGKILL]
    assert 2000 <= half < 9_000
    assert (told["read"], told["already"]) == (10_000, half)
    assert told["taken"] + told["already"] + told["rejected"] == 10_000
    assert count_cases(environment) == told["taken"] + told["already"]
    assert run_command(["audit", "verify"], environment).returncode == 0
