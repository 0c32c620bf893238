"""Does the data register list everything we hold, and is nothing among it that we never hold?"""

import csv
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path

import polib
import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.house.forbidden import EXCEPTIONS, FORBIDDEN, forbidden_in, words_in
from tests.house.reading import ROOT, SOURCE, levels, modules
from tests.house.sightings import (
    Sighting,
    api_properties,
    form_questions,
    identifiers,
    import_columns,
    inspection_questions,
    locale_words,
    model_fields,
    payload_keys,
    script_keys,
    sentences,
    table_words,
    template_questions,
)
from wangge.field.queries.forms import packaged_forms

REGISTER = tomllib.loads((ROOT / "docs" / "data-register.toml").read_text(encoding="utf-8"))
NEEDED = ("purpose", "whose", "kept")


def test_the_register_lists_everything_that_is_asked_kept_or_handed_out() -> None:
    missing = sorted({f'["{seen.room}"] {seen.name}' for seen in _registrable() if not _entry(seen)})

    assert missing == []


def test_the_register_lists_nothing_that_is_gone() -> None:
    seen = {(one.room, one.name) for one in _registrable()}
    gone = sorted(
        f'["{room}"] {name}'
        for room, entry in REGISTER.items()
        for name in entry["fields"]
        if (room, name) not in seen
    )

    assert gone == []


@pytest.mark.parametrize("room", sorted(REGISTER))
def test_an_entry_says_why_whose_and_how_long(room: str) -> None:
    entry = REGISTER[room]
    silent = [name for name in entry["fields"] if not all(_told(entry, name, part) for part in NEEDED)]

    assert silent == []


def test_nothing_is_held_that_this_system_never_holds() -> None:
    found = sorted({
        f"{seen.room} {seen.name} {seen.words[:60]}: {reason} ({word})"
        for seen in _everything()
        for reason, word in words_in(seen)
    })  # fmt: skip

    assert found == []


@pytest.mark.parametrize("allowed", EXCEPTIONS, ids=lambda one: f"{one.room} {one.piece}"[:60])
def test_an_exception_has_its_reason_and_is_as_narrow_as_its_sentence(allowed: tuple[str, str, str]) -> None:
    piece, why, room = allowed

    assert len(why) > 10
    assert room or any("\u4e00" <= letter <= "\u9fff" for letter in piece), (
        "an English word is allowed in its room only"
    )
    # A bare word would take the whole list's edge off; only a name in one module of code may be one.
    bare = {word for english, chinese in FORBIDDEN.values() for word in (*english.split(), *chinese.split())}
    assert room.startswith("code") or piece not in bare


@pytest.mark.parametrize(
    ("words", "is_found"),
    [("精神文明建设", False), ("精神病史", True), ("党务窗口", False), ("是否党员", True),
     ("surface of the road", False), ("a face in the crowd", True), ("backtracking", False),
     ("gpsTrack", True), ("interfaceId", False), ("faceId", True)],
)  # fmt: skip
def test_a_word_is_found_as_a_word(words: str, is_found: bool) -> None:
    assert (forbidden_in(Sighting("anywhere", "", words)) is not None) is is_found


def test_ten_planted_fields_are_found() -> None:
    assert [forbidden_in(seen) is not None for seen in _planted()] == [True] * 10


def test_a_planted_sentence_name_key_or_class_is_found_wherever_it_stands() -> None:
    planted = [
        *sentences("cases", {"case.x": {"zh": "请填写身份证号", "en": "Fill in the form."}}),
        *identifiers("cases", "def rank(worker_rank: int) -> None: ..."),
        *identifiers("cases", "class Dossier:\n    household = 1"),
        *identifiers("cases", "save(face=1)"),
        *script_keys("report.js", 'form.append("trajectory", x)'),
        *script_keys("report.js", "send({\n  onlineMinutes: 3,\n})"),
        *table_words("classes.csv", [{"name": "吸毒人员管控"}]),
    ]

    assert [bool(forbidden_in(seen)) for seen in planted if seen.name not in {"rank", "Dossier"}] == [
        True
    ] * 7


def test_a_planted_field_with_a_harmless_name_is_missing_from_the_register() -> None:
    assert not _entry(Sighting("model cases.Case", "extra_2"))


@isolate_apps("wangge.cases")
def _planted() -> list[Sighting]:
    class Dossier(models.Model):
        religion = models.CharField(max_length=10)
        # Renamed to look harmless: the words beside it give it away.
        note_2 = models.CharField("户主姓名", max_length=10)

        class Meta:
            app_label = "cases"

    class Questions(forms.Form):
        id_card_no = forms.CharField()
        remark = forms.CharField(label="政治面貌")

    code = "_said(case, 'case.seen', {'place': 1, 'face_id': 2})\npayload = {'gpsTrack': 3}"
    schema = {"components": {"schemas": {"WorkerOut": {"properties": {"onlineMinutes": {}}}}}}
    fields = [seen for seen in model_fields([Dossier]) if seen.name != "id"]
    return [
        *fields,
        *form_questions([Questions]),
        *[seen for seen in payload_keys(code) if seen.name != "place"],
        *api_properties(schema),
        *import_columns("people", ["key_person"]),
        *template_questions("report.html", '<select class="x" name="disability">'),
        *locale_words("cases", [("Points of the month", "本月积分")]),
    ]


def _everything() -> Iterator[Sighting]:
    for package in levels():
        catalogue = SOURCE / package / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
        if catalogue.exists():
            said = ((entry.msgid, entry.msgstr or " ".join(entry.msgstr_plural.values()))
                    for entry in polib.pofile(str(catalogue)))  # fmt: skip
            yield from locale_words(package, said)
        refusals = SOURCE / package / "refusals.toml"
        if refusals.exists():
            yield from sentences(package, tomllib.loads(refusals.read_text(encoding="utf-8")))
    for file in modules():
        yield from identifiers(str(file.relative_to(SOURCE)), file.read_text())
    for file in _scripts():
        yield from script_keys(file.name, file.read_text())
    for file in sorted(SOURCE.rglob("data/*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as table:
            yield from table_words(file.name, csv.DictReader(table))
    yield from _registrable()


def _scripts() -> list[Path]:
    own = (file for kind in ("*.js", "*.mjs") for file in SOURCE.rglob(f"static/**/{kind}"))
    return sorted(file for file in own if "vendor" not in file.parts)


def _registrable() -> Iterator[Sighting]:
    rows = [row for row in apps.get_models() if row.__module__.startswith("wangge.")]
    templates = sorted(SOURCE.rglob("templates/**/*.html"))
    return chain(
        model_fields(rows),
        form_questions(_forms()),
        chain.from_iterable(template_questions(file.name, file.read_text()) for file in templates),
        api_properties(_openapi()),
        chain.from_iterable(payload_keys(file.read_text()) for file in modules()),
        _columns(),
        chain.from_iterable(map(inspection_questions, packaged_forms())),
    )


def _forms() -> list[type[forms.BaseForm]]:
    kinds: list[type[forms.BaseForm]] = []
    for file in modules():
        if "forms" in file.relative_to(SOURCE).with_suffix("").parts:
            module = import_module(".".join(file.relative_to(SOURCE.parent).with_suffix("").parts))
            kinds += [
                one
                for one in vars(module).values()
                if isinstance(one, type) and issubclass(one, forms.BaseForm)
            ]
    return [one for one in kinds if one.__module__.startswith("wangge.")]


def _openapi() -> dict[str, object]:
    from wangge.config.api import api

    return dict(api.get_openapi_schema())


def _columns() -> Iterator[Sighting]:
    """The columns that imports read; each importer names them in a constant IMPORT_COLUMNS."""
    for file in modules():
        if re.search(r"^IMPORT_COLUMNS\b", file.read_text(), re.MULTILINE):
            module = import_module(".".join(file.relative_to(SOURCE.parent).with_suffix("").parts))
            yield from import_columns(
                module.__name__.removeprefix("wangge."), getattr(module, "IMPORT_COLUMNS", ())
            )


def _entry(seen: Sighting) -> bool:
    return seen.name in REGISTER.get(seen.room, {}).get("fields", {})


def _told(entry: dict[str, object], name: str, part: str) -> bool:
    told = entry["fields"][name]  # type: ignore[index]
    own = told if isinstance(told, dict) else {"purpose": told}
    return bool(own.get(part) or entry.get(part))
