"""Rules of law stand side by side with rank and source, for every congress or for one; none loosens a higher one."""

import pytest

from tests.builders import COUNTY, NOW, PASSWORD, SINCE
from tests.deputies.walking import logged_in
from tests.suggestions.council import make_council
from wangge.config.cli import main
from wangge.deputies.services.seats import found_congress
from wangge.rules.errors import Refused
from wangge.rules.legal_terms import Rank
from wangge.rules.suggestions import Clock
from wangge.suggestions.queries.rules import rule_on
from wangge.suggestions.services.setting_up import load_presets, load_rows

pytestmark = pytest.mark.django_db


def refused(act: object) -> Refused:
    with pytest.raises(Refused) as found:
        act()  # type: ignore[operator]
    return found.value


def test_a_set_of_rules_is_chosen_for_one_congress_and_leaves_the_others_alone() -> None:
    council = make_council(presets=())
    other, _ = found_congress(COUNTY, "4101", "郑州市人民代表大会", term=16, from_on=SINCE, now=NOW)
    on = NOW.date()

    load_presets(COUNTY, ["henan-2017"], congress=council.congress)
    load_presets(COUNTY, ["committee"], congress=other)

    assert rule_on(COUNTY, council.congress, Clock.OBJECT, on) is not None
    assert rule_on(COUNTY, other, Clock.OBJECT, on) is None
    assert rule_on(COUNTY, council.congress, Clock.COMMITTEE, on) is None
    committee = rule_on(COUNTY, other, Clock.COMMITTEE, on)
    assert committee is not None
    assert (committee.term.n, committee.rank) == (6, Rank.REFERENCE)
    for body in (council.congress, other):
        reply = rule_on(COUNTY, body, Clock.REPLY, on)
        assert reply is not None
        assert "代表法" in reply.source


def test_a_row_for_one_congress_may_not_loosen_what_holds_for_all_nor_the_other_way_round() -> None:
    council = make_council()
    row = {
        "code": "feedback", "n": 10, "unit": "natural_days", "sense": "at_most", "rank": "local", "source": "某区规定",
    }  # fmt: skip
    load_rows(COUNTY, "own", {"rows": [row]}, congress=council.congress)
    looser = row | {"n": 12, "rank": "local", "source": "本市规定"}

    above = row | {"n": 5, "rank": "provincial", "source": "某省办法"}
    assert refused(lambda: load_rows(COUNTY, "all", {"rows": [above]})).code == "legal.looser"
    loose = refused(
        lambda: load_rows(
            COUNTY, "more", {"rows": [row | {"code": "reply", "n": 120}]}, congress=council.congress
        )
    )
    assert (loose.code, "代表法" in str(loose.facts["higher"])) == ("legal.looser", True)
    assert load_rows(COUNTY, "else", {"rows": [looser]}, congress=council.office.worker.post_id) == 1


def test_the_office_reads_what_holds_for_whom_and_the_command_says_it_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    council = make_council(presets=(), password=PASSWORD)

    assert main(["suggestions", "set-up", COUNTY, "--preset", "committee", "--congress", COUNTY]) == 0
    assert main(["suggestions", "rules", COUNTY]) == 0

    assert "committee" in capsys.readouterr().out
    shown = logged_in(council.clerk).get("/suggestions/office/").content.decode()
    assert "雅安做法" in shown
    assert "every congress" in shown
