"""How does "whose is it" read on a page: keepers rung by rung, who answers, past rulings, dated rules?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.cases.queries.desk import CategoryRow, desk
from wangge.cases.queries.owning import Ownership, RuleRow
from wangge.cases.queries.page import Dossier
from wangge.cases.queries.rows import language_now
from wangge.cases.views.asking import with_filters
from wangge.cases.views.naming import county_name
from wangge.cases.views.showing import case_url
from wangge.people.access import HatRequest
from wangge.rules.assets import AssetState
from wangge.rules.ownership import Keeper, OwnerState, Passed, Rung
from wangge.rules.validity import ANY as EVERY
from wangge.territory.queries import units
from wangge.territory.queries.assets import AssetRow, asset_by_id, kinds_held, names_of_units, unit_standings

RUNGS: Mapping[Rung, "str | Promise"] = {
    Rung.RULING: _("a ruling about this thing"),
    Rung.MAINTAINER: _("the unit that maintains it"),
    Rung.OWNER: _("the unit that owns it"),
    Rung.DUTY: _("the duty-bearer while its owner is not known"),
    Rung.AUTHORITY: _("the authority over its kind"),
    Rung.TERRITORY: _("the routing rows of the place"),
}
KEEPER_NAMES: Mapping[Rung, "str | Promise"] = {
    Rung.MAINTAINER: _("Maintained by"),
    Rung.OWNER: _("Owned by"),
    Rung.DUTY: _("Duty-bearer"),
    Rung.AUTHORITY: _("Authority"),
}
PASSED: Mapping[Passed, "str | Promise"] = {
    Passed.UNNAMED: _("nobody is named"),
    Passed.STRANGER: _("no department of ours stands for it"),
}
OWNER_STATES: Mapping[OwnerState, "str | Promise"] = {
    OwnerState.KNOWN: _("owner known"),
    OwnerState.OWNERLESS: _("without an owner"),
    OwnerState.UNKNOWN: _("owner not known"),
}
ASSET_STATES: Mapping[AssetState, "str | Promise"] = {
    AssetState.INTACT: _("intact"),
    AssetState.DAMAGED: _("damaged"),
    AssetState.LOST: _("lost"),
    AssetState.ABANDONED: _("abandoned"),
    AssetState.REMOVED: _("removed"),
}


def kind_name(known: Mapping[str, CategoryRow], thing: AssetRow) -> str:
    """Return what kind of thing it is: its category's name, else the name its census gave it, else its class."""
    category = known.get(thing.category)
    return category.name(language_now()) if category else thing.name or thing.category


def shown_thing(county: str, thing: AssetRow) -> dict[str, Any]:
    """Return a thing as lists and its page show it."""
    territory = units(county)
    url = reverse("cases:thing", args=[thing.id.hex])
    return {
        "id": thing.id.hex, "url": url, "code": thing.code, "kind": kind_name(desk(county).categories, thing),
        "name": thing.name, "state": ASSET_STATES[thing.state], "is_sound": thing.state is AssetState.INTACT,
        "owner_state": OWNER_STATES[thing.owner_state], "is_owned": thing.owner_state is OwnerState.KNOWN,
        "unit": territory[thing.unit].name if thing.unit in territory else "", "unit_code": thing.unit,
        "began_on": thing.began_on, "changed_on": thing.changed_on, "source": thing.source, "note": thing.note,
        "point": f"{thing.lon:.7f},{thing.lat:.7f}", "synthetic": thing.synthetic,
        "photo_url": reverse("cases:thing_photo", args=[thing.id.hex, "whole"]) if thing.photo else "",
        "thumb_url": reverse("cases:thing_photo", args=[thing.id.hex, "small"]) if thing.photo else "",
        "owner_url": f"{reverse('cases:owner')}?asset={thing.id.hex}",
    }  # fmt: skip


def shown_ownership(county: str, found: Ownership) -> dict[str, Any]:
    """Return the whole answer to "who owns this" in words."""
    return {
        "department": department_name(county, found.answer.department),
        "rung": RUNGS[found.answer.rung] if found.answer.rung else "",
        "keepers": [_keeper(county, found, one) for one in found.owned.keepers] if found.owned else [],
        "rulings": shown_rows(county, found.rulings, found.decided_by),
        "rules": shown_rows(county, found.rules, found.decided_by),
        "owner_state": OWNER_STATES[found.owned.state] if found.owned else "",
    }  # fmt: skip


def shown_rows(county: str, rows: Sequence[RuleRow], decided_by: str) -> list[dict[str, Any]]:
    """Return dated rows in words; the one that decides is marked."""
    territory, categories = units(county), desk(county).categories
    return [
        {
            "department": department_name(county, row.department),
            "unit": territory[row.unit].name if row.unit in territory else county_name(county),
            "category": _kinds_of(categories, row.category),
            "source": row.source, "from_on": row.from_on, "until_on": row.until_on, "number": row.number,
            "url": case_url(row.case.hex) if row.case and row.number else "", "decides": row.key == decided_by,
            "about_thing": row.about_thing,
        }
        for row in rows
    ]  # fmt: skip


def shown_case_thing(found: Dossier) -> dict[str, Any] | None:
    """Return the thing of a case and which rung decided; None for a case without either."""
    case, history = found.case, found.history
    if not case.owner_by and case.asset is None:
        return None
    first = history[0].payload.get("department", "") if history else ""
    # Once a person sent it elsewhere, the rung is history; the timeline tells it.
    rung = Rung(case.owner_by) if case.owner_by and first == case.department else None
    thing = asset_by_id(case.county, case.asset) if case.asset else None
    shown = shown_thing(case.county, thing) if thing else None
    unit = _named_by(thing, rung) if thing and rung else ""
    standings = unit_standings(case.county, [unit], on=case.reported_at.date()) if unit else {}
    return {"thing": shown, "rung": RUNGS[rung] if rung else "", "unit": names_of_units(standings, unit)}


def thing_layer(request: HatRequest, kept: Mapping[str, str]) -> dict[str, Any]:
    """Return a map's layer of things: the kinds that may be drawn (label, address, is drawn), and its address."""
    known, drawn = desk(request.hat.county).categories, request.GET.get("things", "")
    chips = [
        (
            category_name(known, key),
            with_filters(request.path, kept, things="" if key == drawn else key),
            key == drawn,
        )
        for key in kinds_held(request.hat.county)
    ]
    return {
        "things": chips,
        "things_url": with_filters(reverse("cases:things_layer"), {}, kind=drawn) if drawn else "",
    }


def category_name(known: Mapping[str, CategoryRow], key: str) -> str:
    """Return a category's name in the reader's language; its key where its catalogue is not in use."""
    row = known.get(key)
    return row.name(language_now()) if row else key


def department_name(county: str, code: str) -> str:
    """Return a department's name, or its code where it is gone."""
    row = desk(county).departments.get(code)
    return row.name if row else code


def _kinds_of(categories: Mapping[str, CategoryRow], pattern: str) -> str:
    if pattern in categories:
        return categories[pattern].name(language_now())
    if pattern == EVERY:
        return gettext("every category")
    code = pattern.removesuffix(EVERY)
    return (
        gettext("every category that begins with %(code)s") % {"code": code} if code != pattern else pattern
    )


def _named_by(thing: AssetRow, rung: Rung) -> str:
    named = {
        Rung.MAINTAINER: thing.maintainer, Rung.OWNER: thing.owner, Rung.DUTY: thing.duty,
        Rung.AUTHORITY: thing.authority,
    }  # fmt: skip
    return named.get(rung, "")


def _keeper(county: str, found: Ownership, one: Keeper) -> dict[str, Any]:
    return {
        "label": KEEPER_NAMES[one.rung], "unit": names_of_units(found.standings, one.unit) if one.unit else "",
        "department": department_name(county, one.department) if one.department else "",
        "passed": PASSED[one.passed] if one.passed else "", "decides": one.rung is found.answer.rung,
    }  # fmt: skip
