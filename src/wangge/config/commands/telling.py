"""How does a command speak: results as JSON or lines, refusals with their remedy?"""

import json
import sys
from collections.abc import Mapping

from wangge.foundation.refusals import problem, told
from wangge.rules.errors import Refused


def tell(report: Mapping[str, object], *, as_json: bool) -> None:
    """Print a report: one JSON object, or a line for each entry."""
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        print(f"{name}: {value}")


def tell_refusal(refused: Refused, *, as_json: bool) -> None:
    """Print a refusal to standard error, in both languages or as JSON."""
    if as_json:
        print(json.dumps(problem(refused, ""), ensure_ascii=False), file=sys.stderr)
        return
    zh, en = told(refused, "zh"), told(refused, "en")
    print(f"{refused.code}\n  {zh.sentence}{zh.remedy}\n  {en.sentence} {en.remedy}", file=sys.stderr)
