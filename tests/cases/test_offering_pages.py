"""The report form offers on the side: matters near by and three kinds; whoever ignores it just sends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders import COVER, GRIDS, Office, a_report, inside, make_office
from wangge.cases.models import Case
from wangge.cases.queries.nearby import forget_merges
from wangge.cases.services.intake import report_case
from wangge.cases.suggesting.asking import model_file
from wangge.cases.suggesting.training import Line, train
from wangge.people.hats import Hat

pytestmark = pytest.mark.django_db

HEAP = "CJ/T 214-2007:event:0102"
QUARREL = "zz-ledger:event:0501"
PASSWORD = "correct horse"
LON, LAT = inside(GRIDS[0])


@pytest.fixture
def office() -> Iterator[Office]:
    forget_merges()
    yield make_office(password=PASSWORD)
    forget_merges()


def signed_in(hat: Hat, language: str = "zh-hans") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def asked(client: Client, **changes: str) -> str:
    form = {"category": COVER, "lon": str(LON), "lat": str(LAT), "crs": "EPSG:4326", "words": ""}
    return client.post(reverse("cases:nearby"), form | changes).content.decode()


def reported(office: Office, **changes: object) -> str:
    return report_case(office.worker, a_report(at=timezone.now(), **changes), now=timezone.now()).case_id.hex


def test_the_panel_asks_is_it_this_one_with_distance_age_and_words(office: Office) -> None:
    case = reported(office)

    panel = asked(signed_in(office.worker))

    assert "是这一件吗" in panel
    assert f"/cases/{case}/" in panel
    assert "0 m" in panel
    assert "路口上水井盖破损" in panel
    assert "我也看到" in panel


def test_a_colleague_of_another_grid_is_asked_without_the_words(office: Office) -> None:
    reported(office)

    panel = asked(signed_in(office.neighbour))

    assert "是这一件吗" in panel
    assert "路口上水井盖破损" not in panel


@pytest.mark.parametrize(
    "changes",
    [{"lon": ""}, {"lat": "north"}, {"category": ""}, {"category": "no:such:kind"}, {"crs": "moon"}, {"lat": "nan"},
     {"lat": "91"}, {"category": QUARREL}],
)  # fmt: skip
def test_what_cannot_be_answered_is_answered_with_nothing(office: Office, changes: dict[str, str]) -> None:
    reported(office)

    assert "是这一件吗" not in asked(signed_in(office.worker), **changes)


def test_i_saw_it_too_is_said_once_and_thanked_once(office: Office) -> None:
    case = reported(office)
    client = signed_in(office.neighbour)

    first, again = (client.post(f"/cases/{case}/voice").content.decode() for _ in range(2))

    assert "谢谢" in first
    assert "此前已" in again
    assert Case.objects.get(pk=case).voices == 1


def test_a_voice_for_nothing_is_refused_like_one_for_what_is_hidden(office: Office) -> None:
    hidden = reported(office, category=QUARREL)
    client = signed_in(office.worker)

    answers = [client.post(f"/cases/{key}/voice").status_code for key in (hidden, "f" * 32, "not-an-id")]

    assert answers == [404, 404, 404]


def test_a_stranger_is_led_to_the_log_in_and_a_reader_changes_nothing(office: Office) -> None:
    case = reported(office)

    assert Client().post(f"/cases/{case}/voice").status_code == 302
    assert signed_in(office.worker).get(f"/cases/{case}/voice").status_code == 405
    assert Case.objects.get(pk=case).voices == 0


def test_words_offer_three_kinds_and_choose_none(office: Office, settings: object, tmp_path: Path) -> None:
    settings.WANGGE_HOME = tmp_path
    teach(office)

    chips = (
        signed_in(office.worker)
        .post(reverse("cases:suggestions"), {"words": "路口井盖坏了"})
        .content.decode()
    )

    assert chips.count("data-suggests=") == 3
    assert f'data-suggests="{COVER}"' in chips
    assert "checked" not in chips


def teach(office: Office) -> None:
    faults = ("破损", "丢失", "下沉", "翘起", "响声大")
    lines = [
        Line(f"{place}井盖{fault}", COVER)
        for place in ["路口", "桥下", "校门", "站前", "巷内"]
        for fault in faults
    ]
    lines += [Line(line.words.replace("井盖", "垃圾"), HEAP) for line in lines]
    train(lines, [Line("行道树", "CJ/T 214-2007:part:0402")], now=timezone.now()).save(
        model_file(office.worker.county)
    )


def test_without_a_model_the_form_works_and_offers_no_kind(
    office: Office, settings: object, tmp_path: Path
) -> None:
    settings.WANGGE_HOME = tmp_path
    client = signed_in(office.worker)

    answer = client.post(reverse("cases:suggestions"), {"words": "路口井盖坏了"})

    assert (answer.status_code, "data-suggests" in answer.content.decode()) == (200, False)
    assert client.get(reverse("cases:report")).status_code == 200


def test_a_phone_asks_the_same_by_json(office: Office, tmp_path: Path, settings: object) -> None:
    settings.WANGGE_HOME = tmp_path  # where nobody has taught a model yet
    case = reported(office)
    client = signed_in(office.neighbour)

    near = client.post(
        "/api/cases/nearby", {"category": COVER, "lon": LON, "lat": LAT}, content_type="application/json"
    ).json()
    voiced = client.post(f"/api/cases/{case}/voices", content_type="application/json").json()

    assert [(one["case"], one["metres"], one["words"]) for one in near["offered"]] == [(case, 0, "")]
    assert (voiced["voices"], voiced["is_new"], voiced["is_open"]) == (1, True, True)
    assert client.post(
        "/api/cases/suggestions", {"words": "井盖"}, content_type="application/json"
    ).json() == {"suggested": []}


def test_the_panel_speaks_the_readers_language(office: Office) -> None:
    reported(office)

    panel = asked(signed_in(office.worker, "en"))

    assert "Is it this one?" in panel
    assert "是这一件吗" not in panel
