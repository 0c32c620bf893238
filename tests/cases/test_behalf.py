"""代录: the clerk writes down what a colleague told by phone or on paper; the finder stays the finder."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import COUNTY, COVER, GRIDS, NOW, PASSWORD, a_report, inside, make_hat, make_office
from wangge.cases.queries.page import dossier
from wangge.cases.services.behalf import finders_of, report_for
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.foundation.history import events_of
from wangge.foundation.ids import uuid7
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db


def test_the_finder_is_the_actor_of_the_report_and_the_clerk_is_named_beside() -> None:
    office = make_office()

    receipt = report_for(office.clerk, "worker", a_report(), now=NOW)

    [event] = events_of(COUNTY, receipt.case_id)
    assert event.actor == office.worker.account_id.hex
    assert (event.payload["clerk"], event.payload["post"]) == (office.clerk.account_id.hex, "grid_worker")


def test_the_finder_checks_what_the_clerk_wrote_down() -> None:
    office = make_office()
    case_id = report_for(office.clerk, "worker", a_report(), now=NOW).case_id
    for act, hat, brought in (
        ("file", office.leader, Brought()), ("dispatch", office.dispatcher, Brought(department="water")),
        ("sign", office.handler, Brought()), ("feed_back", office.handler, Brought(words="已恢复")),
    ):  # fmt: skip
        move_case(case_id, act, hat=hat, now=NOW, brought=brought)

    assert dossier(office.overseer, case_id, now=NOW).case.check_by == office.worker.account_id


@pytest.mark.parametrize("finder", ["nobody", "handler", "clerk", "outsider"])
def test_a_finder_without_a_post_in_the_clerks_territory_is_refused(finder: str) -> None:
    office = make_office()
    make_hat("outsider", PostKind.ADMINISTRATOR, COUNTY)

    with pytest.raises(Refused, match=r"case\.unknown_finder"):
        report_for(office.clerk, finder, a_report(), now=NOW)


def test_only_posts_that_write_for_others_may_name_a_finder() -> None:
    office = make_office()

    for hat in (office.worker, office.handler, office.dispatcher):
        with pytest.raises(Refused, match=r"case\.not_a_clerk"):
            report_for(hat, "neighbour", a_report(), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_is_one_report() -> None:
    office = make_office()
    report = a_report()

    assert report_for(office.clerk, "worker", report, now=NOW) == report_for(
        office.clerk, "worker", report, now=NOW
    )


def test_the_clerk_chooses_the_colleague_on_the_report_page() -> None:
    office = make_office(password=PASSWORD)
    client = Client()
    client.post("/login/", {"login": "clerk", "password": PASSWORD})
    lon, lat = inside(GRIDS[0])

    page = client.get("/cases/report/").content.decode()
    report_id = uuid7()
    sent = client.post("/cases/report/", {
        "report_id": report_id.hex, "category": COVER, "words": "网格员来电：井盖破损",
        "lon": str(lon), "lat": str(lat),
        "crs": "EPSG:4326", "channel": "grid", "finder": "worker",
    })  # fmt: skip

    assert 'value="worker"' in page
    assert sent.status_code == 302
    assert events_of(COUNTY, report_id)[0].actor == office.worker.account_id.hex
    assert {hat.login for hat in finders_of(office.clerk, now=timezone.now())} == {
        "worker",
        "neighbour",
        "checker",
    }


def test_a_worker_is_not_asked_for_a_finder() -> None:
    make_office(password=PASSWORD)
    client = Client()
    client.post("/login/", {"login": "worker", "password": PASSWORD})

    assert 'name="finder"' not in client.get("/cases/report/").content.decode()
