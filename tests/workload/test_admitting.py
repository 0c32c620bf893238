"""Nothing is asked of grids before it was admitted, and what was admitted ends by itself."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.builders import COUNTY, GRIDS, NOW, STREET, Office, a_report, make_hat, make_office
from wangge.cases.queries.desk import desk
from wangge.cases.services.intake import report_case
from wangge.cases.services.reference import (
    NewCategory,
    local_scheme,
    open_category,
    register_categories,
    set_up_county,
)
from wangge.foundation.history import events_of
from wangge.rules.admission import FormField, Rhythm, TaskKind, TaskState, Wish
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.workload.queries.needle import forms_on, needle
from wangge.workload.queries.tasks import task
from wangge.workload.services.admitting import ask_for, decide, note_in_use, switch_off

pytestmark = pytest.mark.django_db

TODAY = date(2024, 3, 5)
UNTIL = date(2024, 6, 30)
FORM = Wish(
    kind=TaskKind.FORM, title="燃气报警器排查", department="water", basis="城镇燃气管理条例", purpose="掌握安装情况",
    until_on=UNTIL, already="地点和照片已有；报警器情况没有", unit=STREET,
    fields=(FormField("报警器是否安装", "choice"), FormField("厂家")), minutes=13, rhythm=Rhythm.MONTHLY,
)  # fmt: skip
CLASS = replace(
    FORM, kind=TaskKind.CATEGORY, title="飞线充电", title_en="Charging by a loose cable", code="L001", area="消防安全"
)  # fmt: skip


def admitted(office: Office, wish: Wish = FORM) -> UUID:
    """A wish of the water department that the overseer admitted."""
    asked = ask_for(wish, hat=office.handler, now=NOW)
    decide(asked, admit=True, words="依据充分，期限明确", hat=office.overseer, now=NOW)
    return asked


def test_a_form_is_on_only_after_a_named_post_decided() -> None:
    office = make_office()
    asked = ask_for(FORM, hat=office.handler, now=NOW)
    before = task(COUNTY, asked, today=TODAY)

    decide(asked, admit=True, words="依据充分", hat=office.overseer, now=NOW)

    after = task(COUNTY, asked, today=TODAY)
    assert (before.state, before.is_on) == (TaskState.ASKED, False)
    assert (after.is_on, after.decided_post, after.decision) == (True, PostKind.OVERSEER, "依据充分")
    assert [event.kind for event in events_of(COUNTY, asked)] == ["task.asked", "task.admitted"]


def test_a_declined_form_is_never_asked_and_keeps_its_reason() -> None:
    office = make_office()
    asked = ask_for(FORM, hat=office.handler, now=NOW)

    decide(asked, admit=False, words="已有字段可以回答", hat=office.overseer, now=NOW)

    assert not task(COUNTY, asked, today=TODAY).is_on
    assert task(COUNTY, asked, today=TODAY).decision == "已有字段可以回答"


def test_an_admitted_form_ends_by_itself_on_its_day() -> None:
    asked = admitted(make_office())

    assert task(COUNTY, asked, today=UNTIL - timedelta(days=1)).is_on
    assert not task(COUNTY, asked, today=UNTIL).is_on
    assert task(COUNTY, asked, today=UNTIL).is_ended


def test_nobody_decides_a_wish_of_their_own() -> None:
    office = make_office()
    asked = ask_for(FORM, hat=office.overseer, now=NOW)

    with pytest.raises(Refused, match="own_wish"):
        decide(asked, admit=True, words="同意", hat=office.overseer, now=NOW)


def test_a_department_never_decides_what_departments_may_ask() -> None:
    office = make_office()
    asked = ask_for(FORM, hat=office.handler, now=NOW)

    with pytest.raises(Refused, match="not_yours_to_decide"):
        decide(asked, admit=True, words="同意", hat=office.stranger, now=NOW)


def test_a_wish_is_decided_once() -> None:
    office = make_office()

    with pytest.raises(Refused, match="decided"):
        decide(admitted(office), admit=False, words="再议", hat=office.overseer, now=NOW)


def test_a_decision_has_words() -> None:
    office = make_office()
    asked = ask_for(FORM, hat=office.handler, now=NOW)

    with pytest.raises(Refused, match="missing"):
        decide(asked, admit=True, words=" ", hat=office.overseer, now=NOW)


def test_a_department_asks_in_its_own_name_and_a_grid_asks_nothing_of_itself() -> None:
    office = make_office()

    for hat in (office.stranger, office.worker):
        with pytest.raises(Refused, match="not_your_wish"):
            ask_for(FORM, hat=hat, now=NOW)


def test_a_department_or_unit_that_nobody_knows_is_refused() -> None:
    office = make_office()

    for change in (
        {"unit": "nowhere"},
        {"department": "nobody"},
        {"fields": (FormField("地点", held="x.y"),)},
    ):
        with pytest.raises(Refused, match="unknown"):
            ask_for(replace(FORM, **change), hat=office.administrator, now=NOW)


def test_a_field_that_is_held_already_may_not_be_asked_again() -> None:
    office = make_office()
    wish = replace(FORM, fields=(*FORM.fields, FormField("地址", held="case.place")))
    asked = ask_for(wish, hat=office.handler, now=NOW)

    with pytest.raises(Refused, match="held"):
        decide(asked, admit=True, words="同意", hat=office.overseer, now=NOW)


def test_a_category_of_the_county_itself_cannot_be_opened_without_admission() -> None:
    make_office()
    new = NewCategory("", "event", "L001", "消防安全", "飞线充电", "", "")

    with pytest.raises(Refused, match="not_admitted"):
        open_category(new, county=COUNTY)
    with pytest.raises(Refused, match="not_admitted"):
        register_categories([replace(new, scheme=local_scheme(COUNTY))])


def test_an_admitted_category_takes_reports_until_its_end_date() -> None:
    office = make_office()
    asked = admitted(office, CLASS)
    key = f"{local_scheme(COUNTY)}:event:L001"

    receipt = report_case(office.worker, a_report(category=key), now=NOW)

    late = NOW.replace(month=7, day=1)
    with pytest.raises(Refused, match="category_ended"):
        report_case(office.worker, a_report(category=key, at=late), now=late)
    assert receipt.number
    assert desk(COUNTY).categories[key].name("zh") == "飞线充电"
    assert task(COUNTY, asked, today=TODAY).is_on


def test_an_admitted_category_stays_when_the_catalogues_are_chosen_anew() -> None:
    admitted(make_office(), CLASS)

    set_up_county(COUNTY, zh="金水区", en="Jinshui", schemes=["zz-ledger"])

    assert f"{local_scheme(COUNTY)}:event:L001" in desk(COUNTY).categories


def test_a_category_admitted_anew_goes_on_until_its_new_end_date() -> None:
    office = make_office()
    admitted(office, CLASS)
    admitted(office, replace(CLASS, until_on=date(2024, 12, 31)))
    july = NOW.replace(month=7, day=1)

    receipt = report_case(
        office.worker, a_report(category=f"{local_scheme(COUNTY)}:event:L001", at=july), now=july
    )

    assert receipt.number


def test_switching_a_form_off_shows_minutes_and_fields_fall() -> None:
    office = make_office()
    asked = admitted(office)
    later = NOW + timedelta(days=3)

    switch_off(asked, words="改由系统汇总", hat=office.overseer, now=later)

    before, after = (needle(COUNTY, STREET, on=TODAY + timedelta(days=days)) for days in (2, 3))
    assert (int(before.heaviest.minutes), before.heaviest.fields) == (3, 2)
    assert (int(after.heaviest.minutes), after.heaviest.fields) == (0, 0)


def test_what_is_off_cannot_be_switched_off() -> None:
    office = make_office()
    asked = ask_for(FORM, hat=office.handler, now=NOW)

    with pytest.raises(Refused, match="not_on"):
        switch_off(asked, words="停", hat=office.overseer, now=NOW)


def test_the_needle_counts_by_grid_and_department_and_each_figure_opens_its_forms() -> None:
    office = make_office()
    admitted(office)
    own = replace(FORM, title="绿化台账", department="parks", unit=GRIDS[0], minutes=26)
    asked = ask_for(own, hat=office.stranger, now=NOW)
    decide(asked, admit=True, words="同意", hat=office.overseer, now=NOW)

    found = needle(COUNTY, STREET, on=TODAY)

    loads = {code: load for code, _, load in found.by_grid}
    assert (int(loads[GRIDS[0]].minutes), loads[GRIDS[0]].fields) == (9, 4)
    assert loads[GRIDS[1]].minutes == 3
    assert [(code, load.forms) for code, _, load in found.by_department] == [("parks", 1), ("water", 1)]
    assert len(forms_on(COUNTY, TODAY, unit=GRIDS[0])) == loads[GRIDS[0]].forms
    assert [row.title for row in forms_on(COUNTY, TODAY, department="parks", unit=STREET)] == ["绿化台账"]


def test_a_form_from_before_the_gate_is_counted_with_what_was_already_held() -> None:
    office = make_office()
    old = replace(FORM, fields=(FormField("地点", held="case.place"), FormField("备注")), until_on=None)

    note_in_use(old, since=date(2023, 1, 1), hat=office.overseer, now=NOW)

    load = needle(COUNTY, STREET, on=TODAY).heaviest
    assert (load.fields, load.held) == (2, 1)


def test_an_overseer_of_the_county_may_decide_for_an_administrator() -> None:
    office = make_office()
    judge = make_hat("judge", PostKind.OVERSEER, COUNTY)
    asked = ask_for(FORM, hat=office.administrator, now=NOW)

    decide(asked, admit=True, words="同意", hat=judge, now=NOW)

    assert task(COUNTY, asked, today=TODAY).decided_unit == COUNTY


def test_the_needle_asks_two_statements_however_many_forms_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    office = make_office()
    for number in range(5):
        admitted(office, replace(FORM, title=f"第{number}张表"))
    needle(COUNTY, STREET, on=TODAY)

    with django_assert_num_queries(2):
        found = needle(COUNTY, STREET, on=TODAY)

    assert found.heaviest.forms == 5
