"""A rate is read as the county's dated row says; kinds and missed reports open their cases."""

import json
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.test import Client

from tests.builders import COUNTY, GRIDS, NOW, PASSWORD, STREET, a_report, make_hat, make_office
from tests.evaluation.street import FEBRUARY, make_street
from wangge.cases.models import Case, Category, Mark
from wangge.cases.queries.desk import forget_desks
from wangge.cases.queries.missed import missed
from wangge.cases.services.intake import report_case
from wangge.config.cli import main
from wangge.evaluation.queries.headline import headline
from wangge.evaluation.queries.readings import held_on, rates_said, readings
from wangge.evaluation.services.readings import choose_reading
from wangge.foundation.ids import uuid7
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind
from wangge.rules.scoring import Scope

pytestmark = pytest.mark.django_db
MONTH = Period(FEBRUARY)


def client_of(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def values(hat: Hat) -> dict[str, Fraction | None]:
    said = rates_said(hat, Scope.STREET, STREET, MONTH, now=NOW)
    return {one.held.reading.rate: one.value for one in said}


def defer(n: int) -> None:
    """So many cases of February were deferred."""
    for number, case in enumerate(Case.objects.order_by("number")[:n]):
        Mark.objects.create(
            county=COUNTY, case=case.pk, seq=90 + number, kind="deferred", department="water",
            at=case.reported_at + timedelta(days=1),
        )  # fmt: skip


def test_without_a_row_the_first_reading_holds_and_a_row_holds_from_its_first_day() -> None:
    street = make_street()
    admin = street.office.administrator
    defer(2)

    before = values(admin)
    choose_reading("closed_less_deferred", from_on=date(2024, 2, 1), source="金华办法", hat=admin, now=NOW)
    after = values(admin)

    # Eight solved, of eight that were due: six in time and two late; two of them deferred.
    assert (before["close_rate"], after["close_rate"]) == (Fraction(8, 8), Fraction(8, 6))
    assert held_on(COUNTY, date(2024, 1, 31))[0].from_on is None
    assert held_on(COUNTY, date(2024, 2, 1))[0].source == "金华办法"


def test_where_nothing_is_left_to_be_a_share_of_there_are_no_cases() -> None:
    street = make_street()
    admin = street.office.administrator
    choose_reading("closed_less_deferred", from_on=date(2024, 1, 1), source="test", hat=admin, now=NOW)
    defer(9)

    assert values(admin)["close_rate"] is None


def test_a_reading_is_chosen_by_its_makers_with_a_source() -> None:
    street = make_street()
    told = {"from_on": date(2024, 1, 1), "now": NOW}

    for code, hat, source, refusal in (
        ("filed_of_found", street.office.worker, "test", "evaluation.not_yours"),
        ("filed_of_wishes", street.office.administrator, "test", "evaluation.unknown_reading"),
        ("filed_of_found", street.office.administrator, " ", "evaluation.no_source"),
    ):
        with pytest.raises(Refused) as refused:
            choose_reading(code, source=source, hat=hat, **told)  # type: ignore[arg-type]
        assert refused.value.code == refusal


def test_readings_are_listed_and_chosen_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    make_street()

    act = ["choose", "reworked_of_due", "--from", "2024-01-01", "--source", "办法", "--as", "administrator"]
    chosen = main(["evaluation", *act])
    capsys.readouterr()
    main(["evaluation", "readings", COUNTY, "--on", "2024-02-01", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (chosen, told["holds"]["rework_rate"]["code"]) == (0, "reworked_of_due")
    assert told["packaged"].keys() == readings().keys()


def test_the_opening_is_two_lists_and_the_page_shows_rates_and_who_was_not_reached() -> None:
    make_street()
    found = headline(COUNTY, STREET, Period("2024-03"), now=NOW)
    client = client_of(make_hat("boss", PostKind.ACCOUNTABLE, STREET, password=PASSWORD))

    index = client.get("/evaluation/", {"unit": STREET, "period": FEBRUARY}).content.decode()
    page = client.get("/evaluation/rates/", {"unit": STREET, "period": FEBRUARY}).content.decode()
    kinds = client.get("/evaluation/kinds/", {"unit": STREET, "period": FEBRUARY})

    assert (found.found_before, found.ended_before, found.opening) == (10, 8, 2)
    assert "/evaluation/rates/?unit" in index
    assert "figure=solved" in page
    assert "缓办" not in page  # nobody chose that reading
    assert kinds.status_code == 200
    assert next(cell["n"] for row in kinds.context["rows"] for cell in row["cells"]) == 8


def test_what_rounds_should_have_seen_is_counted_by_kind_and_source_and_matters_about_people_are_not() -> (
    None
):
    office = make_office(password=PASSWORD)
    for number, (channel, grid) in enumerate((("resident", 0), ("resident", 1), ("hotline", 0), ("grid", 0))):
        report = a_report(GRIDS[grid], channel=channel, id=uuid7(NOW), words=f"第{number}件")
        report_case(office.clerk if channel != "grid" else office.worker, report, now=NOW)
    open_kind = Case.objects.values_list("category", flat=True)[0]
    scheme, kind, code = open_kind.split(":")
    category = Category.objects.get(scheme=scheme, kind=kind, code=code)

    counted = missed(COUNTY, STREET, Period("2024-03"))
    page = client_of(office.overseer).get("/evaluation/missed/", {"unit": STREET, "period": "2024-03"})
    category.matter_only = True
    category.save()
    forget_desks()

    expected = {(open_kind, "resident"): 2, (open_kind, "hotline"): 1} if category.in_public else {}
    assert counted == expected
    assert page.status_code == 200
    assert missed(COUNTY, STREET, Period("2024-03")) == {}


def test_a_department_has_no_unit_headline_to_look_behind() -> None:
    office = make_office(password=PASSWORD)

    assert client_of(office.handler).get("/evaluation/missed/", {"unit": STREET}).status_code in {403, 404}
