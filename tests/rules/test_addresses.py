"""Which entry of an address list is meant, and which says too much?"""

import pytest

from wangge.rules.addresses import beginnings, by_nearness, folded, is_meant, names_a_room


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("花园路 66号", "花园路６６号"),
        ("花园路（北段）6-1号", "花园路北段61号"),
        ("700 Boylston St.", "700 boylston st"),
    ],
)
def test_blanks_marks_width_and_case_do_not_matter(words: str, other: str) -> None:
    assert folded(words) == folded(other)


def test_a_number_never_begins_in_the_middle_of_another_and_may_be_written_on() -> None:
    assert not is_meant("6号", folded("花园路66号"))
    assert is_meant("6号", folded("花园路66号6号楼"))
    assert is_meant("花园路6", "花园路66号")


def test_what_is_finer_than_the_list_begins_with_a_door_of_it_and_never_with_a_street() -> None:
    asked = folded("花园路66号3号楼2单元")

    found = beginnings(asked)

    assert "花园路66号" in found
    assert "花园路6" not in found
    assert "花园路" not in found
    assert found == sorted(found, key=len, reverse=True)


def test_what_is_asked_for_itself_stands_first_then_the_shortest() -> None:
    assert by_nearness("66号", ["花园路66号院", "66号", "66号院东楼"]) == [
        "66号",
        "66号院东楼",
        "花园路66号院",
    ]


@pytest.mark.parametrize(
    "words",
    ["花园路66号3号楼2单元501", "花园路66号3号楼501室", "甲院2栋1203", "12 Main St Apt 4", "5单元3户"],
)
def test_a_room_is_too_much(words: str) -> None:
    assert names_a_room(words)


@pytest.mark.parametrize(
    "words", ["花园路66号院", "甲院3号楼", "东门2号", "示例医院", "红楼2号", "12 Main St"]
)
def test_a_door_or_a_building_is_not(words: str) -> None:
    assert not names_a_room(words)
