"""A deputy's report shows the suggestions led in its days and what came of them, and no one else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import COUNTY
from tests.suggestions.council import Way, make_council
from wangge.deputies.queries.seats import seats_of
from wangge.deputies.services.reports import announce
from wangge.suggestions.models import Suggestion

pytestmark = pytest.mark.django_db


def test_a_report_shows_what_its_deputy_led_in_its_days() -> None:
    council = make_council()
    way = Way(council, signers=2).registered()
    Suggestion.objects.update(is_public=True)
    first, held = way.at.date() - timedelta(days=30), way.at.date() + timedelta(days=30)

    def page(number: int, until: int) -> str:
        seat = seats_of(COUNTY, council.deputies[number], way.at.date())[0].id
        day = way.at.date() + timedelta(days=until)
        key = announce(seat, first, day, held, hat=council.clerk, now=way.at)
        return Client().get(reverse("deputies:public_report", args=[COUNTY, key.hex])).content.decode()

    at = reverse("suggestions:public_paper", args=[COUNTY, way.id.hex])
    assert at in page(0, 2)
    assert at not in page(0, -5)  # registered after its days
    assert at not in page(1, 2)  # signed, not led
