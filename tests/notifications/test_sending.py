"""A channel that fails or hangs delays nobody else, and what died on its way goes out again and says so."""

from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files

import pytest
from django.utils import timezone

from tests.builders import COUNTY, NOW, Office, make_office
from tests.cases.walking import Walk
from tests.notifications.sinks import MailServer, Service, running
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.worker import work_off
from wangge.notifications.models import Delivery
from wangge.notifications.queries.inbox import deliveries
from wangge.notifications.services.channels import close_channel, load_book, open_channel
from wangge.notifications.services.sending import DEAD_AFTER, send_due
from wangge.rules.errors import Refused
from wangge.rules.notices import WAITS

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Apprise loads all of its services; one of them imports what a later Python will not have.
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),
]


@pytest.fixture(autouse=True)
def at_ten_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def service() -> Iterator[Service]:
    with running(Service()) as made:
        yield made


def dispatched(office: Office) -> str:
    walk = Walk(office)
    walk.to("dispatched")
    work_off(CONSUMERS)
    return str(walk.case.number)


def test_a_message_reaches_a_real_service_in_the_channels_language(office: Office, service: Service) -> None:
    open_channel(COUNTY, "水务", "chat", service.address, department="water", language="en", now=NOW)
    number = dispatched(office)

    sent = send_due(now=NOW)

    assert (sent, [row.fault for row in deliveries(COUNTY)]) == (1, [""])
    [text] = service.taken
    assert number in text
    assert "a new task" in text
    assert [row.state for row in deliveries(COUNTY)] == ["sent"]
    assert send_due(now=NOW) == 0


@pytest.mark.parametrize(("language", "says"), [("zh", "有新任务"), ("en", "a new task")])
def test_a_mail_reaches_a_real_mail_server_readable_in_the_channels_language(
    office: Office, language: str, says: str
) -> None:
    usual = (files("wangge.notifications") / "data" / "usual.toml").read_text("utf-8")
    by_mail = usual.replace('means = ["chat", "sms"]', 'means = ["mail"]')
    with running(MailServer()) as server:
        open_channel(COUNTY, "水务", "mail", server.address, department="water", language=language, now=NOW)
        load_book(COUNTY, by_mail, from_on=NOW.date(), source="test", now=NOW)
        number = dispatched(office)

        assert send_due(now=NOW) == 1

    [mail], [envelope] = server.mails, server.envelopes
    body = mail.get_body(("plain", "html"))
    assert body is not None
    assert number in body.get_content()
    assert says in body.get_content()
    assert "water@street.example" in envelope[-1]
    assert number in mail["Subject"]
    assert (mail["To"], [row.state for row in deliveries(COUNTY)]) == ("water@street.example", ["sent"])


def test_a_service_that_fails_is_tried_again_and_given_up_in_the_end(
    office: Office, service: Service
) -> None:
    open_channel(COUNTY, "水务", "chat", service.address, department="water", now=NOW)
    dispatched(office)
    service.status = 500
    now, tries = NOW, 0

    while due := Delivery.objects.get().due_at:
        now = max(due, now)
        send_due(now=now)
        tries += 1

    assert tries == len(service.taken) == len(WAITS) + 1
    [row] = deliveries(COUNTY)
    assert (row.state, bool(row.fault)) == ("failed", True)


def test_a_service_that_is_not_there_delays_nobody_elses_message(office: Office, service: Service) -> None:
    open_channel(COUNTY, "没人", "sms", "json://127.0.0.1:1/", department="water", now=NOW)
    open_channel(COUNTY, "水务", "chat", service.address, department="water", now=NOW)
    dispatched(office)

    sent = send_due(now=NOW)

    assert sent == 1
    assert len(service.taken) == 1
    assert sorted(row.state for row in deliveries(COUNTY)) == ["again", "sent"]


def test_a_try_that_died_on_its_way_goes_out_again_and_says_that_it_may_be_the_second(
    office: Office, service: Service
) -> None:
    open_channel(COUNTY, "水务", "chat", service.address, department="water", now=NOW)
    dispatched(office)

    class Killed(BaseException):
        pass

    def die(_address: str, _text: str) -> str:
        raise Killed

    with pytest.raises(Killed):
        send_due(now=NOW, post=die)
    at_once = send_due(now=NOW + timedelta(seconds=10))
    later = send_due(now=NOW + DEAD_AFTER)

    assert (at_once, later) == (0, 1)
    assert service.taken[0].startswith("（可能重复）")


def test_the_digest_is_one_message_for_many(office: Office, service: Service) -> None:
    open_channel(COUNTY, "督办", "chat", service.address, unit=office.overseer.unit, now=NOW)
    dispatched(office)
    row = Delivery.objects.create(
        county=COUNTY, channel=_channel(), event="case.overdue", subject=office.worker.post_id,
        facts={"number": "A-1", "occasion": "always"}, is_digest=True, made_at=NOW, due_at=NOW,
    )  # fmt: skip
    Delivery.objects.create(
        county=COUNTY, channel=row.channel, event="case.overdue", subject=office.worker.post_id,
        facts={"number": "A-2", "occasion": "always"}, is_digest=True, made_at=NOW, due_at=NOW,
    )  # fmt: skip

    send_due(now=NOW)

    [text] = service.taken
    assert text.splitlines()[0] == "今日汇总，共2条："
    assert "A-1" in text
    assert "A-2" in text


def test_the_address_of_a_channel_rests_sealed_and_a_closed_one_is_told_nothing(office: Office) -> None:
    from wangge.notifications.models import Channel

    open_channel(COUNTY, "水务", "chat", "json://token@127.0.0.1/", department="water", now=NOW)
    close_channel(COUNTY, "水务", now=NOW)
    dispatched(office)

    assert "token" not in Channel.objects.get().address
    assert Delivery.objects.count() == 0
    with pytest.raises(Refused, match=r"notice\.channel_unknown"):
        close_channel(COUNTY, "水务", now=NOW)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"means": "pigeon"}, "notice.means_unknown"),
        ({"language": "fr"}, "notice.language_unknown"),
        ({"address": " "}, "notice.address_empty"),
        ({"department": "nobody"}, "notice.channel_whose"),
    ],
)
def test_a_channel_that_could_not_work_is_refused(office: Office, told: dict[str, str], code: str) -> None:
    plain = {"means": "chat", "address": "json://127.0.0.1/", "department": "water", "language": "zh"}
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        open_channel(COUNTY, "水务", **(plain | told), now=NOW)  # type: ignore[arg-type]


def _channel() -> object:
    from wangge.notifications.models import Channel

    return Channel.objects.get().id
