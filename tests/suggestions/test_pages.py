"""Each party has one page of work; a paper's page shows each what it may do, and the public sees no resident."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders import COUNTY, NOW, PASSWORD, SINCE
from tests.suggestions.council import TEXT, Way, make_council
from wangge.cases.queries.desk import desk
from wangge.deputies.services.seats import ConstituencyWish, draw_constituency, found_congress, give_seat
from wangge.people.hats import Hat
from wangge.rules.seats import Basis
from wangge.suggestions.models import Motion, Suggestion
from wangge.suggestions.queries.papers import signers
from wangge.suggestions.services import drafting, overseeing, replying, screening
from wangge.suggestions.services.drafting import Text
from wangge.suggestions.services.overseeing import Plan
from wangge.suggestions.services.replying import Commitment
from wangge.suggestions.services.screening import Shown

pytestmark = pytest.mark.django_db


def logged_in(hat: Hat) -> Client:
    client = Client()
    client.post(reverse("people:login"), {"login": hat.login, "password": PASSWORD})
    return client


def page(client: Client, name: str, *args: str) -> str:
    answer = client.get(reverse(f"suggestions:{name}", args=args))
    assert answer.status_code == 200, answer.content[:400]
    return answer.content.decode()


def test_each_party_finds_the_paper_where_it_waits_for_it() -> None:
    way = Way(make_council(password=PASSWORD))
    council = way.council
    lead, other = logged_in(council.hats[0]), logged_in(council.hats[1])
    clerk, government = logged_in(council.clerk), logged_in(council.government)
    unit = logged_in(way.office.handler)

    assert TEXT.title in page(lead, "mine")
    assert TEXT.title not in page(other, "mine")
    drafting.open_to_sign(way.id, is_open=True, hat=council.hats[0], now=way.at)
    assert TEXT.title in page(other, "mine")
    way.submitted()
    assert TEXT.title in page(clerk, "office")
    page(clerk, "paper", way.id.hex)
    screening.register(way.id, one_matter=True, hat=council.clerk, now=way.later())
    assert TEXT.title in page(government, "government")
    page(government, "paper", way.id.hex)
    assert TEXT.title not in page(unit, "unit")


def test_a_paper_goes_its_way_by_its_pages_alone() -> None:
    council = make_council(password=PASSWORD)
    lead, clerk, government = map(logged_in, (council.hats[0], council.clerk, council.government))
    unit, head = logged_in(council.office.handler), logged_in(council.head)
    lead.post(
        reverse("suggestions:draft"), {"title": TEXT.title, "facts": TEXT.facts, "proposal": TEXT.proposal}
    )
    row = Suggestion.objects.get()
    at = reverse("suggestions:act", args=[row.pk.hex])

    def act(client: Client, name: str, **said: object) -> None:
        answer = client.post(at, {"act": name, **said})
        assert answer.status_code == 302, answer.content.decode()
        page(client, "paper", row.pk.hex)

    act(lead, "submit")
    act(clerk, "register", one_matter="1", public_title=TEXT.title, public_facts=TEXT.facts)
    act(government, "hand_over", unit=["water", "parks", "", ""], role=["lead", "co", "co", "co"])
    act(unit, "accept")
    row.refresh_from_db()
    today = desk(COUNTY).today(timezone.now()).isoformat()  # of the county, not of UTC
    act(unit, "contact", way="phone", on=today, words="已电话沟通")
    act(
        unit, "draft_reply", words="列入计划。", grade="C", promise_1="更换井盖", measure_1="现场核查无破损",
        due_1=row.due_on.isoformat() if row.due_on else "",
    )  # fmt: skip
    act(head, "sign_reply")
    act(government, "send_reply", unit="water", public_words="列入计划。")
    reply = page(lead, "mine")
    assert TEXT.title in reply
    public = page(Client(), "public_paper", COUNTY, row.pk.hex)
    assert TEXT.title in public
    page(Client(), "public", COUNTY)
    page(Client(), "report", COUNTY)


def test_a_reply_on_its_way_waits_for_who_signs_sends_rates_and_ends_it() -> None:
    begun = timezone.now() - timedelta(days=15)  # the days in which deputies rate run by today's clock
    way = Way(make_council(password=PASSWORD), at=begun).accepted().contacted()
    council, client = way.council, logged_in(way.council.head)
    waiting = [waits_for(client, way)]

    replying.draft_reply(
        way.id, words="井盖已更换。", grade="A", commitments=(), hat=way.office.handler, now=way.later()
    )
    waiting.append(waits_for(client, way))
    listed = page(client, "unit")
    replying.sign_reply(way.id, hat=council.head, now=way.later())
    waiting.append(waits_for(client, way))
    replying.send_reply(way.id, "water", hat=council.government, now=way.later())
    waiting.append(waits_for(client, way))
    way.rated()
    waiting.append(waits_for(client, way))

    assert waiting == ["承办单位", "单位负责人", "政府督查室", "签名代表", "人大办公室"]
    assert listed.count(TEXT.title) == 1  # with its head, and not with the unit, too


def waits_for(client: Client, way: Way) -> str:
    return re.findall(r"等待：([^<·\s]+)", page(client, "paper", way.id.hex))[0]


def test_a_resident_named_by_mistake_is_not_shown_to_the_public() -> None:
    way = Way(make_council(), text=Text("井盖建议", "本人叫王某某，电话13812345678，家住3号楼2单元", "更换"))
    way.registered()
    public = page(Client(), "public_paper", COUNTY, way.id.hex)
    assert "13812345678" not in public
    assert "王某某" not in public
    assert "3号楼" not in public


def test_a_hidden_paper_is_counted_and_named_by_its_reason_only() -> None:
    way = Way(make_council()).registered()
    screening.publish(
        way.id, is_public=False, reason="涉及未公开的招标", hat=way.council.clerk, now=way.later()
    )
    year = way.row.year
    listed = (
        Client()
        .get(
            reverse("suggestions:public", args=[COUNTY]),
            {"set": "all", "congress": way.council.congress.hex, "year": str(year)},
        )
        .content.decode()
    )
    assert "涉及未公开的招标" in listed
    assert TEXT.title not in listed
    assert Client().get(reverse("suggestions:public_paper", args=[COUNTY, way.id.hex])).status_code == 404
    assert not Motion.objects.exists()


def test_a_decision_in_the_history_says_which_way_it_went() -> None:
    way = Way(make_council(password=PASSWORD))
    for is_open in (True, False):
        drafting.open_to_sign(way.id, is_open=is_open, hat=way.council.hats[0], now=way.later())
    way.registered()
    for is_public in (False, True):
        screening.publish(way.id, is_public=is_public, reason="招标", hat=way.council.clerk, now=way.later())

    shown = page(logged_in(way.council.clerk), "paper", way.id.hex)

    told = re.findall(r">(开放联名|停止联名|向社会公开|转为不公开)<", shown)
    assert told == ["开放联名", "停止联名", "向社会公开", "转为不公开", "向社会公开"]


def test_a_key_paper_shows_who_leads_and_what_was_found() -> None:
    way = Way(make_council(password=PASSWORD)).handed()
    plan = Plan("区政府分管负责人", "城建环资工委", "三个月内更换全部破损井盖", "主任会议2024年第3次")
    overseeing.make_key(way.id, plan, hat=way.council.clerk, now=way.later())
    overseeing.note_oversight(
        way.id, "inspection", way.at.date(), "已更换六处", hat=way.council.clerk, now=way.later()
    )
    assert "城建环资工委" in page(Client(), "public_paper", COUNTY, way.id.hex)
    clerk = logged_in(way.council.clerk)
    assert "已更换六处" in page(clerk, "paper", way.id.hex)
    assert TEXT.title in page(clerk, "office")


def test_whoever_may_not_open_a_paper_reads_its_public_title_only_and_no_draft_at_all() -> None:
    way = Way(make_council(password=PASSWORD))
    worker, clerk = logged_in(way.office.worker), logged_in(way.council.clerk)
    at = reverse("suggestions:outcome", args=[way.id.hex])

    assert clerk.get(at).status_code == worker.get(at).status_code == 403
    shown = Shown("井盖修复", "井盖坏了。", "")
    screening.register(
        way.submitted().id, one_matter=True, shown=shown, hat=way.council.clerk, now=way.later()
    )

    assert "井盖修复" in worker.get(at).text
    assert TEXT.title not in worker.get(at).text
    assert TEXT.title in clerk.get(at).text


def test_the_congress_chosen_for_a_paper_stays_chosen_when_the_text_is_refused() -> None:
    council = make_council(password=PASSWORD)
    _, term = found_congress(COUNTY, "4101", "郑州市人民代表大会", term=13, from_on=SINCE, now=NOW)
    wish = ConstituencyWish("jinshui", "金水区选举单位", Basis.ELECTING, 30)
    upper = draw_constituency(COUNTY, term, wish, now=NOW)
    give_seat(COUNTY, council.deputies[0], upper, from_on=SINCE, now=NOW)
    lead = logged_in(council.hats[0])
    options = re.findall(r'<option value="([0-9a-f]{32})"', lead.get(reverse("suggestions:draft")).text)

    for chosen in options:
        refused = lead.post(reverse("suggestions:draft"), {"title": "", "facts": "x", "congress": chosen})
        assert refused.status_code == 422
        assert f'value="{chosen}" selected' in refused.text


@pytest.mark.parametrize(
    ("grade", "promises", "step"),
    [
        ("A", (), "办结此件"),
        ("B", (Commitment("更换井盖", "现场核查无破损", date(2024, 6, 1)),), "转入承诺跟踪 1"),
    ],
)
def test_the_next_step_of_a_rated_paper_is_its_end_or_where_a_promise_is_open_to_follow_it(
    grade: str, promises: tuple[Commitment, ...], step: str
) -> None:
    way = Way(make_council(password=PASSWORD)).accepted().answered(grade, *promises)
    for by in range(len(signers(COUNTY, way.id))):
        way.rated(by)

    shown = page(logged_in(way.council.clerk), "paper", way.id.hex)

    filled = re.findall(r'<(?:summary|button) class="btn btn-primary"[^>]*>\s*([^<]+?)\s*<', shown)
    assert step in filled
    assert not ({"办结此件", "转入承诺跟踪", "转入承诺跟踪 1"} - {step}) & set(filled)
