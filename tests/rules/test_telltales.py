"""Are words that give the reporter away seen, and are plain words left alone?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.telltales import HIDDEN, Tell, hidden, telltales, viewpoint_tells


@pytest.mark.parametrize(
    ("text", "tell"),
    [
        ("请联系13812345678", Tell.PHONE),
        ("电话 138 1234 5678 联系", Tell.PHONE),
        ("单位电话0371-65712345", Tell.PHONE),
        ("证号41010519900101123X", Tell.IDENTITY),
        ("车牌豫A12345乱停", Tell.PLATE),
        ("豫AD12345 占道", Tell.PLATE),
        ("我是三楼的租客", Tell.OWN_NAME),
        ("本人姓陈，住在这里", Tell.OWN_NAME),
        ("my name is Chen", Tell.OWN_NAME),
        ("我家楼上每天装修", Tell.OWN_HOME),
        ("隔壁？我隔壁养鸡", Tell.OWN_HOME),
        ("3号楼2单元501室漏水", Tell.OWN_HOME),
        ("B座1203室漏水", Tell.OWN_HOME),
        ("the noise comes from next door to me", Tell.OWN_HOME),
        ("从我家阳台拍的", Tell.VIEWPOINT),
        ("在窗户能看到他们倒垃圾", Tell.VIEWPOINT),
        ("taken from my window", Tell.VIEWPOINT),
        ("我多次找过老板", Tell.OWN_PART),
        ("I already told them twice", Tell.OWN_PART),
    ],
)
def test_words_that_give_the_reporter_away_are_seen(text: str, tell: Tell) -> None:
    assert tell in {one.tell for one in telltales(text)}


@pytest.mark.parametrize(
    "text",
    [
        "路口上水井盖破损", "花园路与纬五路口路灯不亮", "公交站旁垃圾满溢三天", "人行道砖松动，下雨积水",
        "增设一座公共厕所",
        "工地夜里两点还在施工", "The cover at the crossing is broken", "2024年3月5日上午发现", "编号410105002001",
    ],
)  # fmt: skip
def test_plain_words_about_a_thing_and_a_place_are_left_alone(text: str) -> None:
    assert telltales(text) == ()


def test_the_proposal_hides_the_pieces_and_keeps_the_matter() -> None:
    text = "我家楼上夜里两点还在装修，电话13812345678，请处理"

    proposal = hidden(text, telltales(text))

    assert "13812345678" not in proposal
    assert "我家" not in proposal
    assert "夜里两点还在装修" in proposal
    assert proposal.endswith("请处理")
    assert HIDDEN in proposal


@given(st.text(alphabet="我家楼上从阳台拍电话13812345678，。多次找过豫AD 本人姓陈3号2单元", max_size=60))
def test_what_was_hidden_is_not_found_again(text: str) -> None:
    proposal = hidden(text, telltales(text))

    again = {one.tell for one in telltales(proposal)}

    assert not again & {Tell.PHONE, Tell.IDENTITY, Tell.PLATE}


def test_a_photo_of_what_only_few_can_see_gives_its_maker_away() -> None:
    assert viewpoint_tells(in_public=False, has_photo=True)
    assert not viewpoint_tells(in_public=True, has_photo=True)
    assert not viewpoint_tells(in_public=False, has_photo=False)
