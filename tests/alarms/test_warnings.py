"""Are public warnings (CAP 1.2) taken in safely: where they hold, what goes on from what, and what is only a test?"""

import pytest

from tests.alarms.things import groups
from tests.builders import COMMUNITIES, COUNTY, GRIDS, NOW, STREET, Office, inside, make_office
from wangge.alarms.models import Aside, Group, Message, Warned
from wangge.alarms.queries import open_groups
from wangge.alarms.services.judging import judge_as_case, judge_as_nothing
from wangge.alarms.services.taking import Became
from wangge.alarms.services.warning import take_cap
from wangge.foundation.models import Event
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db
SPACE = "urn:oasis:names:tc:emergency:cap:1.2"
FLOODED = "CJ/T 214-2007:event:0406"


@pytest.fixture(autouse=True)
def office() -> Office:
    return make_office()


def around(grid: str, side: float = 0.002) -> str:
    lon, lat = inside(grid)
    corners = [
        (lat - side, lon - side),
        (lat - side, lon + side),
        (lat + side, lon + side),
        (lat + side, lon - side),
    ]
    return "<polygon>" + " ".join(f"{a},{b}" for a, b in [*corners, corners[0]]) + "</polygon>"


def cap(
    number: int = 1, area: str = "", *, status: str = "Actual", kind: str = "Alert", references: str = "",
    severity: str = "Severe", scope: str = "Public", head: str = "", sent: str = "2024-03-05T09:50:00+08:00",
) -> bytes:  # fmt: skip
    named = f"<references>{references}</references>" if references else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}<alert xmlns="{SPACE}"><identifier>W{number}</identifier>
    <sender>zz@weather.example</sender><sent>{sent}</sent><status>{status}</status><msgType>{kind}</msgType>
    <scope>{scope}</scope>{named}<info><category>Met</category><event>暴雨</event><urgency>Expected</urgency>
    <severity>{severity}</severity><certainty>Likely</certainty><expires>2024-03-05T15:00:00+08:00</expires>
    <headline>暴雨橙色预警</headline><area><areaDesc>花园路</areaDesc>{area or around(GRIDS[0])}</area></info>
    </alert>""".encode()


def taken(body: bytes) -> Became | Refused:
    return take_cap(COUNTY, "weather", body, now=NOW)


def code(outcome: object) -> str:
    return str(getattr(outcome, "code", outcome))


def test_a_warning_waits_for_a_person_at_the_units_that_its_area_touches() -> None:
    assert taken(cap()) is Became.TAKEN

    [group] = groups()
    assert (group.kind, group.unit, group.level, group.place) == ("warning", GRIDS[0], 3, "暴雨橙色预警")
    assert Event.objects.filter(kind="alarm.raised").count() == 1
    assert taken(cap()) is Became.AGAIN
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("area", "unit"),
    [
        (around(GRIDS[0]), GRIDS[0]),
        (around(GRIDS[0]) + around(GRIDS[1]), COMMUNITIES[0]),
        ("<circle>{lat},{lon} 0.1</circle>", GRIDS[0]),
        ("<circle>{lat},{lon} 5</circle>", STREET),
        (
            "<geocode><valueName>GB/T 2260</valueName><value>410105002001</value></geocode>",
            COMMUNITIES[0][:12],
        ),
        ("<geocode><valueName>GB/T 2260</valueName><value>410105002000</value></geocode>", STREET),
    ],
)
def test_polygon_circle_and_code_lead_to_the_unit(area: str, unit: str) -> None:
    lon, lat = inside(GRIDS[0])

    outcome = taken(cap(area=area.format(lon=lon, lat=lat) if "circle" in area else area))

    assert outcome is Became.TAKEN
    assert [group.unit for group in groups()] == [unit]


def test_an_update_goes_on_and_a_cancel_ends_it_but_a_person_still_judges(office: Office) -> None:
    first = "zz@weather.example,W1,2024-03-05T09:50:00+08:00"
    taken(cap())

    taken(cap(2, kind="Update", references=first, severity="Extreme", sent="2024-03-05T09:55:00+08:00"))
    [group] = groups()
    assert (group.level, group.count, group.raised) == (4, 2, True)
    taken(cap(3, kind="Cancel", references=first, sent="2024-03-05T09:58:00+08:00"))

    [group] = groups()
    assert (group.raised, group.count, Warned.objects.filter(group=group.id).count()) == (False, 3, 3)
    judge_as_nothing(group.id, "settled", "", hat=office.leader, now=NOW)
    assert groups() == []


def test_an_update_that_reaches_further_waits_in_all_units_that_it_reaches() -> None:
    first = "zz@weather.example,W1,2024-03-05T09:50:00+08:00"
    taken(cap())

    taken(cap(2, around(GRIDS[3]), kind="Update", references=first, sent="2024-03-05T09:55:00+08:00"))

    [group] = groups()
    assert (group.unit, group.count) == (STREET, 2)
    assert [one.id for one in open_groups(COUNTY, STREET)] == [group.id]


def test_a_cancel_of_what_never_came_is_set_aside() -> None:
    outcome = taken(cap(9, kind="Cancel", references="zz@weather.example,W0,2024-03-05T09:50:00+08:00"))

    assert code(outcome) == "alarm.cap_unknown_reference"
    assert Aside.objects.get().source == "weather"


@pytest.mark.parametrize(("status", "kept"), [("Test", "test"), ("Exercise", "exercise")])
def test_a_test_or_exercise_is_shown_as_such_and_never_becomes_a_case(
    status: str, kept: str, office: Office
) -> None:
    taken(cap(status=status))
    [group] = groups()

    assert group.status == kept
    with pytest.raises(Refused, match=r"alarm\.only_a_test"):
        judge_as_case(group.id, FLOODED, "积水", hat=office.leader, now=NOW)


XXE = '<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (cap(head=XXE), "alarm.cap_forbidden"),
        (cap(head=LAUGHS), "alarm.cap_forbidden"),
        (cap(head='<!DOCTYPE alert SYSTEM "http://example.com/x.dtd">'), "alarm.cap_forbidden"),
        (b"<alert", "alarm.cap_unreadable"),
        (b"<alert/>", "alarm.cap_unreadable"),
        (b"", "alarm.cap_unreadable"),
        (cap(status="Draft"), "alarm.cap_unfit"),
        (cap(kind="Ack"), "alarm.cap_unfit"),
        (cap(scope="Private"), "alarm.cap_unfit"),
        (cap(severity="Huge"), "alarm.cap_unfit"),
        (cap(kind="Update", references="one,two"), "alarm.cap_unfit"),
        (cap(area="<polygon>1,2 3,4</polygon>"), "alarm.cap_unfit"),
        (cap(area="<circle>91,0 1</circle>"), "alarm.cap_unfit"),
        (cap(area=around(GRIDS[0]) * 1001), "alarm.cap_unfit"),
        (cap(area="<circle>10,10 1</circle>"), "alarm.cap_elsewhere"),
        (cap(sent="2024-03-05T09:50:00"), "alarm.cap_unfit"),
        (cap(sent="2030-03-05T09:50:00+08:00"), "alarm.in_the_future"),
        (cap(kind="Update"), "alarm.cap_missing"),
        (b"x" * 300_000, "alarm.too_long"),
    ],
)
def test_a_warning_that_is_unsafe_or_unfit_is_refused_with_its_code_and_set_aside(
    body: bytes, refused: str
) -> None:
    assert code(taken(body)) == refused

    assert not Group.objects.exists()
    assert Aside.objects.get().code == refused
