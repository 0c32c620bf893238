"""What a desk knows of the phones in its scope: which there are, and what they never delivered."""

import pytest
from django.utils import timezone

from tests.builders import NOW, PASSWORD, make_office
from tests.field.phones import Phone
from wangge.field.queries.devices import devices, not_delivered

pytestmark = pytest.mark.django_db


def test_a_desk_sees_what_a_phone_announced_and_never_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    office = make_office(password=PASSWORD)
    phone = Phone("worker")
    kept = [phone.report() for _ in range(3)]
    phone.results(kept[0], announced=[one["id"] for one in kept])

    [gap] = not_delivered(office.leader)

    assert (gap.login, gap.label, gap.count, gap.since) == ("worker", "口袋", 2, NOW)
    assert gap.device == devices(office.leader)[0].id
    assert not_delivered(office.neighbour) == []
    phone.results(*kept)
    assert not_delivered(office.leader) == []


def test_only_a_minding_post_sees_the_phones_of_others() -> None:
    office = make_office(password=PASSWORD)
    for login in ("worker", "neighbour", "leader"):
        Phone(login)

    assert [one.login for one in devices(office.leader)] == ["leader", "neighbour", "worker"]
    assert [one.login for one in devices(office.worker)] == ["worker"]
    assert devices(office.handler) == []
