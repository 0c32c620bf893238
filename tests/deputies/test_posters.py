"""A sheet to hang up opens the public page of a station or of a deputy in office; a former deputy has none."""

import re

import pytest
import segno
from django.test import Client
from django.urls import reverse

from tests.builders import COUNTY, NOW
from tests.deputies.seats import make_council
from wangge.deputies.models import Station
from wangge.deputies.services.seats import end_seat

pytestmark = pytest.mark.django_db


def shapes(page: str) -> list[str]:
    return re.findall(r' d="([^"]+)"', page)


def test_the_code_of_a_station_and_of_a_deputy_is_the_address_of_their_public_pages(client: Client) -> None:
    council = make_council()
    station = Station.objects.get().pk.hex

    for sheet, page, key in (
        ("station_poster", "station", station),
        ("deputy_poster", "deputy", council.deputy.hex),
    ):
        to = reverse(f"deputies:{page}", args=[COUNTY, key])
        shown = client.get(reverse(f"deputies:{sheet}", args=[COUNTY, key])).content.decode()
        [drawn] = shapes(segno.make(f"http://testserver{to}", error="q", micro=False).svg_inline())
        assert drawn in shapes(shown)
        assert client.get(to).status_code == 200
        assert reverse(f"deputies:{sheet}", args=[COUNTY, key]) in client.get(to).content.decode()


def test_a_former_deputy_has_no_sheet(client: Client) -> None:
    council = make_council()
    end_seat(COUNTY, council.seat, until_on=NOW.date(), now=NOW)

    assert client.get(reverse("deputies:deputy_poster", args=[COUNTY, council.deputy.hex])).status_code == 404
