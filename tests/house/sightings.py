"""Where does the system ask for, keep or hand out something? Each such place is one sighting.

A sighting has a room (a model, a form, an import, an API schema, a kind of event, a locale), a name
in it, and the words a person reads beside it. The data register must list every one but the
words of the locales; the forbidden words are looked for in all of them.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

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


def payload_keys(source: str) -> Iterator[Sighting]:
    """The keys of every event's payload, and of every JSON answer, that stand in the source as a dict."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            room = {"record": "event", "Happening": "event", "JsonResponse": "json"}.get(called(node))
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


# What this system never holds (docs/adr/0001): the words by which such a field would show itself.
# Identifiers are split into words, so `face` finds face_id and faceId but not `surface`.
FORBIDDEN = {
    "religion": ("religion religious faith belief", "宗教 信教 信仰"),
    "politics of residents": ("political politics", "政治面貌 政治倾向"),
    "health of residents": (
        "disease illness diagnosis disability disabled psychiatric",
        "病史 疾病 残疾 精神病 健康状况",
    ),
    "ethnic group": ("ethnic ethnicity", "民族"),
    "identity papers": ("idcard identity_card id_card id_number passport", "身份证 护照"),
    "households and residents": (
        "household hukou resident_id tenant_id dossier",
        "户籍 户主 户口 居民档案 流动人口 家庭成员",
    ),
    "lists of persons": (
        "key_person blacklist petitioner_list",
        "重点人员 重点人群 重点人口 黑名单 关注对象 涉稳人员",
    ),
    "faces and plates": (
        "face faces facial biometric fingerprint licence_plate license_plate plate_number",
        "人脸 指纹 车牌号",
    ),
    "points and ranking of staff": (
        "reward_points bonus_points points_earned leaderboard staff_rank person_rank worker_rank",
        "积分 排行榜 个人排名",
    ),
    "check-in and online time": (
        "check_in checkin clock_in punch online_minutes online_time attendance",
        "打卡 签到 在线时长 考勤",
    ),
    "tracks of staff": (
        "track tracks trajectory gps_track live_position background_location",
        "轨迹 实时定位 行踪",
    ),
    "quotas of reports": ("report_quota reports_quota quota_of_reports", "上报任务数 上报指标数"),
}

# Sentences that need such a word, each with its reason: (word, a piece of the sentence).
EXCEPTIONS: dict[tuple[str, str], str] = {}


def forbidden_in(sighting: Sighting) -> str | None:
    """Return the reason for which a sighting may not exist, or None."""
    text = f" {_split(sighting.name)}  {_split(sighting.words)} "
    for reason, (english, chinese) in FORBIDDEN.items():
        needles = {f" {word.replace('_', ' ')} ": word for word in english.split()}
        needles |= {word: word for word in chinese.split()}
        for needle, word in needles.items():
            if needle in text and not any(w == word and piece in sighting.words for w, piece in EXCEPTIONS):
                return reason
    return None


def _split(text: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return re.sub(r"[^\w\u4e00-\u9fff]+|_", " ", apart).lower()
