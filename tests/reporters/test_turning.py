"""Are the keys of sealed contacts turned without losing one?"""

from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.builders import NOW, make_office
from tests.reporters.handing import PHONE, handed
from wangge.reporters.services.contacting import open_contact
from wangge.reporters.services.turning import add_key, drop_old_keys, seal_anew
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db
REASON = "转告无人回复，核对位置"


def test_a_contact_sealed_before_the_turn_opens_after_it_and_the_old_key_opens_nothing_more(
    tmp_path: Path, settings: LazySettings
) -> None:
    office = make_office()
    file = tmp_path / "seal"
    file.write_text("old-key\n")
    settings.WANGGE_SEAL = file.read_text()
    held = handed()

    keys = add_key(file)
    settings.WANGGE_SEAL = file.read_text()  # every process is started anew
    between = open_contact(held.case_id, REASON, hat=office.dispatcher, now=NOW)
    sealed, dropped = seal_anew(), drop_old_keys(file)
    settings.WANGGE_SEAL = file.read_text()
    after = open_contact(held.case_id, REASON, hat=office.dispatcher, now=NOW)
    settings.WANGGE_SEAL = "old-key"

    assert (keys, sealed, dropped, between, after) == (2, 1, 1, PHONE, PHONE)
    with pytest.raises(Refused, match=r"reporters\.seal_broken"):
        open_contact(held.case_id, REASON, hat=office.dispatcher, now=NOW)
    assert file.stat().st_mode & 0o077 == 0


def test_no_old_key_goes_while_this_process_still_seals_by_it(tmp_path: Path, settings: LazySettings) -> None:
    file = tmp_path / "seal"
    file.write_text("old-key\n")
    settings.WANGGE_SEAL = file.read_text()
    add_key(file)

    with pytest.raises(Refused, match=r"reporters\.key_not_in_use"):
        drop_old_keys(file)


def test_keys_kept_elsewhere_are_turned_there(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"reporters\.no_key_file"):
        add_key(tmp_path / "seal")
