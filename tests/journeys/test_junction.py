"""Four residents report one junction; it goes round, reaches a deputy, and comes to rest only where somebody looked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import COUNTY, COVER, GRIDS, NOW, a_report, inside
from tests.cases.walking import Walk
from tests.suggestions.council import DAY, Council, Way, make_council
from wangge.cases.queries.desk import desk
from wangge.cases.services.intake import report_case
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.worker import work_off
from wangge.reporters.services.receiving import Handed, hand_in
from wangge.rules.errors import Refused
from wangge.rules.outcome import CheckStage
from wangge.rules.promises import PromiseState
from wangge.rules.suggestions import Cause
from wangge.suggestions.models import Commitment, Suggestion
from wangge.suggestions.queries.clusters import clusters_in
from wangge.suggestions.queries.outcome import checks_of, offers_of
from wangge.suggestions.queries.promises import promises
from wangge.suggestions.queries.work import rounds
from wangge.suggestions.services import facts, handing, outcome
from wangge.suggestions.services import promises as ledger
from wangge.suggestions.services.clusters import begin_search, found_paper, keep_search
from wangge.suggestions.services.drafting import Text, edit
from wangge.suggestions.services.replying import Commitment as Promise
from wangge.suggestions.services.rounds import open_second_round

pytestmark = pytest.mark.django_db
BEGUN = NOW - 5 * DAY
PHONES = tuple(f"1380013800{number}" for number in range(4))
WORDS = "花园路口井盖又破了"


@dataclass(frozen=True, slots=True)
class Junction:
    """The council, the paper on its way, and what the four residents took home."""

    council: Council
    way: Way
    handed: list[Handed]

    def public(self) -> str:
        """Everything that the public reads of the paper: its page, the facts behind it, the ledger, the rates."""
        work_off(CONSUMERS)
        base, paper = f"/suggestions/public/{COUNTY}/", self.way.id.hex
        pages = [Client().get(base + one) for one in (f"{paper}/", f"{paper}/facts/", "promises/", "rates/")]
        assert [page.status_code for page in pages] == [200] * 4
        return "".join(page.content.decode() for page in pages)

    def receipt(self, number: int) -> str:
        """What one resident reads by the receipt, without an account."""
        work_off(CONSUMERS)
        client, held = Client(), self.handed[number]
        client.post("/follow/", {"number": held.number, "secret": held.secret})
        return client.get("/follow/matter/").content.decode()


def four_residents() -> list[Handed]:
    """Four reports of one junction by the public door, an hour and a few metres apart, with telephones."""
    lon, lat = inside(GRIDS[0])
    handed = []
    for number, phone in enumerate(PHONES):
        at = BEGUN + number * timedelta(hours=1)
        said = a_report(GRIDS[0], category=COVER, at=at, lon=lon + number * 1e-5, lat=lat, words=WORDS)
        handed.append(hand_in(COUNTY, said, contact=phone, now=at))
    return handed


def bounced_twice(council: Council, case: UUID) -> None:
    """Water returns it, parks returns it: a ruling gives it back to water."""
    walk = Walk(council.office, case, at=BEGUN + timedelta(hours=5)).to("handling")
    walk.act("return")
    walk.act("grant_return")
    walk.act("dispatch", department="parks")
    walk.act("return_again")
    walk.act("rule", department="water")


def founded() -> Junction:
    """The junction as a cluster, and a deputy's paper founded on it, handed over and accepted."""
    council, handed = make_council(deputies=6), four_residents()
    bounced_twice(council, handed[0].case_id)
    search = begin_search(COUNTY, until=desk(COUNTY).today(NOW) + DAY)
    for _step in search.steps:
        pass
    keep_search(search, now=NOW)
    [cluster] = clusters_in(COUNTY, (GRIDS[0],))
    way = Way.__new__(Way)
    way.council, way.at, way.office = council, NOW, council.office
    way.id = found_paper(cluster.id, hat=council.hats[0], now=NOW)
    told = Suggestion.objects.get(pk=way.id)
    edit(way.id, Text(told.title, told.facts, "查明原因，更换井盖。", "water"), hat=council.hats[0], now=NOW)
    way.handed()
    handing.accept(way.id, hat=way.office.handler, now=way.later())
    return Junction(council, way, handed)


def came_back(junction: Junction, n: int, at: datetime) -> None:
    """The same kind at the same corner, found by a round."""
    lon, lat = inside(GRIDS[0])
    for number in range(n):
        moment = at + number * timedelta(hours=1)
        said = a_report(GRIDS[0], category=COVER, at=moment, lon=lon, lat=lat)
        report_case(junction.council.office.worker, said, now=moment)


def test_four_reports_of_one_junction_reach_a_deputy_and_end_where_somebody_looked() -> None:
    # Four residents, two returns, one cluster, one deputy's paper at a unit.
    junction = founded()
    way, council = junction.way, junction.council
    handler, lead = way.office.handler, council.hats[0]
    assert Suggestion.objects.get().cluster is not None

    # A reply that promises; the promise runs late, and for that the deputy asks for the second round.
    due = way.at.date() + 20 * DAY
    way.answered("B", Promise("更换井盖", "更换十处", due))
    way.rated(result="fair")
    with pytest.raises(Refused, match=r"suggestion\.no_missed_promise"):
        open_second_round(COUNTY, way.id, Cause.COMMITMENT, (), lead, way.at)
    late = way.later(30)
    ledger.watch_promises(now=late)
    [promise] = promises(COUNTY, today=late.date())
    assert (promise.state, promise.is_missed) == (PromiseState.LATE, True)
    assert open_second_round(COUNTY, way.id, Cause.COMMITMENT, (), lead, late) == 2
    assert [one.cause for one in rounds(COUNTY, way.id)] == [Cause.FIRST, Cause.COMMITMENT]
    assert "更换井盖" in junction.public()

    # The second round ends with an A; the unit keeps its promise late; the deputy is content.
    [key] = Commitment.objects.values_list("pk", flat=True)
    ledger.prove(key, cases=[junction.handed[0].number], words="已更换", hat=handler, now=way.later())
    ledger.check(key, accept=True, hat=council.government, now=way.later())
    way.answered("A")
    way.rated()
    outcome.name_scope(
        way.id,
        [GRIDS[0]],
        [COVER],
        target=1,
        due_on=way.at.date() + 2 * DAY,
        days=30,
        hat=handler,
        now=way.later(),
    )

    # The kind returns: the facts are offered, and the deputy opens another round with them.
    came_back(junction, 6, way.at + 3 * DAY)
    facts.offer_returns(now=way.later(6))
    [offer] = offers_of(COUNTY, way.id)
    assert len(offer.cases) == 6
    assert facts.decide_return(offer.id, take=True, hat=lead, now=way.later()) == 3

    # Counts and grade disagree: places are drawn, two deputies look, the unit speaks, the deputy concludes.
    later = way.later(40)
    assert outcome.check_outcomes(now=later) == 1
    work_off(CONSUMERS)
    [check] = checks_of(COUNTY, way.id)
    outcome.draw_check(check.id, hat=council.clerk, now=later)
    [check] = checks_of(COUNTY, way.id)
    hats = dict(zip(council.deputies, council.hats, strict=True))
    for place in check.places:
        outcome.look(check.id, place.case, "not_settled", "井盖仍破损", hat=hats[check.members[0]], now=later)
    outcome.answer_check(check.id, "十日内重新更换。", hat=handler, now=later)
    outcome.conclude(check.id, "not_solved", "现场仍未解决。", hat=lead, now=later)
    [check] = checks_of(COUNTY, way.id)
    assert check.state is CheckStage.CONCLUDED

    # Everybody can follow it; nobody reads who the residents are.
    public = junction.public()
    assert Suggestion.objects.get().number in public
    for said in ("更换井盖", "十日内重新更换。", "现场仍未解决。", check.seed):
        assert said in public
    receipts = [junction.receipt(number) for number in range(4)]
    for page in (public, *receipts):
        assert not any(phone in page for phone in PHONES)
    assert all(Suggestion.objects.get().number in page for page in receipts)
