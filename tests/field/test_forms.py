"""Do phone and server read an inspection form alike, and is a bad definition stopped as it is loaded?"""

import copy
import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.builders import Office, make_office
from tests.house.forbidden import forbidden_in
from tests.house.sightings import Sighting, inspection_questions
from wangge.field.queries.forms import forms, packaged_forms
from wangge.rules.errors import Refused
from wangge.rules.forms import faults, read_form, sent, shown

TABLE = json.loads((Path(__file__).parent / "form_cases.json").read_text(encoding="utf-8"))
SAMPLE = next(one for one in packaged_forms() if one["id"] == TABLE["form"])
RULES = Path(__file__).parents[2] / "src/wangge/field/static/field/form_rules.js"
# What the phone says to many answers, read from the standard input.
ASK_THE_PHONE = f"""
import {{ readFileSync }} from "node:fs";
import {{ faults, sent, shown }} from {json.dumps(RULES.as_uri())};
const {{ form, tries }} = JSON.parse(readFileSync(0, "utf-8"));
console.log(JSON.stringify(tries.map((answers) => [
  shown(form, answers), faults(form, answers).map((one) => [one.key, one.wrong, one.reason]), sent(form, answers),
])));
"""


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["name"])
def test_the_server_reads_the_table_as_the_phone_does(case: dict[str, Any]) -> None:
    form = read_form(SAMPLE)

    found = faults(form, case["answers"])

    assert shown(form, case["answers"]) == case["shown"]
    assert [[one.key, one.wrong, one.reason and one.reason["en"]] for one in found] == case["faults"]
    assert sent(form, case["answers"]) == case["sent"]


def test_phone_and_server_agree_on_two_thousand_arbitrary_answers() -> None:
    chance = random.Random(20261123)
    tries = [arbitrary_answers(chance) for _ in range(2000)]
    form = read_form(SAMPLE)

    told = subprocess.run(
        ["node", "--input-type=module", "-e", ASK_THE_PHONE], input=json.dumps({"form": SAMPLE, "tries": tries}),
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    ours = [
        [shown(form, one), [[bad.key, bad.wrong, bad.reason] for bad in faults(form, one)], sent(form, one)]
        for one in tries
    ]
    assert json.loads(told.stdout) == json.loads(json.dumps(ours))
    assert len({json.dumps(one[0]) for one in ours}) > 5  # the tries reach more than one face of the form


def arbitrary_answers(chance: random.Random) -> dict[str, Any]:
    values: list[Any] = [
        True, False, 0, 1, 2, -3, 50, 50.5, 51, 1e15, 1e17, "", " ", "all", "some", "none", "most", [], ["bikes"],
        ["goods", "locked"], ["bikes", "bikes"], ["a" * 64], ["b" * 63], "2026-05-01", "2024-02-29", "2023-02-29",
        "0000-01-01", "x" * 201, "字" * 200, None, {"lon": 113.6, "lat": 34.7, "crs": "EPSG:4490"},
        {"lon": "113", "lat": 34.7, "crs": "EPSG:4490"}, {},
    ]  # fmt: skip
    usual: dict[str, list[Any]] = {
        "exit_free": [True, False], "blocked_by": [["bikes"], ["goods", "locked"]], "photos": [["a" * 64]],
        "lamps": ["all", "some", "none"], "extinguishers": [0, 3], "expired": [0, 1], "next_check": ["2026-09-01"],
        "note": ["二楼"], "where": [{"lon": 113.6, "lat": 34.7, "crs": "EPSG:4326"}], "stranger": [1],
    }  # fmt: skip
    return {
        key: chance.choice(good if chance.random() < 0.7 else values)
        for key, good in usual.items()
        if chance.random() < (0.05 if key == "stranger" else 0.8)
    }


def broken(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    definition = copy.deepcopy(SAMPLE)
    change(definition)
    return definition


def field(definition: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in definition["fields"] if one["key"] == key)


DEEP: dict[str, Any] = {"field": "exit_free", "is": True}
for _ in range(8):
    DEEP = {"all": [DEEP]}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("form.malformed", lambda form: form.update(version=0)),
        ("form.malformed", lambda form: form.update(id="Stairwell check")),
        ("form.malformed", lambda form: form.update(title={"zh": "楼道"})),
        ("form.malformed", lambda form: form.update(fields=[])),
        ("form.malformed", lambda form: field(form, "lamps").update(kind="sound")),
        ("form.malformed", lambda form: field(form, "lamps").update(choices=[])),
        ("form.malformed", lambda form: field(form, "note").update(choices=[{"key": "a"}])),
        ("form.malformed", lambda form: field(form, "expired").update(min=3, max=2)),
        ("form.malformed", lambda form: field(form, "next_check").update(min="2026-02-30")),
        ("form.malformed", lambda form: field(form, "note")["required_if"].pop("reason")),
        ("form.malformed", lambda form: field(form, "note").update(required=True)),
        ("form.key_twice", lambda form: field(form, "note").update(key="lamps")),
        (
            "form.unknown_field",
            lambda form: field(form, "note").update(show_if={"field": "lamp", "is": "all"}),
        ),
        ("form.condition", lambda form: field(form, "note").update(show_if={"field": "lamps", "is": "most"})),
        ("form.condition", lambda form: field(form, "note").update(show_if={"field": "lamps", "above": 1})),
        ("form.condition", lambda form: field(form, "note").update(show_if={"field": "photos", "is": "x"})),
        ("form.condition", lambda form: field(form, "note").update(show_if={"all": []})),
        ("form.condition", lambda form: field(form, "note").update(show_if=DEEP)),
        (
            "form.circle",
            lambda form: field(form, "exit_free").update(show_if={"field": "exit_free", "is": True}),
        ),
        (
            "form.circle",
            lambda form: field(form, "extinguishers").update(show_if={"field": "expired", "above": 0}),
        ),
        (
            "form.circle",
            lambda form: field(form, "lamps").update(
                required=False,
                required_if={
                    "condition": {"field": "lamps", "is": "all"},
                    "reason": {"zh": "要", "en": "so"},
                },
            ),
        ),
    ],
)
def test_a_definition_that_cannot_be_asked_is_refused_as_it_is_loaded(
    code: str, change: Callable[[dict[str, Any]], object]
) -> None:
    with pytest.raises(Refused) as refused:
        read_form(broken(change))

    assert refused.value.code == code


def test_a_definition_of_wrong_shape_is_refused_by_the_loader(tmp_path: Path) -> None:
    (tmp_path / "twice.json").write_text(
        json.dumps(broken(lambda form: field(form, "note").update(key="lamps"))), encoding="utf-8"
    )

    with pytest.raises(Refused, match=r"form\.key_twice"):
        packaged_forms(tmp_path)


def test_no_packaged_form_asks_what_this_system_never_asks() -> None:
    asked = [seen for one in packaged_forms() for seen in inspection_questions(one)]

    assert len(asked) >= len(SAMPLE["fields"])
    assert [seen for seen in asked if forbidden_in(seen)] == []


def test_a_planted_question_about_residents_is_found() -> None:
    planted = broken(
        lambda form: field(form, "note").update(key="household", label={"zh": "户主", "en": "Who"})
    )

    found = [seen for seen in inspection_questions(planted) if forbidden_in(seen)]

    assert [seen.name for seen in found] == ["household"]
    assert isinstance(found[0], Sighting)


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def test_the_sample_reaches_those_who_go_out_and_only_in_a_demonstration(
    office: Office, settings: Settings
) -> None:
    settings.WANGGE_DEMO = True
    shown_to_worker, shown_to_clerk = forms(office.worker), forms(office.clerk)

    settings.WANGGE_DEMO = False
    in_earnest = forms(office.worker)

    assert [one["id"] for one in shown_to_worker["forms"]] == ["stairwell-check"]
    assert shown_to_clerk == {"forms": []}
    assert in_earnest == {"forms": []}
