"""A result is frozen with its inputs, objected to with a reason, and recomputed by anybody."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import COMMUNITIES, COUNTY, NOW, STREET, make_hat
from tests.evaluation.street import FEBRUARY, SHEET, Street, make_street
from wangge.cases.models import Case
from wangge.config.cli import main
from wangge.evaluation.models import Result, ScoreSheet
from wangge.evaluation.queries.results import frozen_results, frozen_sheet, objections_to
from wangge.evaluation.queries.sheets import presets, preview, sheet_by_id
from wangge.evaluation.services.freezing import freeze
from wangge.evaluation.services.objecting import decide_objection, object_to
from wangge.evaluation.services.sheets import draft_sheet, publish_sheet
from wangge.foundation.history import events_of
from wangge.foundation.ids import uuid7
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.scoring import recompute, written

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).parents[2] / "tools" / "recompute_evaluation.py"


def frozen(street: Street) -> UUID:
    return freeze(street.sheet, STREET, FEBRUARY, hat=street.office.administrator, now=NOW)


def late_number() -> str:
    return Case.objects.filter(county=COUNTY, overdue_at__isnull=False).values_list("number", flat=True)[0]


def test_a_frozen_result_holds_what_its_points_come_from() -> None:
    street = make_street()

    result = frozen_sheet(COUNTY, frozen(street))

    inputs = result.document["inputs"]
    assert (inputs["on_time"], inputs["overdue"], inputs["found"], inputs["found_solved"]) == (6, 2, 10, 8)
    assert [line["points"] for line in result.document["results"]] == [4500, 2400, None]
    assert (result.document["total"], result.document["possible"]) == (6900, 9000)
    assert result.document["burden"]["found"] == 10
    assert [event.kind for event in events_of(COUNTY, result.id)] == ["evaluation.frozen"]


def test_a_period_that_is_not_over_is_provisional_and_cannot_be_frozen() -> None:
    street = make_street()
    hat = street.office.administrator

    shown = preview(hat, sheet_by_id(COUNTY, street.sheet), STREET, "2024-03", now=NOW)

    assert shown.provisional
    with pytest.raises(Refused) as refused:
        freeze(street.sheet, STREET, "2024-03", hat=hat, now=NOW)
    assert refused.value.code == "evaluation.not_over"


def test_a_period_is_frozen_once() -> None:
    street = make_street()
    frozen(street)

    with pytest.raises(Refused) as refused:
        frozen(street)

    assert refused.value.code == "evaluation.frozen"


@pytest.mark.parametrize(("unit", "period", "code"), [
    (COMMUNITIES[0], FEBRUARY, "evaluation.other_scope"), (STREET, "2024", "evaluation.other_span"),
    (STREET, "2024-Q1", "evaluation.other_span"), ("999", FEBRUARY, "evaluation.not_in_sight"),
    (STREET, "2023-12", "evaluation.other_version"),
])  # fmt: skip
def test_what_a_sheet_does_not_score_is_refused(unit: str, period: str, code: str) -> None:
    street = make_street()

    with pytest.raises(Refused) as refused:
        freeze(street.sheet, unit, period, hat=street.office.administrator, now=NOW)

    assert refused.value.code == code


def test_what_nothing_counts_by_is_refused() -> None:
    by_post, by_department = make_street(scope="post"), {**SHEET, "code": "calls", "scope": "department"}
    hat = by_post.office.administrator
    calls = draft_sheet(by_department, hat=hat)

    codes = []
    for sheet, unit in ((by_post.sheet, "handler"), (calls, "water")):
        with pytest.raises(Refused) as refused:
            preview(hat, sheet_by_id(COUNTY, sheet), unit, FEBRUARY, now=NOW)
        codes.append(refused.value.code)

    assert codes == ["evaluation.no_margin", "figure.no_margin"]


def test_a_department_is_scored_by_what_it_had() -> None:
    street = make_street()
    hat = street.office.administrator
    sheet = draft_sheet(presets()["zhengzhou_department"], hat=hat)

    shown = preview(hat, sheet_by_id(COUNTY, sheet), "water", FEBRUARY, now=NOW)

    assert (shown.counts["on_time"], shown.counts["overdue"], shown.burden["found"]) == (6, 2, 10)
    assert shown.scored[0].points == 4500


def test_a_published_version_never_changes_and_a_change_is_a_new_one_from_a_day() -> None:
    street = make_street()
    hat = street.office.administrator
    swapped = [{**one, "weight": {60: 30, 30: 60}.get(one["weight"], 10)} for one in SHEET["lines"]]
    draft = draft_sheet({**SHEET, "lines": swapped}, hat=hat)

    with pytest.raises(Refused) as again:
        publish_sheet(street.sheet, from_on=date(2025, 1, 1), hat=hat, now=NOW)
    with pytest.raises(Refused) as early:
        publish_sheet(draft, from_on=date(2024, 1, 1), hat=hat, now=NOW)
    with pytest.raises(Refused) as unpublished:
        freeze(draft, STREET, FEBRUARY, hat=hat, now=NOW)
    shown = preview(hat, sheet_by_id(COUNTY, draft), STREET, FEBRUARY, now=NOW)
    publish_sheet(draft, from_on=date(2024, 3, 1), hat=hat, now=NOW)

    codes = [one.value.code for one in (again, early, unpublished)]
    assert codes == ["evaluation.published", "evaluation.not_later", "evaluation.draft"]
    assert (shown.before["on_time"], shown.scored[0].points, shown.before_version) == (4500, 2250, 1)
    assert list(ScoreSheet.objects.order_by("version").values_list("version", "published")) == [
        (1, True),
        (2, True),
    ]
    assert frozen_sheet(COUNTY, frozen(street)).version == 1


@pytest.mark.parametrize("post", ["worker", "handler", "clerk"])
def test_other_posts_keep_no_sheets(post: str) -> None:
    street = make_street()

    with pytest.raises(Refused) as refused:
        draft_sheet(SHEET, hat=getattr(street.office, post))

    assert refused.value.code == "evaluation.not_yours"


def test_a_case_left_out_leaves_numerators_and_denominators() -> None:
    street = make_street()
    result = frozen(street)
    objection = object_to(result, "on_time", late_number(), "暴雨封路三天", hat=street.speaker, now=NOW)

    newest = decide_objection(
        objection, exclude=True, words="情况属实", hat=street.office.administrator, now=NOW
    )

    before, after = frozen_sheet(COUNTY, result), frozen_sheet(COUNTY, newest)
    assert [before.document["inputs"][name] for name in ("on_time", "overdue", "found")] == [6, 2, 10]
    assert [after.document["inputs"][name] for name in ("on_time", "overdue", "found")] == [6, 1, 9]
    assert (after.revision, after.document["results"][0]["points"]) == (2, 5143)
    assert objections_to(COUNTY, after)[0].state == "excluded"
    assert [event.kind for event in events_of(COUNTY, objection)] == [
        "evaluation.objected",
        "evaluation.decided",
    ]


def test_a_case_kept_changes_nothing() -> None:
    street = make_street()
    result = frozen(street)
    objection = object_to(result, "on_time", late_number(), "暴雨封路三天", hat=street.speaker, now=NOW)

    newest = decide_objection(
        objection, exclude=False, words="当日可通行", hat=street.office.administrator, now=NOW
    )

    assert newest == result
    with pytest.raises(Refused) as refused:
        decide_objection(objection, exclude=True, words="再议", hat=street.office.administrator, now=NOW)
    assert refused.value.code == "evaluation.decided"


def test_an_objection_needs_the_unit_a_case_a_reason_and_the_window() -> None:
    street = make_street()
    result, number, speaker = frozen(street), late_number(), street.speaker
    tried: list[tuple[str, str, str, Hat, int]] = [
        ("on_time", number, "理由", street.office.administrator, 0), ("on_time", number, " ", speaker, 0),
        ("nothing", number, "理由", speaker, 0), ("on_time", "no such", "理由", speaker, 0),
        ("on_time", number, "理由", speaker, 11),
    ]  # fmt: skip

    codes = []
    for line, case, reason, hat, days in tried:
        with pytest.raises(Refused) as refused:
            object_to(result, line, case, reason, hat=hat, now=NOW + timedelta(days=days))
        codes.append(refused.value.code)

    assert codes == [
        "evaluation.not_your_unit", "evaluation.no_reason", "evaluation.unknown_line", "evaluation.not_counted",
        "evaluation.window_closed",
    ]  # fmt: skip
    object_to(result, "on_time", number, "理由", hat=speaker, now=NOW)
    with pytest.raises(Refused) as twice:
        object_to(result, "on_time", number, "理由", hat=speaker, now=NOW)
    assert twice.value.code == "evaluation.objected"


def test_who_objected_or_speaks_for_the_unit_does_not_decide() -> None:
    street = make_street()
    objection = object_to(frozen(street), "on_time", late_number(), "理由", hat=street.speaker, now=NOW)
    same_person = replace(street.office.administrator, account_id=street.speaker.account_id)

    codes = []
    for hat in (street.speaker, same_person):
        with pytest.raises(Refused) as refused:
            decide_objection(objection, exclude=True, words="同意", hat=hat, now=NOW)
        codes.append(refused.value.code)

    assert codes == ["evaluation.not_deciding", "evaluation.own_objection"]


def test_who_does_not_see_the_unit_does_not_decide_its_objections() -> None:
    street = make_street()
    objection = object_to(frozen(street), "on_time", late_number(), "理由", hat=street.speaker, now=NOW)
    elsewhere = make_hat("elsewhere", PostKind.OVERSEER, COMMUNITIES[0])

    with pytest.raises(Refused) as refused:
        decide_objection(objection, exclude=True, words="同意", hat=elsewhere, now=NOW)

    assert refused.value.code == "evaluation.not_in_sight"


def test_a_unit_finds_its_results_behind_any_number_of_others() -> None:
    street = make_street()
    result = frozen(street)
    [row] = Result.objects.filter(pk=result)
    for number in range(3):
        row.pk, row.unit, row.frozen_at = uuid7(), f"9{number}", NOW + timedelta(days=1 + number)
        row.save(force_insert=True)

    assert [one.id for one in frozen_results(COUNTY, about=lambda unit: unit == STREET, most=1)] == [result]
    assert len(frozen_results(COUNTY, most=2)) == 2


def test_anybody_recomputes_an_export_with_python_alone(tmp_path: Path) -> None:
    street = make_street()
    document = frozen_sheet(COUNTY, frozen(street)).document
    file, forged = tmp_path / "result.json", tmp_path / "forged.json"
    file.write_text(written(document), encoding="utf-8")
    forged.write_text(written({**document, "total": 9999}), encoding="utf-8")

    right, wrong = (
        subprocess.run(
            [sys.executable, "-I", "-S", str(SCRIPT), str(one)], capture_output=True, text=True, check=False
        )
        for one in (file, forged)
    )

    assert (right.returncode, wrong.returncode) == (0, 1), right.stderr
    assert json.loads(right.stdout)["total"] == 6900
    assert recompute(document) == []
    assert (main(["evaluation", "recompute", str(file)]), main(["evaluation", "recompute", str(forged)])) == (
        0,
        1,
    )


def test_every_packaged_sheet_is_sound() -> None:
    from wangge.evaluation.queries.inputs import SETS
    from wangge.rules.scoring import read_sheet

    found = {code: read_sheet(said, SETS) for code, said in presets().items()}

    assert {
        "jinniu",
        "jinhua",
        "zhengzhou_area",
        "zhengzhou_department",
        "zhengzhou_post",
        "three_rates",
    } < set(found)
    assert len(found["ten_in_place"].lines) == 10
