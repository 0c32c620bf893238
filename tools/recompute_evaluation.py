"""Does an exported evaluation result add up? Needs Python 3.11 alone: `python recompute_evaluation.py result.json`.

It shares no line with the program that made the result. Exit 0: it adds up; 1: it does not.
"""

import ast
import hashlib
import json
import operator
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

ACTS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


def value(node: ast.expr, counts: Mapping[str, int]) -> Fraction:
    """Work out one part of a formula, exactly."""
    if isinstance(node, ast.Name):
        return Fraction(counts[node.id])
    if isinstance(node, ast.Constant):
        return Fraction(repr(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -value(node.operand, counts)
    if not isinstance(node, ast.BinOp):
        raise TypeError(ast.dump(node))
    return ACTS[type(node.op)](value(node.left, counts), value(node.right, counts))


def points(line: Mapping[str, Any], counts: Mapping[str, int]) -> int | None:
    """Return a line's points in hundredths; None for a blank and where a set divided by is empty."""
    if line["way"] == "blank":
        return None
    try:
        share = value(ast.parse(line["formula"].strip(), mode="eval").body, counts)
    except ZeroDivisionError:
        return None
    weight, each = Fraction(line["weight"]), Fraction(str(line.get("each", 0)))
    at = Fraction(str(line.get("at", 0)))
    if line["way"] == "threshold":
        worth = weight if share >= at else weight - (at - share) * 100 * each
    elif line["way"] == "stepped":
        reached = [Fraction(str(get)) for step, get in line["steps"] if share >= Fraction(str(step))]
        worth = max(reached, default=Fraction(0))
    elif line["way"] == "deducted":
        worth = weight - share * each
    else:
        worth = weight * share
    return int(min(max(worth, Fraction(0)), weight) * 100 + Fraction(1, 2))


def main(path: str) -> int:
    """Print what comes out beside what the file says."""
    told = json.loads(Path(path).read_text(encoding="utf-8"))
    found = {line["code"]: points(line, told["inputs"]) for line in told["sheet"]["lines"]}
    said = [n for n in found.values() if n is not None]
    possible = sum(line["weight"] * 100 for line in told["sheet"]["lines"] if found[line["code"]] is not None)
    bare = {key: one for key, one in told.items() if key != "digest"}
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    fits = (
        {line["code"]: line["points"] for line in told["results"]} == found
        and (told["total"], told["possible"]) == (sum(said), possible)
        and told["digest"] == hashlib.sha256(text.encode()).hexdigest()
    )
    print(json.dumps({"adds_up": fits, "lines": found, "total": sum(said), "possible": possible}))
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
