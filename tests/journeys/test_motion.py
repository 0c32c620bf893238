"""Ten deputies bring a motion on property management; not listed, it goes on as a suggestion with its own clock."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.person import Page, Person
from tests.serving import Served, database_of_its_own, environment_for, run_command, served

MAKE_COUNCIL = """
import django
django.setup()
from tests.builders import PASSWORD
from tests.suggestions.council import make_council
make_council(10, password=PASSWORD, presets=())
"""
TITLE = "关于加强老旧小区物业管理的议案"
PUBLIC = "/suggestions/public/410105/"


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Served]:
    """The small street with a congress of ten deputies and the law's own numbers, served."""
    environment = environment_for(
        tmp_path_factory.mktemp("assembly"), database_of_its_own(f"motion_{worker_id}")
    )
    assert run_command(["init"], environment).returncode == 0
    subprocess.run(
        [sys.executable, "-c", MAKE_COUNCIL], check=True, cwd=Path(__file__).resolve().parents[2],
        env=environment | {"DJANGO_SETTINGS_MODULE": "wangge.config.settings"},
    )  # fmt: skip
    with served(environment) as running:
        yield running
    assert "Traceback" not in running.log.read_text()


def test_a_ten_signature_motion_that_is_not_listed_becomes_a_suggestion_and_the_public_follows_it(
    assembly: Served,
) -> None:
    deputies = [Person(assembly.url, f"deputy{number}") for number in range(10)]
    lead, clerk, government = (
        deputies[0],
        Person(assembly.url, "congress"),
        Person(assembly.url, "government"),
    )
    open_session(clerk)

    motion = draft_motion(lead)
    do(lead, motion, "edit", open="1")
    for deputy in deputies[1:9]:
        assert do(deputy, motion, "sign").status == 200
    refused = do(lead, motion, "submit")
    assert refused.status == 422
    assert "地方组织法第二十二条" in refused.text, "nine are refused with the law"
    do(deputies[9], motion, "sign")
    assert do(lead, motion, "submit").status == 200

    assert TITLE in clerk.open("/suggestions/office/").text
    turned = do(clerk, motion, "turn", words="主席团决定不列入本次会议议程")
    paper = next(link for link in turned.links() if re.search(r"/suggestions/papers/[0-9a-f]{32}/", link))
    do(lead, paper, "submit")
    do(
        clerk,
        paper,
        "register",
        one_matter="1",
        public_title=TITLE,
        public_facts="物业缺位",
        public_proposal="兜底",
    )
    handed = do(government, paper, "hand_over", unit="water", role="lead")
    assert handed.status == 200, handed.text

    seen = clerk.open(PUBLIC)
    public_motion = next(link for link in seen.links() if "/motions/" in link and "public" in link)
    shown = clerk.open(public_motion)
    assert "转为建议" in shown.text
    assert shown.text.count("代表联名") == 9, "each signature is an act of its own"
    public_paper = next(link for link in shown.links() if re.search(r"410105/[0-9a-f]{32}/$", link))
    followed = clerk.open(public_paper).text
    assert "答复期限" in followed, "its own clock runs from the day on which it was handed over"
    assert all(step in followed for step in ("起草", "立案", "已交办"))
    report = next(link for link in seen.links() if "report/?" in link)
    assert "答复" in clerk.open(report).text


def open_session(clerk: Person) -> None:
    page, today = clerk.open("/suggestions/motions/"), datetime.now(tz=UTC)
    day = (today + timedelta(days=3)).date()
    kept = clerk.send(
        page, action="/motions/session", congress=option(page), name="第二次会议", opens_on=day.isoformat(),
        closes_on=(day + timedelta(days=2)).isoformat(), motions_until=f"{day.isoformat()}T12:00",
        source="主席团第一次会议",
    )  # fmt: skip
    assert kept.status == 200, kept.text


def draft_motion(lead: Person) -> str:
    page = lead.open("/suggestions/motions/draft/")
    kept = lead.send(
        page, action="/motions/draft/", session=option(page), title=TITLE, grounds="物业缺位，公共部位无人维修。",
        plan="由常务委员会听取专项报告并作出决议。",
    )  # fmt: skip
    assert kept.status == 200, kept.text
    return kept.url


def do(person: Person, address: str, act: str, **typed: str) -> Page:
    """Open a paper or motion and send one act."""
    return person.send(person.open(address), action="/act", act=act, **typed)


def option(page: Page) -> str:
    """The first key that the page's list offers."""
    found = re.search(r'<option value="([0-9a-f]{32})"', page.html)
    assert found, page.text
    return found.group(1)
