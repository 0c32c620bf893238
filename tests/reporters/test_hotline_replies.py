"""The reply file: state, result, words, who, when; the same bytes for the same state; and the commands."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import NOW, Office, make_office
from tests.reporters.orders import MAP, PHONE, a_file, an_order, mapping, order_of, take, taken_order
from tests.reporters.test_hotline_calls import closed
from wangge.config.cli import main
from wangge.reporters.models import HotlineOrder
from wangge.reporters.queries.hotline_replies import reply_head, reply_rows
from wangge.reporters.reply_files import write_replies
from wangge.reporters.services.hotline_acts import Told, reply, tell_route
from wangge.rules.errors import Refused
from wangge.rules.hotline import LegalChannel, SpecialRoute

pytestmark = pytest.mark.django_db


def told(office: Office, number: str = "ZZ0001") -> dict[str, str]:
    """What the reply file says of one order."""
    head = reply_head(mapping())
    lines = [dict(zip(head, row, strict=True)) for row in reply_rows(office.clerk, mapping(), now=NOW)]
    return next(line for line in lines if line["工单编号"] == number)


def test_the_words_of_the_case_are_the_reply_where_the_lead_typed_none(tmp_path: Path) -> None:
    office = make_office()
    closed(office, taken_order(office, tmp_path))

    line = told(office)

    assert (line["办理状态"], line["办理结果"], line["承办单位"]) == ("已答复", "已解决", "水务局")
    assert (line["答复内容"], line["答复时间"]) == ("已更换井盖", "2024-03-06 10:00:00")
    assert line["案卷号"]


def test_the_leads_own_words_go_before_those_of_the_case(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    closed(office, order_id)

    reply(order_id, "已换新井盖并加固，感谢反映", hat=office.handler, now=NOW + timedelta(days=2))

    assert told(office)["答复内容"] == "已换新井盖并加固，感谢反映"


def test_a_special_route_is_told_with_its_words(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path, 特殊渠道="法定")

    tell_route(
        order_id,
        Told(SpecialRoute.LEGAL_CHANNEL, "请依法申请仲裁", LegalChannel.ARBITRATION),
        hat=office.clerk,
        now=NOW,
    )

    line = told(office)
    assert (line["办理状态"], line["办理结果"], line["答复内容"]) == ("已告知", "法定渠道", "请依法申请仲裁")


def test_an_order_in_hand_says_so(tmp_path: Path) -> None:
    office = make_office()
    taken_order(office, tmp_path)

    assert (told(office)["办理状态"], told(office)["答复内容"]) == ("办理中", "")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_written_twice_over_the_same_state_it_is_the_same_file(tmp_path: Path, name: str) -> None:
    office = make_office()
    take(office.clerk, a_file(tmp_path, [an_order("A2"), an_order("A1")]))
    closed(office, order_of("A1").id)
    first, second = tmp_path / name, tmp_path / f"again-{name}"

    for file, now in ((first, NOW), (second, NOW + timedelta(days=30))):
        write_replies(file, reply_head(mapping()), reply_rows(office.clerk, mapping(), now=now))

    assert first.read_bytes() == second.read_bytes()
    # Nothing of who called goes out.
    assert PHONE.encode() not in first.read_bytes()


def test_a_reply_file_tells_only_of_what_the_desk_sees(tmp_path: Path) -> None:
    office = make_office()
    taken_order(office, tmp_path)

    assert list(reply_rows(office.stranger, mapping(), now=NOW)) == []


def a_map(folder: Path) -> Path:
    """The mapping as a file."""

    def lines(table: dict[str, object], path: str) -> list[str]:
        plain = [f'"{key}" = {json.dumps(value, ensure_ascii=False)}' for key, value in table.items()
                 if not isinstance(value, dict)]  # fmt: skip
        inner = [line for key, value in table.items() if isinstance(value, dict)
                 for line in lines(value, f'{path}."{key}"' if path else f'"{key}"')]  # fmt: skip
        return [f"[{path}]" if path else "", *plain, *inner]

    file = folder / "centre.toml"
    file.write_text("\n".join(lines(MAP, "")), encoding="utf-8")
    return file


def test_the_commands_take_a_file_in_and_write_the_replies_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_office()
    orders = a_file(tmp_path, [an_order("A1"), an_order("A2", 事项="9999")])
    rejects, out = tmp_path / "rejects.csv", tmp_path / "replies.xlsx"

    told = ["--as", "clerk", "--json"]
    status = main(
        ["hotline", "import", str(orders), "--map", str(a_map(tmp_path)), "--rejects", str(rejects), *told]
    )
    assert (status, json.loads(capsys.readouterr().out)) == (
        1,
        {"read": 2, "taken": 1, "already": 0, "rejected": 1},
    )
    with rejects.open(encoding="utf-8") as opened:
        [line] = csv.DictReader(opened)
    assert (line["line"], line["order"], line["code"]) == ("3", "A2", "import.unknown_category")
    assert PHONE not in rejects.read_text(encoding="utf-8")

    assert main(["hotline", "import", str(orders), *told]) == 1  # by the mapping that was kept
    assert json.loads(capsys.readouterr().out)["already"] == 1
    assert main(["hotline", "reply", "--out", str(out), *told]) == 0
    assert json.loads(capsys.readouterr().out)["orders"] == 1
    assert main(["hotline", "callbacks", *told]) == 0
    assert json.loads(capsys.readouterr().out)["waiting"] == 1
    assert HotlineOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("login", "code"), [("nobody", "people.login_unknown"), ("handler", "hotline.not_your_desk")]
)
def test_a_command_in_the_name_of_somebody_without_the_post_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], login: str, code: str
) -> None:
    make_office()

    assert main(["hotline", "callbacks", "--as", login, "--json"]) == 2
    assert json.loads(capsys.readouterr().err)["code"] == code


def test_a_file_without_a_mapping_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_office()

    assert main(["hotline", "import", str(a_file(tmp_path, [an_order()])), "--as", "clerk", "--json"]) == 2
    assert json.loads(capsys.readouterr().err)["code"] == "hotline.no_map"


def test_a_countys_terms_are_loaded_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_office()
    file = tmp_path / "terms.csv"
    file.write_text(
        "term,amount,unit,source,from,until\nredo,3,working_days,city notice,,\n", encoding="utf-8"
    )

    assert main(["hotline", "terms", str(file), "--county", "410105", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["terms"] == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"not a book"])
def test_a_broken_workbook_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    office = make_office()
    file = tmp_path / "orders.xlsx"
    file.write_bytes(content)

    with pytest.raises(Refused, match=r"import\.unreadable"):
        take(office.clerk, file)
