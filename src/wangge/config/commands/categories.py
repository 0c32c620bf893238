"""`wangge categories train|try|check`: may the words of a report suggest its kind, and how well?"""

import argparse
import csv
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from wangge.cases.queries.desk import counties, desk
from wangge.cases.queries.lessons import kind_names, suggested_kinds, told_cases
from wangge.cases.suggesting.asking import model_file
from wangge.cases.suggesting.model import Model, load_model
from wangge.config.commands.telling import tell
from wangge.rules.errors import Refused

LEAST_TOP3 = 0.5  # our assumption: below it three chips help nobody


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("categories", help="suggest kinds from words: train, try, check")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    _add(acts, "train", run_train, "learn from the county's own cases, or from a file of words,label",
         lines="words,label")  # fmt: skip
    trying = _add(acts, "try", run_try, "show what some words would suggest")
    trying.add_argument("words")
    checking = _add(acts, "check", run_check, "measure on what was reported since the training, or on a file",
                    lines="words,label")  # fmt: skip
    checking.add_argument("--least-top1", type=float, default=0.0, metavar="SHARE")
    checking.add_argument("--least-top3", type=float, default=LEAST_TOP3, metavar="SHARE")
    checking.add_argument("--least-f1", type=float, default=0.0, metavar="SHARE")


def _add(
    acts: "argparse._SubParsersAction[Any]", name: str, run: Any, about: str, *, lines: str = ""
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = acts.add_parser(name, help=about)
    parser.add_argument("--county", default="", help="default: the only one set up")
    parser.add_argument("--model", type=Path, metavar="FILE.npz", help="default: the county's own")
    if lines:
        parser.add_argument(
            "--file", type=Path, metavar="FILE.csv", help=f"lines of {lines} in place of the cases"
        )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)
    return parser


def run_train(args: argparse.Namespace) -> int:
    from wangge.cases.suggesting.training import Line, train

    if args.file:
        lines, names = [Line(*row) for row in _rows(args.file)], []
    else:
        county = _county(args)
        lines = [Line(*told) for told in told_cases(county)]
        names = [Line(*told) for told in kind_names(county)]
    model = train(lines, names, now=timezone.now())
    file = _file(args)
    model.save(file)
    tell({"model": str(file), **_told(model)}, as_json=args.json)
    return 0


def run_try(args: argparse.Namespace) -> int:
    model = load_model(_file(args))
    if args.model:
        tell({"suggested": model.suggest(args.words)}, as_json=args.json)
        return 0
    county = _county(args)
    known = desk(county).categories
    found = model.suggest(args.words, among=suggested_kinds(county))
    tell({"suggested": [f"{key} {known[key].zh}" for key in found]}, as_json=args.json)
    return 0


def run_check(args: argparse.Namespace) -> int:
    from wangge.cases.suggesting.training import Line, measure

    model = load_model(_file(args))
    rows = (
        _rows(args.file)
        if args.file
        else told_cases(_county(args), since=datetime.fromisoformat(model.told.trained_at))
    )
    lines = [Line(*row) for row in rows]
    found = measure(model, lines) if lines else {}
    wanted = {"top1": args.least_top1, "top3": args.least_top3, "macro_f1": args.least_f1}
    missed = [name for name, least in wanted.items() if found and found[name] < least]
    measured = {name: round(value, 4) for name, value in found.items()}
    tell({**_told(model), "lines_since": len(lines), "since": measured, "missed": missed}, as_json=args.json)
    return 1 if missed else 0


def _told(model: Model) -> dict[str, object]:
    told = asdict(model.told)
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in told.items()}


def _file(args: argparse.Namespace) -> Path:
    return args.model or model_file(_county(args))


def _county(args: argparse.Namespace) -> str:
    known = list(counties())
    if args.county in known or (not args.county and len(known) == 1):
        return args.county or known[0]
    raise Refused("case.no_setup", county=args.county)


def _rows(file: Path) -> list[tuple[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return [(row["words"], row["label"]) for row in csv.DictReader(opened)]
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as fault:
        raise Refused("suggestion.bad_lines", file=file.name, field="words,label") from fault
