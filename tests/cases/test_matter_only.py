"""Matters that point at people: no point, no photo, no search, in no map, duplicate, training or public page.

Every way by which a case becomes a place, an example or a page is one door below. A new one (hot spots, forecasts,
rounds, a wall) belongs here, too; all of them ask `queries.exposure.open_kinds` or `exposure_of`.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import (
    COMMUNITIES,
    COUNTY,
    COVER,
    GRIDS,
    NOW,
    PASSWORD,
    Office,
    a_report,
    inside,
    make_office,
)
from tests.house.reading import SOURCE, modules, place
from tests.pictures import a_photo
from wangge.cases.models import Case, CaseText, Photo
from wangge.cases.queries.exposure import open_kinds, public_row
from wangge.cases.queries.figures import ANY_KIND, UNIT, Slice, read_counts
from wangge.cases.queries.listing import Filters, page_of
from wangge.cases.queries.mapping import Box, clusters, department_counts
from wangge.cases.queries.page import dossier
from wangge.cases.services.brought import Brought
from wangge.cases.services.history import HistoricCase, take_in_history
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import move_case
from wangge.cases.services.placing import confirm_place
from wangge.cases.services.reference import set_up_county
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.models import Event
from wangge.foundation.worker import work_off
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.levels import Level
from wangge.rules.periods import Period

PETITION, NEIGHBOURS, FAMILY = (f"people-matters:event:010{number}" for number in (1, 2, 3))
VIOLENCE, LIFE = (f"people-matters:event:020{number}" for number in (1, 2))
DISPUTE = "zz-ledger:event:0501"
KINDS = [PETITION, NEIGHBOURS, FAMILY, VIOLENCE, LIFE, DISPUTE]
WORDS, ADDRESS = "三楼住户夜里争吵", "花园路3号院5号楼"
HERE = Box(113.6, 34.7, 113.8, 34.9)
pytestmark = pytest.mark.django_db
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def office() -> Office:
    office = make_office(password=PASSWORD)
    set_up_county(COUNTY, zh="金水区", en="Jinshui", schemes=["CJ/T 214-2007", "zz-ledger", "people-matters"])
    return office


@dataclass(frozen=True)
class Two:
    """A matter that points at people and a broken cover, reported from the same spot."""

    people: UUID
    cover: UUID


def two(office: Office, kind: str = VIOLENCE) -> Two:
    people = report_case(office.worker, a_report(category=kind, words=WORDS, place=ADDRESS), now=NOW)
    cover = report_case(office.worker, a_report(category=COVER), now=NOW)
    work_off(CONSUMERS)
    return Two(people.case_id, cover.case_id)


@each_kind
def test_its_place_is_its_community_whatever_was_sent(office: Office, kind: str) -> None:
    case = Case.objects.get(pk=two(office, kind).people)

    assert (case.unit, case.community, case.grid) == (COMMUNITIES[0], COMMUNITIES[0], "")
    assert (case.lon_e7, case.lat_e7, case.cell, case.accuracy_m, case.candidates) == (None, None, "", 0, "")


@each_kind
def test_neither_its_event_nor_its_row_holds_the_point_or_the_address(office: Office, kind: str) -> None:
    people = two(office, kind).people
    lon, lat = inside(GRIDS[0])

    written = Event.objects.get(subject=people).payload
    text = CaseText.objects.get(case=people)

    assert str(round(lon * 1e7)) not in written
    assert str(round(lat * 1e7)) not in written
    assert GRIDS[0] not in written
    assert (text.words, text.place) == (WORDS, "")


@each_kind
def test_it_takes_no_photo(office: Office, kind: str) -> None:
    with pytest.raises(Refused, match=r"case\.photo_of_people"):
        report_case(office.worker, a_report(category=kind, photos=(a_photo(),)), now=NOW)

    assert Case.objects.count() == Photo.objects.count() == 0


def test_an_act_on_it_takes_no_photo_either(office: Office) -> None:
    people = two(office).people

    with pytest.raises(Refused, match=r"case\.photo_of_people"):
        move_case(people, "file", hat=office.leader, now=NOW, brought=Brought(photos=(a_photo(),)))

    assert dossier(office.leader, people, now=NOW).case.state == "reported"


def test_nobody_can_give_it_a_grid_afterwards(office: Office) -> None:
    with pytest.raises(Refused, match=r"case\.matter_only"):
        confirm_place(two(office).people, GRIDS[0], hat=office.leader, now=NOW)


@each_kind
def test_it_cannot_be_found_by_its_words(office: Office, kind: str) -> None:
    both = two(office, kind)

    by_words = {case.id for query in (WORDS, WORDS[:4], ADDRESS, "争吵") for case in found(office, query)}
    by_number = {case.id for case in found(office, Case.objects.get(pk=both.people).number)}

    assert both.people not in by_words
    assert by_number == {both.people}
    assert {case.id for case in found(office, "井盖")} == {both.cover}


def test_words_of_later_acts_and_places_do_not_make_it_findable(office: Office) -> None:
    people = two(office).people
    move_case(people, "file", hat=office.leader, now=NOW, brought=Brought(words="争吵已劝开"))
    move_case(people, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="parks"))
    confirm_place(people, COMMUNITIES[1], hat=office.leader, now=NOW)

    assert found(office, "争吵") == []


def found(office: Office, query: str) -> list[Case]:
    return page_of(office.administrator, Filters(q=query)).rows


def on_clusters(office: Office, two: Two) -> int:
    lon, lat = inside(GRIDS[0])
    near = Box(lon - 0.005, lat - 0.005, lon + 0.005, lat + 0.005)
    from_afar, from_near = (
        sum(cluster.n for cluster in clusters(office.administrator, COUNTY, box, zoom))
        for box, zoom in ((HERE, 12), (near, 16))
    )
    return max(from_afar, from_near)


def in_colours_of_the_map(office: Office, two: Two) -> int:
    client = Client()
    client.post("/login/", {"login": "administrator", "password": PASSWORD})
    shown = client.get(f"/cases/map/?unit={COUNTY}&level=community").context
    return max(sum(row["value"] for row in shown["units"]), int(shown["total"]))


def in_a_departments_map(office: Office, two: Two) -> int:
    for case, department in ((two.people, "water"), (two.cover, "water")):
        move_case(case, "file", hat=office.leader, now=NOW)
        move_case(case, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department=department))
    return department_counts(office.handler, COUNTY, Level.COMMUNITY).n(0, Figure.OPEN, COUNTY)


def in_the_list_behind_the_map(office: Office, two: Two) -> int:
    return len(page_of(office.administrator, Filters(figure=Figure.OPEN, is_mapped=True)).rows)


def in_open_kinds(office: Office, two: Two) -> int:
    return Case.objects.filter(open_kinds(COUNTY), county=COUNTY).count()


def on_the_public_page(office: Office, two: Two) -> int:
    return sum(public_row(COUNTY, case) is not None for case in (two.people, two.cover))


def in_map_cells(office: Office, two: Two) -> int:
    return Case.objects.exclude(cell="").count()


DOORS: list[Callable[[Office, Two], int]] = [
    on_clusters, in_colours_of_the_map, in_a_departments_map, in_the_list_behind_the_map, in_open_kinds,
    on_the_public_page, in_map_cells,
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize("kind", [PETITION, LIFE, DISPUTE])
def test_of_two_cases_at_one_spot_only_the_cover_is_there(
    office: Office, kind: str, door: Callable[[Office, Two], int]
) -> None:
    assert door(office, two(office, kind)) == 1


@each_kind
def test_history_that_is_imported_keeps_no_words_to_search_by(office: Office, kind: str) -> None:
    past = HistoricCase(
        stream="old", source_ref="1", category=kind, unit=COMMUNITIES[0], located="named", provisional=False,
        candidates=(), lon_e7=None, lat_e7=None, accuracy_m=0, reported_at=NOW, closed_at=None, due_at=None,
        outcome="", words=WORDS, place="", channel="hotline", department="",
    )  # fmt: skip

    take_in_history(COUNTY, [past], now=NOW)

    assert found(office, "争吵") == []


def test_it_still_counts_among_the_work_of_its_community(office: Office) -> None:
    two(office)

    counts = read_counts(COUNTY, [Slice((Figure.OPEN,), (COMMUNITIES[0],), ANY_KIND, Period(), UNIT)])

    assert counts.n(0, Figure.OPEN, COMMUNITIES[0]) == 2


def test_a_petition_leaves_to_its_legal_channel_with_the_receipt_and_is_not_counted_as_solved(
    office: Office,
) -> None:
    petition = two(office, PETITION).people

    with pytest.raises(Refused, match=r"case\.proof_missing"):
        move_case(petition, "advise", hat=office.leader, now=NOW)
    moved = move_case(
        petition,
        "advise",
        hat=office.leader,
        now=NOW,
        brought=Brought(words="区信访局，受理编号 XF-2024-0305"),
    )

    work_off(CONSUMERS)
    counts = read_counts(COUNTY, [Slice((Figure.SOLVED, Figure.OPEN), (COUNTY,), ANY_KIND, Period(), UNIT)])
    assert moved.state == "advised"
    assert "XF-2024-0305" in " ".join(dossier(office.leader, petition, now=NOW).remarks.values())
    assert (counts.n(0, Figure.SOLVED, COUNTY), counts.n(0, Figure.OPEN, COUNTY)) == (0, 1)


def test_whoever_reads_cases_by_map_cell_asks_what_may_be_shown() -> None:
    # A static look at the source: a query that narrows cases by cell or coordinates names open_kinds or exposure_of,
    # or takes only kinds that are in public and not about people.
    careless = [
        place(file)
        for file in modules()
        if "queries" in file.relative_to(SOURCE).parts and _reads_points(file.read_text())
        and not {"open_kinds", "exposure_of"} & _names(file.read_text())
        and not {"in_public", "matter_only"} <= _attributes(file.read_text())
    ]  # fmt: skip

    assert careless == []


def _reads_points(source: str) -> bool:
    words = {node.arg for node in ast.walk(ast.parse(source)) if isinstance(node, ast.keyword) and node.arg}
    return "Case" in _names(source) and any(
        word.startswith(("lon_e7__", "lat_e7__", "cell__")) for word in words
    )


def _attributes(source: str) -> set[str]:
    return {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}


def _names(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
