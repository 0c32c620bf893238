"""By which exits does a resident's matter leave a deputy, and what is asked of the resident later?

A deputy never handles a matter: on visits and surveys 代表法 art. 31, elsewhere art. 59 (rulings.md, Deputies).
"""

from enum import StrEnum


class Exit(StrEnum):
    """How a matter left the deputy."""

    ANSWERED = "answered"  # 当场答复
    CASE = "case"  # 转为网格事项
    UNIT = "unit"  # 转有关单位
    SUGGESTION = "suggestion"  # 形成建议
    REFUSED = "refused"  # 不受理, led to the channel that the law has for it


class Got(StrEnum):
    """What the resident says when asked for an answer; counted without persons."""

    YES = "yes"
    NO = "no"
    OTHER = "other"  # not what I asked


class Away(StrEnum):
    """Why the deputy whom a matter waits for cannot take it."""

    RECUSED = "recused"  # 回避: holds a post in the unit concerned
    FORMER = "former"  # has no seat any more


class CameBy(StrEnum):
    """By which door a matter came to a deputy."""

    PUBLIC = "public"
    DESK = "desk"  # 人大办公室来信来访
    RECEPTION = "reception"
