"""How does a frozen result read as CSV or workbook?"""

from django.utils.translation import gettext as _

from wangge.cases.views.defining import IN_IT
from wangge.evaluation.queries.inputs import CASE_SETS
from wangge.evaluation.queries.results import FrozenResult
from wangge.evaluation.views.showing import WAYS, named, points, set_named, set_url, unit_named
from wangge.foundation.tables import Line, Told
from wangge.rules.scoring import Way


def result_told(county: str, found: FrozenResult, name: str) -> Told:
    """Return a frozen result as its file says it: points, values, sets, and the list that each set opens."""
    document = found.document
    about = (county, found.sheet.scope, found.unit, found.period, document["as_of"])
    table, lines = named(found.sheet), list[Line]()
    sets = dict.fromkeys(
        one for scored in found.scored if scored.line.formula for one in scored.line.formula.names
    )
    for one in found.scored:
        formula, row = one.line.formula, named(one.line)
        text = formula.text if formula else ""
        share = one.value if one.line.way is not Way.DEDUCTED else None
        lines.append(Line(
            table, row, _("Points"), None if one.points is None else one.points / 100,
            over=text, under=str(WAYS[one.line.way]),
            note=_("blank") if formula is None else _("no cases") if one.points is None else f"/ {one.line.weight}",
        ))  # fmt: skip
        if share is not None:
            lines.append(Line(table, row, _("Value"), share.numerator, share.denominator, over=text))
        lines += [
            Line(
                table, row, set_named(each), document["inputs"][each], over=set_named(each), n_url=set_url(each, *about)
            )
            for each in (formula.names if formula else ())
        ]  # fmt: skip
    facts = [
        (_("Sheet"), f"{table} · {found.version}"), (_("Unit"), unit_named(county, found.unit)),
        (_("Period"), found.period), (_("Revision"), found.revision), (_("Position in the record"), document["as_of"]),
        (_("In all"), f"{points(document['total'])} / {points(document['possible'])}"),
    ]  # fmt: skip
    meanings = [(set_named(one), str(IN_IT[CASE_SETS[one]]) if one in CASE_SETS else one) for one in sets]
    return Told(name, f"{table} · {unit_named(county, found.unit)}", found.frozen_at, facts, lines, meanings)
