"""How does a county put its own routing, powers and samples in force: the whole table, or none of it?"""

from collections.abc import Sequence
from dataclasses import asdict

from wangge.cases.models import EmergencyRoute, PowerRow, SampleRow
from wangge.cases.queries.desk import Desk
from wangge.cases.rule_tables import SampleRule
from wangge.cases.services.reference import rules_changed, set_routes
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.rules.emergencies import EmergencyRule
from wangge.rules.errors import Refused
from wangge.rules.powers import PowerRule
from wangge.rules.routing import Route
from wangge.rules.validity import ANY
from wangge.territory.queries import units


def load_rules(
    county: str,
    rows: Sequence[Route] | Sequence[PowerRule] | Sequence[SampleRule],
    *,
    known: Desk,
    source: str,
) -> list[Refused]:
    """Put a table in place of the one before; return what is wrong with it, in which case nothing is loaded."""
    faults = [fault for row in rows for fault in _faults(county, known, row)]
    if faults or not rows:
        return faults or [Refused("rules.table_empty", field="file")]
    with writing():
        if isinstance(rows[0], Route):
            set_routes(county, [row for row in rows if isinstance(row, Route)], source=source)
        elif isinstance(rows[0], PowerRule):
            PowerRow.objects.filter(county=county).delete()
            PowerRow.objects.bulk_create(
                PowerRow(
                    id=uuid7(), county=county, order=row.order, category=row.category, level=row.level, power=row.power,
                    source=row.source, from_on=row.from_on, until_on=row.until_on,
                )
                for row in rows if isinstance(row, PowerRule)
            )  # fmt: skip
        else:
            SampleRow.objects.filter(county=county).delete()
            SampleRow.objects.bulk_create(
                SampleRow(
                    id=uuid7(), county=county, order=row.order, category=row.category, per_mille=row.per_mille,
                    source=row.source or source, from_on=row.from_on, until_on=row.until_on,
                )
                for row in rows if isinstance(row, SampleRule)
            )  # fmt: skip
        rules_changed(county)
    return []


def set_emergency_routes(county: str, rules: Sequence[EmergencyRule]) -> int:
    """Put a county's own rows in place of those it had; the reference rows stand beside them. Returns how many."""
    with writing():
        EmergencyRoute.objects.filter(county=county).delete()
        EmergencyRoute.objects.bulk_create(EmergencyRoute(county=county, **asdict(rule)) for rule in rules)
        rules_changed(county)
    return len(rules)


def _faults(county: str, known: Desk, row: Route | PowerRule | SampleRule) -> list[Refused]:
    number, found = row.order + 1, []
    is_known = row.category.endswith(ANY) and any(
        key.startswith(row.category[:-1]) for key in known.categories
    )
    if not is_known and row.category not in known.categories:
        found.append(
            Refused("rules.unknown_category", row=number, field="category", category=row.category[:60])
        )
    if isinstance(row, Route):
        if row.department not in known.departments:
            found.append(
                Refused(
                    "rules.unknown_department", row=number, field="department", department=row.department[:40]
                )
            )
        if row.unit and row.unit not in units(county):
            found.append(Refused("rules.unknown_unit", row=number, field="unit", unit=row.unit[:40]))
    return found
