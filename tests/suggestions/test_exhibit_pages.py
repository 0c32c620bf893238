"""A paper that is founded on a cluster carries its file: map, timeline, photos, units tried, and the frozen list."""

from uuid import UUID

import pytest
from django.test import Client

from tests.builders import COUNTY, GRIDS, NOW, PASSWORD, a_report, inside
from tests.pictures import a_photo
from tests.suggestions.council import Council, make_council
from tests.suggestions.opening import openings
from tests.suggestions.test_joined import reports, searched
from wangge.cases.queries.photos import photos_of
from wangge.cases.services.erasing import erase_words
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import add_voice
from wangge.cases.services.photos import hide_in_photo
from wangge.suggestions.queries.clusters import clusters_in, exhibit_of
from wangge.suggestions.services.clusters import found_paper

pytestmark = pytest.mark.django_db


def drafted(council: Council) -> tuple[UUID, UUID, str]:
    """A draft on four cases, one with a photo that a resident sent: the paper, that case, the photo."""
    lon, lat = inside(GRIDS[0])
    pictured = a_report(GRIDS[0], lon=lon, lat=lat, photos=(a_photo(),), channel="hotline")
    case = report_case(council.office.clerk, pictured, now=NOW).case_id
    reports(council, 3)
    searched()
    [cluster] = clusters_in(COUNTY, (GRIDS[0],))
    key = found_paper(cluster.id, hat=council.hats[0], now=NOW)
    return key, case, photos_of(COUNTY, case)[0].sha256


def page_of(client: Client, paper: UUID) -> str:
    return client.get(f"/suggestions/papers/{paper.hex}/").content.decode()


def test_the_draft_shows_map_timeline_photo_and_the_frozen_list_with_its_checksum(client: Client) -> None:
    council = make_council(password=PASSWORD)
    paper, _case, sha256 = drafted(council)
    client.post("/login/", {"login": "deputy0", "password": PASSWORD})

    page = page_of(client, paper)

    row = exhibit_of(COUNTY, paper)
    assert row is not None
    assert row.checksum in page
    assert all(
        f"{case.hex}\n" in page and line.number in page
        for case, line in zip(row.cases, row.lines, strict=True)
    )
    assert page.count('class="file-dot') == len(row.cases)
    photo = f"/suggestions/public/{COUNTY}/photos/{sha256}/"
    assert photo in page
    assert client.get(photo).headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("how", ["hidden by hand", "erased"])
def test_a_photo_taken_out_of_the_public_view_is_no_longer_shown_and_the_page_says_so(
    client: Client, how: str
) -> None:
    council = make_council(password=PASSWORD)
    paper, case, sha256 = drafted(council)
    client.post("/login/", {"login": "deputy0", "password": PASSWORD})

    if how == "erased":
        erase_words(case, hat=council.office.dispatcher, asked_by="resident", now=NOW)
    else:
        hide_in_photo(case, sha256, "100,100,250,250", hat=council.office.dispatcher, now=NOW)

    page = page_of(client, paper)
    assert sha256 not in page
    assert "此后撤出公开的照片不再显示。" in page
    assert client.get(f"/suggestions/public/{COUNTY}/photos/{sha256}/").status_code == 404


def test_each_number_of_the_file_opens_so_many_lines(client: Client) -> None:
    council = make_council(password=PASSWORD)
    paper, _case, _sha256 = drafted(council)
    client.post("/login/", {"login": "deputy0", "password": PASSWORD})

    opened = openings(client, f"/suggestions/papers/{paper.hex}/")

    assert len(opened) >= 4
    assert [one for one in opened if one.n != one.rows] == []


def test_how_often_it_was_told_of_opens_each_telling_as_it_was_frozen_without_anybodys_name(
    client: Client,
) -> None:
    council = make_council(password=PASSWORD)
    cases = reports(council, 4)
    add_voice(council.office.neighbour, cases[0], now=NOW)
    searched()
    [cluster] = clusters_in(COUNTY, (GRIDS[0],))
    key = found_paper(cluster.id, hat=council.hats[0], now=NOW)
    add_voice(council.office.leader, cases[0], now=NOW)
    client.post("/login/", {"login": "deputy0", "password": PASSWORD})

    for address, n in ((f"/suggestions/papers/{key.hex}/", 5), (f"/suggestions/clusters/{cluster.hex}/", 6)):
        opened = {one.url: one for one in openings(client, address)}
        all_of_it = opened[f"{address}?of=told#line"]
        one_case = opened[f"{address}?of=told.{cases[0].hex}#line"]
        assert (all_of_it.n, all_of_it.rows) == (n, n)
        assert (one_case.n, one_case.rows) == (n - 3, n - 3)
        page = client.get(f"{address}?of=told").content.decode()
        listed = page[page.index('id="line"') :]
        listed = listed[: listed.index("</section>")]
        assert "我也看到" in listed
        assert not any(hat.name in listed for hat in (council.office.neighbour, council.office.worker))
