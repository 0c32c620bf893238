"""What may a level do about a matter by itself, and why does a matter go up? (赋权清单, rulings.md)"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wangge.rules.errors import Refused
from wangge.rules.validity import in_force, speaks_of


class Power(StrEnum):
    """What a level may do about a category."""

    SETTLE = "settle"  # 可处置: bring it to its end
    ORDER = "order"  # 可调度: order those who can
    SEND_UP = "send_up"  # 须上报: neither


class UpCause(StrEnum):
    """Why a matter went up; each adds up to what a district could delegate, fund or legislate."""

    NO_POWER = "no_power"  # 无权
    NO_MONEY = "no_money"  # 无钱
    NO_PEOPLE = "no_people"  # 无人
    NO_MEANS = "no_means"  # 无技术
    ACROSS = "across"  # 跨界


@dataclass(frozen=True, slots=True)
class PowerRule:
    """One dated row of the 赋权清单: the first, by order, that covers category, level and day decides."""

    order: int
    category: str  # scheme:kind:code, or a prefix ending in *
    level: int
    power: Power
    source: str
    from_on: date | None = None
    until_on: date | None = None

    def covers(self, category: str, level: int, on: date) -> bool:
        """Say whether the row speaks of a category at a level on a day."""
        return (
            level == self.level
            and speaks_of(self.category, category)
            and in_force(self.from_on, self.until_on, on)
        )


@dataclass(frozen=True, slots=True)
class Powers:
    """A county's 赋权清单."""

    rules: Sequence[PowerRule]

    @classmethod
    def of(cls, rules: Iterable[PowerRule]) -> "Powers":
        """Put rules in their order."""
        return cls(sorted(rules, key=lambda rule: rule.order))

    def decide(self, category: str, level: int, on: date) -> PowerRule | None:
        """Return the row that decides; None where the list is silent, and the level may settle."""
        return next((rule for rule in self.rules if rule.covers(category, level, on)), None)

    def may_settle(self, category: str, level: int, on: date) -> None:
        """Refuse `power.beyond_yours` where the list says that the level must send it up."""
        rule = self.decide(category, level, on)
        if rule is not None and rule.power is not Power.SETTLE:
            raise Refused("power.beyond_yours", source=rule.source)

    def may_go_up(self, category: str, level: int, on: date, cause: UpCause) -> None:
        """Refuse `power.within_yours` where 无权 is named for what the list lets the level settle."""
        rule = self.decide(category, level, on)
        if cause is UpCause.NO_POWER and rule is not None and rule.power is Power.SETTLE:
            raise Refused("power.within_yours", field="cause", source=rule.source)


def up_cause(text: str) -> UpCause:
    """Read a cause; refuse `power.unknown_cause`."""
    try:
        return UpCause(text)
    except ValueError as fault:
        raise Refused("power.unknown_cause", field="cause", cause=text[:20]) from fault
