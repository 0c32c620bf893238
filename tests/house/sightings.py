"""Where does the system ask for, keep or hand out something? Each such place is one sighting.

A sighting has a room (a model, a form, an import, an API schema, a kind of event, a locale), a name
in it, and the words a person reads beside it. The data register must list what is asked, kept or handed out;
the forbidden words (forbidden.py) are looked for in all of it, and in every sentence, name and packaged table.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.db import models

from tests.house.reading import called


class Sighting(NamedTuple):
    """One field, question, column, property, key or sentence."""

    room: str
    name: str
    words: str = ""


def model_fields(rows: Iterable[type[models.Model]]) -> Iterator[Sighting]:
    for row in rows:
        for field in row._meta.concrete_fields:
            yield Sighting(f"model {row._meta.label}", field.name, f"{field.verbose_name} {field.help_text}")


def form_questions(kinds: Iterable[type[forms.BaseForm]]) -> Iterator[Sighting]:
    for kind in kinds:
        for name, field in kind.base_fields.items():  # type: ignore[attr-defined]
            yield Sighting(f"form {kind.__name__}", name, f"{field.label or ''} {field.help_text}")


QUESTION = re.compile(r"<(?:input|select|textarea)\b[^>]*?\bname=\"([A-Za-z_][\w-]*)\"", re.DOTALL)


def template_questions(name: str, html: str) -> Iterator[Sighting]:
    for question in QUESTION.findall(html):
        yield Sighting(f"page {name}", question)


def inspection_questions(definition: Mapping[str, Any]) -> Iterator[Sighting]:
    """Every question of an inspection form, with all words that stand around it in both languages."""
    room = f"inspection {definition['id']}"
    for field in definition["fields"]:
        told = [definition["title"], *(field.get(part, {}) for part in ("label", "help", "unit"))]
        told += [
            part for choice in field.get("choices", ()) for part in (choice["label"], {"key": choice["key"]})
        ]
        told.append(field.get("required_if", {}).get("reason", {}))
        yield Sighting(room, field["key"], " ".join(word for words in told for word in words.values()))


def api_properties(document: Mapping[str, object]) -> Iterator[Sighting]:
    """Every property of every schema of an OpenAPI document, and every parameter of its paths."""
    schemas = document.get("components", {}).get("schemas", {})  # type: ignore[attr-defined]
    for name, schema in schemas.items():
        for key, told in schema.get("properties", {}).items():
            yield Sighting(f"api {name}", key, f"{told.get('title', '')} {told.get('description', '')}")
    for path, acts in document.get("paths", {}).items():  # type: ignore[attr-defined]
        for act in acts.values():
            for parameter in act.get("parameters", []):
                yield Sighting(f"api {path}", parameter["name"], parameter.get("description", ""))


def import_columns(room: str, names: Iterable[str]) -> Iterator[Sighting]:
    return (Sighting(f"import {room}", name) for name in names)


ROOMS = {"record": "event", "Happening": "event", "JsonResponse": "json"}
EVENT_KIND = re.compile(r"[a-z]+\.[a-z_]+")


def _says_event(call: ast.Call) -> bool:
    # A helper that writes an event down is given its kind and its payload: f(case, "case.redacted", {...}).
    values = [*call.args, *(word.value for word in call.keywords)]
    kinds = (one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return any(isinstance(one, ast.Dict) for one in values) and any(map(EVENT_KIND.fullmatch, kinds))


def payload_keys(source: str) -> Iterator[Sighting]:
    """The keys of every event's payload, and of every JSON answer, that stand in the source as a dict."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            room = ROOMS.get(called(node), "event" if _says_event(node) else "")
            if room:
                yield from (
                    Sighting(room, key)
                    for key in _keys([*node.args, *(word.value for word in node.keywords)])
                )
        elif isinstance(node, ast.FunctionDef) and node.name.endswith("payload"):
            returned = [
                inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return) and inner.value
            ]
            yield from (Sighting("event", key) for key in _keys(returned))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id.endswith("payload") for target in targets):
                yield from (Sighting("event", key) for key in _keys([node.value]))


def _keys(values: Iterable[ast.expr]) -> Iterator[str]:
    for value in values:
        for inner in ast.walk(value):
            if isinstance(inner, ast.Dict):
                yield from (
                    key.value
                    for key in inner.keys
                    if isinstance(key, ast.Constant) and isinstance(key.value, str)
                )


def locale_words(room: str, entries: Iterable[tuple[str, str]]) -> Iterator[Sighting]:
    """Both languages of a catalogue: the English key and the Chinese sentence."""
    return (Sighting(f"locale {room}", "", f"{english} {chinese}") for english, chinese in entries)


def sentences(room: str, table: Mapping[str, Mapping[str, object]]) -> Iterator[Sighting]:
    """What refusals say, in both languages."""
    for code, entry in table.items():
        yield Sighting(f"refusal {room}", code, " ".join(str(part) for part in entry.values()))


def identifiers(room: str, source: str) -> Iterator[Sighting]:
    """Every name that a module gives: functions, classes, arguments, variables, attributes, keywords."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield Sighting(f"code {room}", name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield Sighting(f"code {room}", name)
            case ast.keyword(arg=str(name)):
                yield Sighting(f"code {room}", name)


SENT = re.compile(r"""(?:append|set)\(\s*["']([\w-]+)["']|^\s*([A-Za-z_]\w*):\s""", re.MULTILINE)


def script_keys(room: str, source: str) -> Iterator[Sighting]:
    """The keys that a script sends or keeps: of forms, addresses and plain objects."""
    for one in SENT.finditer(source):
        yield Sighting(f"script {room}", one[1] or one[2])


def table_words(room: str, rows: Iterable[Mapping[str, str]]) -> Iterator[Sighting]:
    """The columns of a packaged table, and every word in it: classes, conditions, reasons."""
    for row in rows:
        yield from (Sighting(f"table {room}", name, str(value)) for name, value in row.items())
