"""Which words of a report give away who wrote it?

A warning, never a verdict: it is shown to the person before sending and to the dispatcher before the words go to
a unit. What it finds are ways of writing; it knows no names and keeps nothing. The list is ours.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

HIDDEN = "〔…〕"  # stands in the place of hidden words


class Tell(StrEnum):
    """How words give somebody away."""

    PHONE = "phone"
    IDENTITY = "identity"  # a number of 18 digits as on papers
    PLATE = "plate"
    OWN_NAME = "own_name"  # "I am ...", "my name is ..."
    OWN_HOME = "own_home"  # "my flat", "next door to me", a door number
    VIEWPOINT = "viewpoint"  # "from my window": only one home sees it so
    OWN_PART = "own_part"  # "I told them three times": who was there knows who it is


_N = "[0-9A-Z一二三四五六七八九十]"
_REST = r"[^，。；,.;\s]"  # what follows within the same piece of a sentence
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PATTERNS: tuple[tuple[Tell, str], ...] = (
    (Tell.IDENTITY, r"(?<!\d)\d{17}[\dXx](?!\d)"),
    (Tell.PHONE, r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    (Tell.PHONE, r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)"),
    (Tell.PLATE, rf"[{_PROVINCE}][A-HJ-NP-Z][·. ]?[A-HJ-NP-Z0-9]{{5,6}}"),
    (Tell.OWN_NAME, rf"(?:本人|我)(?:叫|姓|名叫|是){_REST}{{1,8}}"),
    (Tell.OWN_NAME, r"\b[Mm]y name is \w+(?: \w+)?|\bI am (?:Mr|Mrs|Ms)\.? \w+"),
    (Tell.OWN_HOME, r"我们?家?的?(?:楼上|楼下|隔壁|对门)"),
    (Tell.OWN_HOME, rf"我们?家(?!楼上|楼下|隔壁|对门){_REST}{{0,8}}|(?:我|本人|家)住{_REST}{{0,12}}"),
    (Tell.OWN_HOME, rf"{_N}{{1,4}}(?:号楼|栋|幢)(?:{_N}{{1,3}}单元)?(?:{_N}{{1,5}}[室户])?"),
    # "A座" is a building, "一座桥" one bridge.
    (Tell.OWN_HOME, rf"[0-9A-Z]{{1,4}}座(?:{_N}{{1,3}}单元)?(?:{_N}{{1,5}}[室户])?"),
    (Tell.OWN_HOME, rf"{_N}{{1,3}}单元(?:{_N}{{1,5}}[室户])?"),
    (Tell.OWN_HOME, r"\b[Mm]y (?:flat|home|house|apartment)\b|\b(?:next door to|above|below) (?:me|us)\b"),
    (
        Tell.VIEWPOINT,
        r"(?:从|在)?(?:我家|家里|自家|我)?(?:阳台|窗户|窗口|窗前)[上里]?(?:能|可以)?(?:往下)?[拍看](?:到|见|的)?",
    ),
    (Tell.VIEWPOINT, r"\bfrom my (?:window|balcony|flat|kitchen)\b"),
    (Tell.OWN_PART, r"我(?:已经?|曾|都)?(?:多次|几次|反复)?(?:找过|问过|劝过|投诉过|举报过|反映过|打过电话)"),
    (Tell.OWN_PART, r"\bI (?:already )?(?:told|asked|called|complained to) (?:him|her|them)\b"),
)
_COMPILED = tuple((tell, re.compile(pattern)) for tell, pattern in _PATTERNS)


@dataclass(frozen=True, slots=True)
class Telltale:
    """One piece of a text that gives somebody away: text[start:end]."""

    tell: Tell
    start: int
    end: int


def telltales(text: str) -> tuple[Telltale, ...]:
    """Return what in a text gives its writer away, in the order of the text; pieces may overlap."""
    found = [
        Telltale(tell, match.start(), match.end())
        for tell, pattern in _COMPILED
        for match in pattern.finditer(text)
        if match.group()
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def hidden(text: str, found: Iterable[Telltale]) -> str:
    """Return a text without the pieces found: a proposal that the dispatcher reads and mends."""
    spans: list[tuple[int, int]] = []
    for one in sorted(found, key=lambda one: one.start):
        if spans and one.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], one.end))
        else:
            spans.append((one.start, one.end))
    shown = text
    for start, end in reversed(spans):
        shown = shown[:start] + HIDDEN + shown[end:]
    return shown


def viewpoint_tells(*, in_public: bool, has_photo: bool) -> bool:
    """Say whether the mere viewpoint of a photo may give its maker away: a kind that few people can see."""
    return has_photo and not in_public
