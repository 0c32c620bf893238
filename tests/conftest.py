"""What do all tests stand on?

The database is the one that DATABASE_URL names: an SQLite file by default, PostgreSQL under
`python -m tools.with_postgres`. SQLite is a file, never memory, since locks on files are part of the house.
"""

import os
from pathlib import Path

import pytest

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The WANGGE_HOME of this run, for us and for every process we start; never the developer's own data."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("home")
    settings.WANGGE_HOME = folder
    os.environ["WANGGE_HOME"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(home: Path, django_db_modify_db_settings_parallel_suffix: None) -> None:
    from django.conf import settings

    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default.setdefault("TEST", {})["NAME"] = str(home / "test.sqlite3")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data beside the repository; tests that need it skip where it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip("the real data are not beside this repository (../shared/data)")
    return REAL_DATA
