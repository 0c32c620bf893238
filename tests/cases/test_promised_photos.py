"""Photos that come after their record: promised by its digest, counted at once, joined when they are there."""

import hashlib
from datetime import timedelta

import pytest

from tests.builders import COUNTY, NOW, Office, a_report, make_office
from tests.cases.test_batches import code_of, entered, kinds
from tests.cases.walking import Walk
from tests.pictures import a_photo
from wangge.cases.models import Photo
from wangge.cases.queries.page import dossier
from wangge.cases.services.intake import Receipt
from wangge.cases.services.photos import join_photo, set_photo_rule
from wangge.rules.errors import Refused

PARKING = "CJ/T 214-2007:event:0505"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def test_a_promised_photo_counts_and_joins_after_its_record(
    office: Office, settings: object, tmp_path: object
) -> None:
    settings.WANGGE_FILES = f"{tmp_path}/files"  # type: ignore[attr-defined]
    set_photo_rule(PARKING, reason="要看得清", days=None)
    data, other = a_photo(1), a_photo(2)
    sent = hashlib.sha256(data).hexdigest()
    none, promised = a_report(category=PARKING), a_report(category=PARKING, promised=(sent,))

    missing, receipt = entered(office.worker, none, promised)
    to_come = dossier(office.leader, promised.id, now=NOW).photos_to_come
    first, again = (
        join_photo(promised.id, data, hat=office.worker, seq=1, now=NOW + timedelta(hours=1))
        for _ in range(2)
    )

    assert code_of(missing) == "case.photo_missing"
    assert isinstance(receipt, Receipt)
    assert to_come == 1
    assert first.sha256 == again.sha256
    assert dossier(office.leader, promised.id, now=NOW).photos_to_come == 0
    photo = Photo.objects.get(county=COUNTY, case=promised.id)
    assert (photo.seq, photo.stage, photo.sha256) == (1, "before", first.sha256)
    assert kinds(promised.id) == ["case.reported", "case.photo_joined"]
    for hat, file, code in (
        (office.worker, other, "case.photo_not_promised"),
        (office.neighbour, data, "row.unknown"),
    ):
        with pytest.raises(Refused) as refused:
            join_photo(promised.id, file, hat=hat, seq=1, now=NOW)
        assert refused.value.code == code


def test_an_after_photo_joins_a_case_that_is_closed_meanwhile_at_its_own_stage(
    office: Office, settings: object, tmp_path: object
) -> None:
    settings.WANGGE_FILES = f"{tmp_path}/files"  # type: ignore[attr-defined]
    data = a_photo(3)
    sent = hashlib.sha256(data).hexdigest()
    walk = Walk(office).to("handling")
    moved = walk.act("feed_back", "已修好", promised=(sent,))
    walk.to("closed")

    join_photo(walk.id, data, hat=office.handler, seq=moved.seq, now=walk.at)

    assert Photo.objects.get(case=walk.id).stage == "after"
    assert walk.case.state == "closed"


def test_a_promise_that_is_no_digest_is_refused(office: Office) -> None:
    [outcome] = entered(office.worker, a_report(promised=("../../etc",)))

    assert code_of(outcome) == "case.bad_promise"
