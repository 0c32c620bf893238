"""How does a document become a page and a paper, of the document alone?"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.template.loader import render_to_string

from wangge.bulletins.wording import NO_CASES, both
from wangge.foundation.templatetags.wangge import number, percent
from wangge.ledgers.printing import fill
from wangge.rules.scoring import written
from wangge.rules.sheets import Form, Record

OPEN_MARK = '<script type="application/json" id="document">'
CLOSE_MARK = "</script>"


def shown(document: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return a document as one language reads it: headings, rows and cells with their words."""

    def word(words: Mapping[str, str]) -> str:
        return words[language]

    words = {code: word(one) for code, one in document["words"].items()}
    issued, remark, corrects = (document.get(name) for name in ("issued", "remark", "corrects"))
    sections = [
        {
            "code": part["code"], "title": word(part["title"]), "note": word(part["note"]),
            "columns": [word(head) for head in part["columns"]],
            "rows": [
                {"label": word(row["label"]), "cells": [_cell(cell, language) for cell in row["cells"]]}
                for row in part["rows"]
            ],
            "means": [(word(row["label"]), word(row["means"])) for row in part["rows"] if "means" in row],
        }
        for part in document["sections"]
    ]  # fmt: skip
    return {
        "title": word(document["title"]), "unit": word(document["unit_name"]), "county": word(document["county_name"]),
        "period": document["period"], "first_day": document["first_day"], "last_day": document["last_day"],
        "as_of": document["as_of"], "as_of_at": _moment(document["as_of_at"]), "provisional": document["provisional"],
        "sections": sections, "words": words, "version": document.get("version", 0),
        "digest": document.get("digest", ""),
        "corrects": f"{corrects['version']} · {corrects['digest']}" if corrects else "",
        "reason": corrects["reason"] if corrects else "", "remark": remark["words"] if remark else "",
        "remark_by": _by(remark, language), "issued_by": _by(issued, language),
    }  # fmt: skip


def html_copy(document: Mapping[str, Any], language: str, _at: datetime) -> bytes:
    """Return the page that is kept: whole in itself, with the document that it was made of."""
    # Nothing in it may end the block; to a reader of JSON it is the same document.
    data = written(document).replace("<", "\\u003c")
    context = {"one": shown(document, language), "language": language, "data": data, "in_copy": True}
    return render_to_string("bulletins/copy.html", context).encode()


def document_in(page: str) -> str:
    """Return the document that a kept page holds; empty where there is none."""
    _, found, rest = page.partition(OPEN_MARK)
    return rest.partition(CLOSE_MARK)[0] if found else ""


def pdf_copy(document: Mapping[str, Any], language: str, at: datetime) -> bytes:
    """Return the paper that is kept, with the digest on each page."""
    return fill(Form.TYPST, _template(), _record(shown(document, language), language), at=at)


def _record(one: Mapping[str, Any], language: str) -> Record:
    # A paper's record is flat: lists of plain entries that name their section and row.
    plain = {name: value for name, value in one.items() if isinstance(value, str | int)}
    sections, heads, rows, cells = [], [], [], []
    for part in one["sections"]:
        code = part["code"]
        sections.append({"code": code, "title": part["title"], "note": part["note"]})
        heads += [{"section": code, "text": head} for head in part["columns"]]
        for no, row in enumerate(part["rows"]):
            rows.append({"section": code, "no": no, "label": row["label"]})
            cells += [{"section": code, "row": no, "text": cell["text"]} for cell in row["cells"]]
    means = [{"label": label, "text": text} for part in one["sections"] for label, text in part["means"]]
    return {
        **plain, "language": language, "provisional": "1" if one["provisional"] else "",
        **{f"word_{code}": text for code, text in one["words"].items()},
        "sections": sections, "heads": heads, "rows": rows, "cells": cells, "means": means,
    }  # fmt: skip


def _cell(cell: Mapping[str, Any], language: str) -> dict[str, Any]:
    told = {**cell, "kind": "text", "text": cell["text"][language] if "text" in cell else ""}
    if "d" in cell:
        share = percent(cell["n"], cell["d"]) if cell["d"] else both(NO_CASES)[language]
        both_counts = f"{number(cell['n'])} / {number(cell['d'])}"
        told |= {
            "kind": "rate", "share": share, "text": f"{both_counts} {'= ' if cell['d'] else ''}{share}",
        }  # fmt: skip
    elif "less" in cell:
        text = f"{number(cell['n'])} = {number(cell['more'])} − {number(cell['less'])}"
        told |= {"kind": "left", "text": text}
    elif "n" in cell:
        told |= {"kind": "count", "text": number(cell["n"])}
    return told


def _by(said: Mapping[str, Any] | None, language: str) -> str:
    return f"{said['post_unit'][language]} · {said['post'][language]} · {_moment(said['at'])}" if said else ""


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}"


@cache
def _template() -> bytes:
    return (files("wangge.bulletins") / "data" / "bulletin.typ").read_bytes()
