"""What does a county work with: catalogues, limits, routes, loop? Loaded as rows, never constants."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib.resources import files
from uuid import UUID

from django.db.models import F

from wangge.cases.catalogues import packaged_classes, packaged_limits, packaged_seasons
from wangge.cases.models import Category, LimitRow, Preset, PresetChoice, RoutingRow, SeasonRow, Setup
from wangge.cases.queries.desk import forget_desks, workflow_of
from wangge.cases.services.passing_on import load_emergency_routes
from wangge.cases.services.photo_rules import load_photo_rules
from wangge.cases.services.public_kinds import load_public_kinds
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.rules.errors import Refused
from wangge.rules.routing import Route
from wangge.rules.workflow_checking import workflow_faults
from wangge.rules.workflow_table import compile_workflow

LOCAL = "local-"  # the catalogue of a county's own classes begins so


def load_reference() -> dict[str, int]:
    """Load the packaged catalogues, limits and presets; what is there already stays. Returns counts.

    A class that was loaded before it had an English name gets it.
    """
    with writing():
        classes = register_categories(
            NewCategory(
                row.scheme,
                row.kind,
                row.code,
                row.major_name,
                row.name,
                row.name_en,
                row.grade,
                row.matter_only,
            )
            for row in packaged_classes()
        )
        _name_in_english()
        load_photo_rules()
        load_public_kinds()
        load_emergency_routes()
        limits = _load_limits()
        presets = sum(load_preset(tomllib.loads(text)) for text in _packaged_presets())
        rules_changed()
    return {"classes": classes, "limits": limits, "presets": presets}


def _name_in_english() -> None:
    names = {category_key(row.scheme, row.kind, row.code): row.name_en for row in packaged_classes()}
    nameless = list(Category.objects.filter(key__in=names, en=""))
    for row in nameless:
        row.en = names[row.key]
    Category.objects.bulk_update(nameless, ["en"])


def category_key(scheme: str, kind: str, code: str) -> str:
    """Return the key of a class: the same digits mean other things in other schemes and kinds."""
    return f"{scheme}:{kind}:{code}"


@dataclass(frozen=True, slots=True)
class NewCategory:
    """One class to be added to a catalogue; `grade` says how surely it is known."""

    scheme: str
    kind: str
    code: str
    area: str
    zh: str
    en: str
    grade: str
    matter_only: bool = False
    admission: UUID | None = None  # the admitted task that opens it; a published standard needs none
    until_on: date | None = None


def local_scheme(county: str) -> str:
    """Return the catalogue of the classes that a county opens by itself."""
    return f"{LOCAL}{county}"


def open_category(new: NewCategory, *, county: str) -> str:
    """Open a class of a county's own until its end date, or go on with one that was admitted anew; return its key.

    Refuses `case.not_admitted` without the admission that opens it or without an end date (事项准入).
    """
    own = replace(new, scheme=local_scheme(county))
    key = category_key(own.scheme, own.kind, own.code)
    with writing():
        register_categories([own])
        Category.objects.filter(key=key).update(admission=own.admission, until_on=own.until_on)
        setup = Setup.objects.get(county=county)
        if own.scheme not in setup.schemes.split(","):
            setup.schemes = f"{setup.schemes},{own.scheme}"
            setup.save(update_fields=["schemes"])
        rules_changed(county)
    return key


def register_categories(rows: Iterable[NewCategory]) -> int:
    """Add classes that are not there yet; return how many were named.

    A standard's class is admitted by its standard, an imported one stands in history; a county's own is refused
    with `case.not_admitted` where no admission opens it.
    """
    rows = list(rows)
    for row in rows:
        if row.scheme.startswith(LOCAL) and (row.admission is None or row.until_on is None):
            raise Refused("case.not_admitted", category=row.code)
    found = [Category(key=category_key(row.scheme, row.kind, row.code), **asdict(row)) for row in rows]
    Category.objects.bulk_create(found, ignore_conflicts=True)
    rules_changed()
    return len(found)


def load_preset(table: Mapping[str, object]) -> int:
    """Publish a preset that has no faults; a published version never changes.

    Raises Refused `workflow.faulty` naming the first fault, `workflow.published` when the
    version is there with another table.
    """
    workflow = compile_workflow(table)
    for fault in workflow_faults(workflow):
        raise Refused("workflow.faulty", preset=workflow.preset, fault=fault.kind, row=fault.where)
    text = json.dumps(table, ensure_ascii=False, sort_keys=True)
    known = Preset.objects.filter(preset=workflow.preset, version=workflow.version).first()
    if known is None:
        Preset.objects.create(preset=workflow.preset, version=workflow.version, table=text)
    elif known.table != text:
        raise Refused("workflow.published", preset=workflow.preset, version=workflow.version)
    return 1


def set_up_county(
    county: str, *, zh: str, en: str, schemes: Iterable[str], default_limit: str = "5 working_days",
    preset: str = "digital_city", preset_version: int = 2, notice_zh: str = "", notice_en: str = "",
) -> None:  # fmt: skip
    """Choose a county's loop and catalogues, or change the choice; running cases keep what they began under."""
    with writing():
        Setup.objects.update_or_create(
            county=county,
            defaults={
                "zh": zh, "en": en, "schemes": ",".join(_with_own(county, schemes)), "default_limit": default_limit,
                "preset": preset, "preset_version": preset_version, "notice_zh": notice_zh, "notice_en": notice_en,
            },
        )  # fmt: skip
        rules_changed(county)


def _with_own(county: str, schemes: Iterable[str]) -> list[str]:
    # The classes that a county opened itself stay with it, whatever catalogues it chooses.
    own = local_scheme(county)
    return [*dict.fromkeys(schemes), *([own] if Category.objects.filter(scheme=own).exists() else [])]


def choose_preset(county: str, preset: str, version: int, *, from_on: date) -> None:
    """Choose the loop of the cases that begin from a day on; running cases keep what they began under.

    Refuses `workflow.unknown` for a preset that is not published.
    """
    workflow_of(preset, version)
    with writing():
        PresetChoice.objects.update_or_create(
            county=county, from_on=from_on, defaults={"preset": preset, "version": version}
        )
        rules_changed(county)


def set_routes(county: str, routes: Iterable[Route], *, source: str) -> int:
    """Put a county's routing rows in place; return how many."""
    with writing():
        RoutingRow.objects.filter(county=county, ruling=None).delete()  # what was ruled outlives a new table
        rows = RoutingRow.objects.bulk_create(
            RoutingRow(
                id=uuid7(), county=county, order=route.order, category=route.category, unit=route.unit,
                department=route.department, source=source, from_on=route.from_on, until_on=route.until_on,
            )
            for route in routes
        )  # fmt: skip
        rules_changed(county)
    return len(rows)


def rules_changed(county: str = "") -> None:
    """Tell every process that keeps a county's desk in mind; without a county, those of all."""
    rows = Setup.objects.filter(county=county) if county else Setup.objects.all()
    rows.update(revision=F("revision") + 1)
    forget_desks()


def _load_limits() -> int:
    numbers: dict[str, int] = {}
    rows = []
    for one in packaged_limits():
        key = category_key(one.scheme, one.kind, one.code)
        numbers[key] = numbers.get(key, 0) + (one.stage_order == 0)
        rows.append(
            LimitRow(
                county="", category=key, number=numbers[key], condition=one.condition, amount=one.limit.amount,
                unit=one.limit.unit, season=one.limit.season, stage=one.stage,
                stage_order=one.stage_order, closing_condition=one.closing_condition, source=one.source,
            )
        )  # fmt: skip
    LimitRow.objects.bulk_create(rows, ignore_conflicts=True)
    SeasonRow.objects.bulk_create(
        (
            SeasonRow(
                county="", name=one.name, from_month=one.span.first[0], from_day=one.span.first[1],
                until_month=one.span.last[0], until_day=one.span.last[1], source=one.source,
            )
            for one in packaged_seasons()
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    return len(rows)


def _packaged_presets() -> list[str]:
    folder = files("wangge.cases").joinpath("data", "workflows")
    return [file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".toml")]
