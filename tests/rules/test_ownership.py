"""Whose is a thing: the ladder from the maintaining unit to the territory, and which way round for events."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.ownership import (
    Answer,
    Keeper,
    OwnerState,
    Passed,
    Rung,
    answer_for,
    goes_to_owner_first,
    keepers,
    said_owner_state,
    thing_kind,
)

OURS = {"gongshui": "water", "chengtou": "assets", "zhujian": "housing", "doudi": "street"}
PLAIN = {"maintainer": "gongshui", "owner": "chengtou", "duty": "doudi", "authority": "zhujian"}


def decided(state: OwnerState = OwnerState.KNOWN, *, territory: str = "parks", **changes: str) -> Answer:
    owned = keepers(state, departments=OURS, **{**PLAIN, **changes})
    return answer_for(owner_first=True, owned=owned, territory=territory)


@pytest.mark.parametrize(
    ("missing", "department", "rung"),
    [
        ((), "water", Rung.MAINTAINER),
        (("maintainer",), "assets", Rung.OWNER),
        (("maintainer", "owner"), "housing", Rung.AUTHORITY),
        (("maintainer", "owner", "authority"), "parks", Rung.TERRITORY),
    ],
)
def test_a_thing_goes_to_who_maintains_it_then_owns_it_then_has_authority_then_to_the_territory(
    missing: tuple[str, ...], department: str, rung: Rung
) -> None:
    answer = decided(**dict.fromkeys(missing, ""))

    assert (answer.department, answer.rung) == (department, rung)
    assert [one.passed for one in answer.passed] == [Passed.UNNAMED] * len(missing)


def test_a_unit_that_no_department_stands_for_is_passed_over_and_said_so() -> None:
    answer = decided(maintainer="some company")

    assert answer.rung is Rung.OWNER
    assert answer.passed == (Keeper(Rung.MAINTAINER, "some company", ""),)
    assert answer.passed[0].passed is Passed.STRANGER


@pytest.mark.parametrize("state", [OwnerState.OWNERLESS, OwnerState.UNKNOWN])
def test_a_thing_without_a_known_owner_has_a_duty_bearer_in_the_owners_place(state: OwnerState) -> None:
    answer = decided(state, maintainer="", owner="chengtou")

    assert (answer.department, answer.rung) == ("street", Rung.DUTY)


def test_a_thing_without_owner_and_duty_bearer_falls_to_authority_and_territory() -> None:
    assert decided(OwnerState.OWNERLESS, maintainer="", duty="").rung is Rung.AUTHORITY
    assert decided(OwnerState.OWNERLESS, maintainer="", duty="", authority="").rung is Rung.TERRITORY


def test_an_event_goes_to_the_territory_first_and_to_the_owner_where_nobody_answers_there() -> None:
    owned = keepers(OwnerState.KNOWN, departments=OURS, **PLAIN)

    assert answer_for(owner_first=False, owned=owned, territory="parks") == Answer("parks", Rung.TERRITORY)
    assert answer_for(owner_first=False, owned=owned).rung is Rung.MAINTAINER


def test_a_ruling_about_the_thing_stands_before_its_record() -> None:
    owned = keepers(OwnerState.KNOWN, departments=OURS, **PLAIN)

    answer = answer_for(owner_first=True, owned=owned, ruled="parks", territory="street")

    assert (answer.department, answer.rung) == ("parks", Rung.RULING)


def test_without_a_thing_the_territory_answers_or_nobody() -> None:
    assert answer_for(owner_first=True, owned=None, territory="parks").rung is Rung.TERRITORY
    assert answer_for(owner_first=True, owned=None) == Answer("", None)


@given(
    st.sampled_from(OwnerState), st.booleans(),
    *[st.sampled_from(["", "stranger", *OURS]) for _ in PLAIN], st.sampled_from(["", "parks"]),
)  # fmt: skip
def test_somebody_answers_whenever_anybody_can(
    state: OwnerState, first: bool, maintainer: str, owner: str, duty: str, authority: str, territory: str
) -> None:
    owned = keepers(
        state, maintainer=maintainer, owner=owner, duty=duty, authority=authority, departments=OURS
    )

    answer = answer_for(owner_first=first, owned=owned, territory=territory)

    assert bool(answer.department) == (bool(territory) or any(one.department for one in owned.keepers))
    assert (answer.rung is None) == (not answer.department)


def test_the_matters_of_2026_that_mirror_a_thing_are_about_the_thing_with_their_code() -> None:
    assert thing_kind("GB/T 47678.5-2026:matter:01001") == "GB/T 47678.5-2026:part:01001"
    assert thing_kind("GB/T 47678.5-2026:matter:06010") == ""
    assert thing_kind("CJ/T 214-2007:part:0101") == "CJ/T 214-2007:part:0101"
    assert thing_kind("CJ/T 214-2007:event:0101") == ""


def test_parts_go_to_the_owner_first_and_events_do_not() -> None:
    assert goes_to_owner_first("CJ/T 214-2007:part:0101")
    assert not goes_to_owner_first("CJ/T 214-2007:event:0101")
    assert not goes_to_owner_first("*")


def test_a_class_that_is_nobodys_by_name_is_so_whatever_is_written_beside_it() -> None:
    assert said_owner_state("", "CJ/T 214-2007:part:0114", has_owner=True) is OwnerState.OWNERLESS
    assert said_owner_state("", "GB/T 47678.5-2026:part:01023", has_owner=False) is OwnerState.UNKNOWN
    assert said_owner_state("known", "CJ/T 214-2007:part:0114", has_owner=True) is OwnerState.KNOWN


def test_an_owner_that_nobody_wrote_down_is_unknown() -> None:
    assert said_owner_state("", "CJ/T 214-2007:part:0101", has_owner=False) is OwnerState.UNKNOWN
