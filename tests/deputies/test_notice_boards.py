"""What hangs on the board of a station is read by everybody until its last day, and kept afterwards."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import COUNTY, NOW, PASSWORD, SINCE, STREET, make_hat, make_office
from wangge.deputies.models import StationNotice
from wangge.deputies.queries.notice_boards import notices
from wangge.deputies.services.notice_boards import WORDS_MOST, NoticeText, put_up, take_down
from wangge.deputies.services.seats import open_station
from wangge.foundation.models import Event
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
TEXT = NoticeText("接待日改期", "本月改在 16 日。\n地点不变。", TODAY, TODAY + timedelta(days=7))


def station() -> tuple[UUID, Hat]:
    """A station and the clerk of the congress office."""
    make_office(password=PASSWORD)
    place = open_station(COUNTY, STREET, "花园路代表之家", address="示例路 1 号", from_on=SINCE, now=NOW)
    return place, make_hat("renda", PostKind.CONGRESS_CLERK, COUNTY, password=PASSWORD)


def titles(place: UUID, on: date, *, to_come: bool = False) -> list[str]:
    return [one.title for one in notices(COUNTY, place, on, to_come=to_come)]


def test_a_notice_hangs_from_its_first_day_to_its_last_and_is_kept() -> None:
    place, clerk = station()
    later = NoticeText("换届公告", "见附页。", TODAY + timedelta(days=3), TODAY + timedelta(days=4))

    put_up(place, TEXT, hat=clerk, now=NOW)
    put_up(place, later, hat=clerk, now=NOW)

    assert titles(place, TODAY) == ["接待日改期"]
    assert titles(place, TODAY, to_come=True) == ["换届公告", "接待日改期"]
    assert titles(place, later.first) == ["换届公告", "接待日改期"]
    assert titles(place, TEXT.last) == ["接待日改期"]
    assert titles(place, TEXT.last + timedelta(days=1)) == []
    assert StationNotice.objects.count() == 2


def test_what_is_taken_down_is_out_of_sight_and_kept_with_its_moment() -> None:
    place, clerk = station()
    key = put_up(place, TEXT, hat=clerk, now=NOW)

    take_down(key, hat=clerk, now=NOW)
    take_down(key, hat=clerk, now=NOW + timedelta(hours=1))

    assert titles(place, TODAY) == []
    assert StationNotice.objects.get().taken_down_at == NOW


def test_the_record_says_that_a_notice_was_put_up_without_its_words() -> None:
    place, clerk = station()

    key = put_up(place, TEXT, hat=clerk, now=NOW)
    take_down(key, hat=clerk, now=NOW)

    told = Event.objects.filter(subject=place, kind__startswith="deputies.notice_").order_by(
        "recorded_at", "id"
    )
    assert [one.kind for one in told] == ["deputies.notice_put_up", "deputies.notice_taken_down"]
    assert all(key.hex in str(one.payload) for one in told)
    assert TEXT.title not in str([one.payload for one in told])


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        (NoticeText(" ", "x", TODAY, TODAY), "station.notice_words", "title"),
        (NoticeText("x", "", TODAY, TODAY), "station.notice_words", "words"),
        (NoticeText("x", "长" * (WORDS_MOST + 1), TODAY, TODAY), "station.notice_words", "words"),
        (NoticeText("x", "x", TODAY, TODAY - timedelta(days=1)), "station.notice_days", "last"),
        (NoticeText("x", "x", TODAY - timedelta(days=3), TODAY - timedelta(days=1)), "station.notice_days", "last"),
    ],
    ids=["no-title", "no-words", "too-long", "ends-before-it-begins", "over"],
)  # fmt: skip
def test_a_notice_that_nobody_could_read_is_refused(text: NoticeText, code: str, field: str) -> None:
    place, clerk = station()

    with pytest.raises(Refused) as refused:
        put_up(place, text, hat=clerk, now=NOW)

    assert (refused.value.code, refused.value.facts["field"]) == (code, field)
    assert not StationNotice.objects.exists()


def test_only_the_congress_office_keeps_the_board() -> None:
    place, clerk = station()
    key = put_up(place, TEXT, hat=clerk, now=NOW)
    worker = make_hat("other", PostKind.GRID_WORKER, STREET)

    for act in (
        lambda: put_up(place, TEXT, hat=worker, now=NOW),
        lambda: take_down(key, hat=worker, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "deputy.not_the_office"

    assert titles(place, TODAY) == ["接待日改期"]


def test_the_office_puts_up_on_the_page_what_everybody_reads_there(client: Client) -> None:
    place, _ = station()
    page = f"/deputies/public/{COUNTY}/stations/{place.hex}/"
    office = Client()
    office.post("/login/", {"login": "renda", "password": PASSWORD})
    said = {"title": "接待日改期", "words": "本月改在 16 日。", "first": "2020-01-01", "last": "2099-12-31"}

    refused = office.post(f"{page}notice", said | {"last": "随便"})
    shown = office.post(f"{page}notice", said, follow=True).content.decode()
    public = client.get(page).content.decode()

    assert refused.status_code == 422
    assert "本月改在 16 日。" in refused.content.decode(), "what was typed stays"
    assert "撤下" in shown
    assert "本月改在 16 日。" in public
    assert "撤下" not in public
    assert "张贴告示" not in public
    key = StationNotice.objects.get().pk.hex
    assert "本月改在" not in office.post(f"{page}notice", {"down": key}, follow=True).content.decode()


def test_who_is_not_of_the_office_is_refused_by_post_too(client: Client) -> None:
    place, _ = station()
    make_hat("worker9", PostKind.GRID_WORKER, STREET, password=PASSWORD)
    client.post("/login/", {"login": "worker9", "password": PASSWORD})

    answer = client.post(f"/deputies/public/{COUNTY}/stations/{place.hex}/notice", {"title": "x", "words": "x",
                         "first": "2020-01-01", "last": "2099-12-31"})  # fmt: skip

    assert answer.status_code == 403
    assert not StationNotice.objects.exists()


def test_a_notice_until_a_year_that_nobody_means_is_refused_and_the_page_stands(client: Client) -> None:
    place, _ = station()
    client.post("/login/", {"login": "renda", "password": PASSWORD})
    address = f"/deputies/public/{COUNTY}/stations/{place.hex}/"

    answer = client.post(
        f"{address}notice", {"title": "x", "words": "x", "first": f"{TODAY}", "last": "9999-12-31"}
    )

    assert answer.status_code == 422
    assert not StationNotice.objects.exists()
    assert client.get(address).status_code == 200
