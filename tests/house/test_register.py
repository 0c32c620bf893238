"""Does the data register list everything we hold, and is nothing among it that we never hold?"""

import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from itertools import chain

import polib
import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.house.reading import ROOT, SOURCE, levels, modules
from tests.house.sightings import (
    Sighting,
    api_properties,
    forbidden_in,
    form_questions,
    import_columns,
    locale_words,
    model_fields,
    payload_keys,
    template_questions,
)

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
    found = sorted(
        {
            f"{seen.room} {seen.name or seen.words}: {why}"
            for seen in _everything()
            if (why := forbidden_in(seen))
        }
    )

    assert found == []


def test_ten_planted_fields_are_found() -> None:
    assert [forbidden_in(seen) is not None for seen in _planted()] == [True] * 10


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

    code = "record(county=c, subject=s, payload={'place': 1, 'face_id': 2})\npayload = {'gpsTrack': 3}"
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
            yield from locale_words(
                package, ((entry.msgid, entry.msgstr) for entry in polib.pofile(str(catalogue)))
            )
    yield from _registrable()


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
