"""What do all tests stand on?

The database is the one that DATABASE_URL names: an SQLite file by default, PostgreSQL under
`python -m tools.with_postgres`. SQLite is a file, never memory, since locks on files are part of the house.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from wangge.people.hashing import BoundedArgon2

pytest.register_assert_rewrite("tests.cases.agreement")  # so that a failure shows the cells that differ

# How long an example takes says more of the machine's other work than of us.
hypothesis_settings.register_profile("wangge", deadline=None)
hypothesis_settings.load_profile("wangge")

# Which modules hold rows in their process, and how each is told to forget.
REMEMBERING = {
    "wangge.territory.queries": "forget",
    "wangge.territory.queries.assets": "forget_kinds",
    "wangge.people.queries": "forget_calendars",
    "wangge.people.queries.duty": "forget_emergencies",
    "wangge.cases.queries.desk": "forget_desks",
}
REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.hookimpl(tryfirst=True)  # before those who deal the tests out read the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file run in one process, one after another, unless they name a group that reaches further."""
    for item in items:
        if not any(item.iter_markers("xdist_group")):
            item.add_marker(pytest.mark.xdist_group(str(item.path)))


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The WANGGE_HOME of this run, for us and for every process we start; never the developer's own data."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("home")
    settings.WANGGE_HOME = folder
    settings.STATIC_ROOT = folder / "static"
    settings.STATIC_ROOT.mkdir()
    os.environ["WANGGE_HOME"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(home: Path, django_db_modify_db_settings_parallel_suffix: None) -> None:
    from django.conf import settings

    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default.setdefault("TEST", {})["NAME"] = str(home / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The packaged rows stand from the beginning, as after `wangge init`; loading them was most of a test's time."""
    from tests.builders import load_packaged

    with django_db_blocker.unblock():
        load_packaged()


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """An office has ten people: hashing as dearly as against thieves was most of a test's time."""
    monkeypatch.setattr(BoundedArgon2, "time_cost", 1)
    monkeypatch.setattr(BoundedArgon2, "memory_cost", 8)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What a process holds of the database, and the language spoken, end with the test they came from."""
    yield
    translation.deactivate()
    for module, forget in REMEMBERING.items():
        if module in sys.modules:  # the rules' tests load none of them
            getattr(sys.modules[module], forget)()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data beside the repository; tests that need it skip where it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip("the real data are not beside this repository (../shared/data)")
    return REAL_DATA
