"""Pages and files of a bulletin: numbers open their lists, files verify, and who has no business with it sees none."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import COUNTY, GRIDS, NOW, PASSWORD, STREET, make_hat
from tests.bulletins.week import MONDAY, WEEK, make_newsroom, settle
from tests.cases.walking import Walk
from wangge.bulletins.models import Bulletin
from wangge.bulletins.queries import kept
from wangge.bulletins.queries.series import readers
from wangge.bulletins.services.drafting import draft, draft_due
from wangge.bulletins.services.issuing import issue
from wangge.bulletins.services.series import send_to
from wangge.cases.queries.desk import desk
from wangge.config.cli import main
from wangge.foundation.ids import uuid7
from wangge.people.hats import Hat
from wangge.rules.bulletins import Cadence, running
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db


def client_of(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def test_every_number_of_a_draft_opens_exactly_its_cases() -> None:
    room = make_newsroom(password=PASSWORD)
    draft_due(now=MONDAY)
    client = client_of(room.owner)

    page = client.get(f"/bulletins/{Bulletin.objects.get().pk.hex}/").content.decode()

    links = re.findall(r'href="(/cases/\?figure=[^"]+)">([\d,]+)<', page)
    assert len(links) >= 10
    for address, n in links:
        assert client.get(address.replace("&amp;", "&")).context["total"] == int(n), address


def test_a_bulletin_is_remarked_issued_downloaded_and_verified(tmp_path: Path) -> None:
    room = make_newsroom(password=PASSWORD)
    draft_due(now=MONDAY)
    at = f"/bulletins/{Bulletin.objects.get().pk.hex}/"
    client = client_of(room.owner)

    client.post(f"{at}remark", {"words": "雨后积水较多。"})
    client.post(f"{at}issue")
    page = client.get(at).content.decode()
    files = {form: client.get(f"{at}copy.{form}") for form in ("json", "html", "pdf")}
    for form, response in files.items():
        (tmp_path / f"b.{form}").write_bytes(response.content)
    (tmp_path / "altered.json").write_bytes(files["json"].content.replace("积水".encode(), b"x"))
    (tmp_path / "altered.html").write_bytes(files["html"].content.replace(b"</h1>", b"!</h1>"))

    said = Bulletin.objects.get().digest
    assert said in page
    assert said in files["html"].content.decode()
    assert files["pdf"].content.startswith(b"%PDF")
    assert json.loads(files["json"].content)["digest"] == said
    assert [main(["bulletins", "verify", str(tmp_path / f"b.{form}")]) for form in files] == [0, 0, 0]
    assert main(["bulletins", "verify", str(tmp_path / "altered.json")]) == 1
    assert main(["bulletins", "verify", str(tmp_path / "altered.html")]) == 1
    (tmp_path / "other.txt").write_text("nothing", encoding="utf-8")
    assert main(["bulletins", "verify", str(tmp_path / "other.txt")]) == 2


def test_who_it_was_sent_to_signs_on_the_page_and_others_do_not_see_it() -> None:
    room = make_newsroom(password=PASSWORD)
    draft_due(now=MONDAY)
    row = Bulletin.objects.get()
    at = f"/bulletins/{row.pk.hex}/"
    handler, stranger = client_of(room.office.handler), client_of(room.office.stranger)
    draft_seen = handler.get(at).status_code
    issue(row.pk, hat=room.owner, now=MONDAY)

    listed = handler.get("/bulletins/").content.decode()
    signed = handler.post(f"{at}sign")

    assert (draft_seen, signed.status_code, stranger.get(at).status_code) == (404, 302, 404)
    assert row.pk.hex in listed
    # A department's own lists are narrower, so the numbers are shown to it without links.
    assert "/cases/?figure" not in handler.get(at).content.decode()
    assert client_of(room.owner).get("/cases/mine/").status_code in {200, 404}


def test_a_unit_finds_its_bulletins_behind_any_number_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    room = make_newsroom()
    draft_due(now=MONDAY)
    row = Bulletin.objects.get()
    issue(row.pk, hat=room.owner, now=MONDAY)
    own = row.pk
    for number in range(3):
        row.pk, row.unit, row.composed_at = uuid7(), GRIDS[number], MONDAY + timedelta(days=1)
        row.save(force_insert=True)
    monkeypatch.setattr(kept, "LIST_MOST", 1)

    assert [one.id for one in kept.bulletins(make_hat("far", PostKind.GRID_HEAD, GRIDS[3]))] == []
    assert [one.id for one in kept.bulletins(room.office.handler)] == [own]


def test_only_a_number_with_cases_or_alarms_behind_it_opens_them() -> None:
    room = make_newsroom(password=PASSWORD)
    draft_due(now=MONDAY)
    at = f"/bulletins/{Bulletin.objects.get().pk.hex}/behind"

    client = client_of(room.owner)

    assert [client.get(f"{at}/{one}/").status_code for one in ("numbers/0", "nothing/0", "numbers/99")] == [
        404
    ] * 3


def test_who_is_sent_a_bulletin_anew_gets_it_by_one_row() -> None:
    make_newsroom()
    for day in (date(2024, 1, 1), date(2024, 2, 1)):
        send_to(COUNTY, STREET, Cadence.MONTH, post=PostKind.OVERSEER, at_unit=STREET, from_on=day)

    [row] = readers(COUNTY, STREET, Cadence.MONTH, on=date(2024, 3, 1))

    assert row.from_on == date(2024, 2, 1)
    assert len(readers(COUNTY, STREET, Cadence.MONTH, on=date(2024, 1, 15))) == 1


def test_posts_without_the_power_are_refused() -> None:
    room = make_newsroom(password=PASSWORD)
    draft_due(now=MONDAY)
    at = f"/bulletins/{Bulletin.objects.get().pk.hex}/"
    leader, worker = client_of(room.office.leader), client_of(room.office.worker)

    assert leader.post(f"{at}remark", {"words": "好"}).status_code == 302
    assert leader.post(f"{at}issue").status_code == 403
    assert worker.post("/bulletins/draft", {"unit": STREET, "period": WEEK}).status_code == 403
    assert leader.post("/bulletins/draft", {"unit": STREET, "period": WEEK}).status_code == 409
    assert leader.post("/bulletins/draft", {"unit": STREET, "period": "2024"}).status_code == 422
    assert leader.post("/bulletins/draft", {"unit": GRIDS[0], "period": WEEK}).status_code == 422
    assert leader.get("/bulletins/series/").status_code == 403
    assert client_of(room.office.administrator).get("/bulletins/series/").status_code == 200
    assert (
        client_of(make_hat("far", PostKind.GRID_HEAD, GRIDS[0], password=PASSWORD)).get(at).status_code == 404
    )


def test_series_and_readers_are_kept_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    make_newsroom()
    about = [COUNTY, STREET, "month", "--from", "2024-01-01"]

    assert main(["bulletins", "series", *about, "--hour", "8"]) == 0
    assert main(["bulletins", "send", *about, "--at-unit", STREET, "--post", "overseer"]) == 0
    assert main(["bulletins", "send", *about, "--department", "nowhere", "--post", "handler"]) == 2
    assert main(["bulletins", "series", COUNTY, GRIDS[0], "month", "--from", "2024-01-01"]) == 2
    assert (
        main(
            [
                "bulletins",
                "stop",
                *about[:3],
                "--from",
                "2024-02-01",
                "--at-unit",
                STREET,
                "--post",
                "overseer",
            ]
        )
        == 0
    )
    capsys.readouterr()
    main(["bulletins", "list", COUNTY, "--json"])

    month = next(row for row in json.loads(capsys.readouterr().out)["series"] if row["cadence"] == "month")
    assert (month["hour"], month["readers"]) == (8, [])


def test_steps_of_a_bulletin_open_exactly_their_acts() -> None:
    room = make_newsroom(password=PASSWORD)
    walk = Walk(room.office).to("handled")
    settle()
    on = desk(COUNTY).today(NOW)
    key = draft(STREET, running(Cadence.WEEK, on), hat=room.owner, now=NOW + timedelta(days=1))
    client = client_of(room.owner)

    page = client.get(f"/bulletins/{key.hex}/").content.decode()

    links = re.findall(r'href="(/cases/steps/\?[^"]+)">([\d,]+)<', page)
    assert walk.id
    assert any(int(n) for _, n in links)
    for address, n in links:
        opened = client.get(address.replace("&amp;", "&")).context["opened"]
        assert len(opened["rows"]) == int(n), address


def test_its_readers_find_it_in_their_news_and_on_their_work_page() -> None:
    room = make_newsroom(password=PASSWORD)
    draft_due(now=MONDAY)
    row = Bulletin.objects.get()
    issue(row.pk, hat=room.office.administrator, now=timezone.now())
    settle()
    client = client_of(room.owner)

    news = client.get("/notifications/").content.decode()
    work = client.get("/cases/waiting/").content.decode()

    assert f'href="/bulletins/{row.pk.hex}/"' in news
    assert WEEK in news
    assert f'href="/bulletins/{row.pk.hex}/"' in work


def test_an_administrator_says_on_the_page_who_gets_it_from_which_day() -> None:
    room = make_newsroom(password=PASSWORD)
    admin, leader = client_of(room.office.administrator), client_of(room.office.leader)
    reader = {"series": f"{STREET}/month", "place": f"unit:{STREET}", "post": "overseer"}

    begun = admin.post("/bulletins/series/begin", {"unit": STREET, "cadence": "month", "hour": "9"})
    sent = admin.post("/bulletins/series/send", reader)
    listed = admin.get("/bulletins/series/").context["rows"]
    wrong = admin.post("/bulletins/series/send", {**reader, "post": "handler"})
    nothing = admin.post("/bulletins/series/begin", {"unit": STREET, "cadence": "hour"})
    stopped = admin.post("/bulletins/series/send", {**reader, "stop": "1"})

    month = next(row for row in listed if row["key"] == f"{STREET}/month")
    assert (begun.status_code, sent.status_code, stopped.status_code) == (302, 302, 302)
    assert (month["hour"], [one["code"] for one in month["readers"]]) == (9, ["overseer"])
    assert (wrong.status_code, nothing.status_code) == (422, 422)
    assert leader.post("/bulletins/series/send", reader).status_code == 403
    again = admin.get("/bulletins/series/").context["rows"]
    assert next(row for row in again if row["key"] == f"{STREET}/month")["readers"] == []


@pytest.mark.parametrize("day", ["2024-02-30", "9999-12-31", "x"])
def test_nobody_is_sent_a_bulletin_from_a_day_that_there_is_not(day: str) -> None:
    office = make_newsroom(password=PASSWORD).office
    said = {"series": f"{STREET}/week", "post": "overseer", "place": f"unit:{STREET}", "from_on": day}

    answer = client_of(office.administrator).post("/bulletins/series/send", said)

    assert answer.status_code == 422
    assert day in answer.text
