"""Every page that joins deputies and grids opens for whoever may see it, in both languages, without anybody's name."""

import pytest
from django.test import Client

from tests.builders import COUNTY, COVER, GRIDS, NOW, PASSWORD
from tests.suggestions.council import DAY, Way, make_council
from tests.suggestions.test_joined import code_of, founded, place_all
from wangge.rules.clusters import ClusterCause, ClusterSetting
from wangge.rules.outcome import FactsCode
from wangge.suggestions.models import Commitment
from wangge.suggestions.queries.clusters import clusters_in, settings_on
from wangge.suggestions.queries.outcome import facts_rule
from wangge.suggestions.services import handing, outcome
from wangge.suggestions.services.clusters import set_cluster_rule
from wangge.suggestions.services.facts import set_facts_rule
from wangge.suggestions.services.replying import Commitment as Promise

pytestmark = pytest.mark.django_db


def answered() -> Way:
    """A founded paper, answered with a promise and a scope."""
    council = make_council(password=PASSWORD)
    way, _cases = founded(council)
    way.handed()
    handing.accept(way.id, hat=way.office.handler, now=way.later())
    way.answered("B", Promise("更换井盖", "十处", (way.at + 60 * DAY).date()))
    outcome.name_scope(
        way.id,
        [GRIDS[0]],
        [COVER],
        target=2,
        due_on=way.at.date(),
        days=30,
        hat=way.office.handler,
        now=way.at,
    )
    place_all()
    return way


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_page_opens(client: Client, language: str) -> None:
    way = answered()
    [cluster] = clusters_in(COUNTY, (GRIDS[0],))
    client.cookies["django_language"] = language
    client.post("/login/", {"login": "deputy0", "password": PASSWORD})

    for address in (
        "board/", "board/matrix/", "clusters/", f"clusters/{cluster.hex}/", "promises/",
        f"promises/{Commitment.objects.get().pk.hex}/", f"papers/{way.id.hex}/", f"papers/{way.id.hex}/outcome/",
        f"public/{COUNTY}/cases/?units={GRIDS[0]}&load=overdue", f"public/{COUNTY}/cases/?cluster={cluster.hex}",
        f"public/{COUNTY}/cases/?units={GRIDS[0]}&first=2024-01-01&until=2024-12-31&kinds={COVER}",
        f"public/{COUNTY}/promises/", f"public/{COUNTY}/rates/?list=answered.under&year=2024",
        f"public/{COUNTY}/{way.id.hex}/facts/",
    ):  # fmt: skip
        page = client.get(f"/suggestions/{address}")
        assert (address, page.status_code) == (address, 200)


def test_the_public_facts_name_no_worker_and_print_the_list(client: Client) -> None:
    way = answered()

    page = client.get(f"/suggestions/public/{COUNTY}/{way.id.hex}/facts/").content.decode()

    assert "Worker" not in page
    assert "更换井盖" in page


def test_a_rule_without_source_is_refused_and_one_with_it_holds_from_its_day() -> None:
    make_council()
    repeated = ClusterSetting(ClusterCause.REPEATED, 6, 30, 50, "办法第三条")

    unsourced = ClusterSetting(ClusterCause.REPEATED, 6, 30, 50)

    assert code_of(lambda: set_cluster_rule(COUNTY, unsourced)) == "cluster.no_source"
    assert (
        code_of(lambda: set_facts_rule(COUNTY, FactsCode.WATCH_DAYS, 30, source=" ")) == "cluster.no_source"
    )
    set_cluster_rule(COUNTY, repeated, from_on=NOW.date())
    set_facts_rule(COUNTY, FactsCode.WATCH_DAYS, 30, source="办法第四条", from_on=NOW.date())

    assert settings_on(COUNTY, NOW.date())[0] == repeated
    assert settings_on(COUNTY, NOW.date() - DAY)[0].times == 4
    assert facts_rule(COUNTY, FactsCode.WATCH_DAYS, NOW.date()) == (30, "办法第四条")
