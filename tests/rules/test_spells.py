"""Spells: one line for each time in the same hands."""

from datetime import UTC, datetime, timedelta

from wangge.rules.spells import Spell, spells

DAY = datetime(2024, 3, 5, tzinfo=UTC)


def at(hours: int) -> datetime:
    return DAY + timedelta(hours=hours)


def test_acts_in_the_same_hands_are_one_spell_and_the_last_one_runs() -> None:
    found = spells([(at(0), "desk"), (at(1), "water"), (at(2), "water"), (at(5), "desk")])

    assert found == [
        Spell("desk", at(0), at(1)), Spell("water", at(1), at(5)), Spell("desk", at(5), None),
    ]  # fmt: skip
    assert [one.lasted(at(9)) for one in found] == [timedelta(hours=n) for n in (1, 4, 4)]


def test_what_has_ended_is_in_nobodys_hands_until_it_is_opened_again() -> None:
    found = spells([(at(0), "desk"), (at(3), ""), (at(10), "desk")])

    assert found == [Spell("desk", at(0), at(3)), Spell("desk", at(10), None)]


def test_nothing_that_began_has_no_spells() -> None:
    assert spells([(at(0), "")]) == []
