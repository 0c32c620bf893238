"""What do the tests of the phone stand on: a desk's morning, an office, a phone in the worker's hand?"""

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.builders import NOW, PASSWORD, Office, make_office
from tests.field.phones import Phone


@pytest.fixture
def at_ten_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def own_home(tmp_path: Path, settings: Settings, at_ten_in_the_morning: None) -> None:
    settings.WANGGE_HOME = tmp_path


@pytest.fixture
def office(db: None) -> Office:
    return make_office(password=PASSWORD)


@pytest.fixture
def phone(office: Office) -> Phone:
    return Phone("worker")
