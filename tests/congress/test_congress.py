"""The standing committee's work goes by its law, nobody chose the places that are drawn, and all of it is public."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import (
    COMMUNITIES,
    COUNTY,
    NOW,
    PASSWORD,
    SINCE,
    Office,
    add_hat,
    make_hat,
    make_office,
)
from tests.cases.walking import Walk
from wangge.cases.models import Case, Category
from wangge.cases.queries.desk import forget_desks
from wangge.congress.models import ClockRow, Draw, Site
from wangge.congress.queries.activities import activity, rules_on
from wangge.congress.queries.sites import drawn_again, draws_of, not_settled, sites_of
from wangge.congress.services.activities import Plan, Said, do_step, join_team, open_activity
from wangge.congress.services.clocks import load_clocks
from wangge.congress.services.sites import FrameWish, draw_sites, find, fix_frame, name_site
from wangge.deputies.services.seats import (
    ConstituencyWish,
    draw_constituency,
    found_congress,
    give_seat,
    keep_deputy,
)
from wangge.foundation.history import events_of
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.oversight import Step
from wangge.rules.posts import PostKind
from wangge.rules.sampling import frame_digest, read_frame
from wangge.rules.seats import Basis

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOW.date()
LATER = NOW + 30 * DAY
WORDS = Said(words="要点如下。")


def committee() -> tuple[Office, Hat]:
    """An office, the clerk of its congress, and the clocks of statute and province."""
    office = make_office(password=PASSWORD)
    clerk = make_hat("congress", PostKind.CONGRESS_CLERK, COUNTY, password=PASSWORD)
    load_clocks(COUNTY, ["national", "henan"], from_on=SINCE)
    found_congress(COUNTY, COUNTY, "金水区人民代表大会", term=11, from_on=SINCE, now=NOW)
    return office, clerk


def plan(kind: str = "law_inspection", days: int = 60, department: str = "water") -> Plan:
    return Plan(
        COUNTY, kind, "窨井盖管理", "抽查办结件", department, begins_on=TODAY + 20 * DAY,
        meeting_on=TODAY + timedelta(days=days),
    )  # fmt: skip


def sitting(name: str, hat: Hat | None = None) -> UUID:
    """A deputy with a seat, and maybe an account."""
    _, term = found_congress(COUNTY, COUNTY, "金水区人民代表大会", term=11, from_on=SINCE, now=NOW)
    wish = ConstituencyWish(name, name, Basis.WORK_UNIT, 1)
    seat = draw_constituency(COUNTY, term, wish, now=NOW)
    person = keep_deputy(COUNTY, name, account=hat.account_id if hat else None, now=NOW)
    give_seat(COUNTY, person, seat, from_on=SINCE, now=NOW)
    return person


def solved(office: Office, n: int) -> list[UUID]:
    return [Walk(office).to("closed").id for _ in range(n)]


def framed(clerk: Hat, office: Office, *, cases: int = 4, n: int = 3) -> tuple[UUID, UUID]:
    """A piece of work with a frame of closed cases that waits for its seed: (activity, draw)."""
    solved(office, cases)
    key = open_activity(plan(), hat=clerk, now=NOW)
    wish = FrameWish(TODAY, TODAY + 20 * DAY, "", n)
    return key, fix_frame(key, wish, hat=clerk, now=LATER)


def refusal(do: object, *args: object, **told: object) -> Refused:
    with pytest.raises(Refused) as refused:
        do(*args, **told)  # type: ignore[operator]
    return refused.value


def test_a_special_report_goes_step_by_step_to_the_conclusion_of_its_follow_up() -> None:
    office, clerk = committee()
    key = open_activity(plan("special_report"), hat=clerk, now=NOW)
    steps = [
        ("notify", clerk), ("draft", office.handler), ("final", office.handler), ("send", clerk), ("meeting", clerk),
        ("opinion", clerk), ("answer", office.handler),
    ]  # fmt: skip

    for step, hat in steps:
        do_step(key, step, WORDS, hat=hat, now=LATER)
    do_step(key, "follow_up", Said(words="已整改。", verdict="carried_out"), hat=clerk, now=LATER)

    row = activity(COUNTY, key)
    assert row.coming is None
    assert row.verdict == "carried_out"
    assert [event.kind for event in events_of(COUNTY, key)] == ["congress.opened", *["congress.stepped"] * 8]


def test_a_meeting_too_near_for_the_papers_of_the_law_is_refused_with_its_article() -> None:
    _, clerk = committee()

    refused = refusal(open_activity, plan("special_report", days=15), hat=clerk, now=NOW)

    assert (refused.code, refused.facts["step"]) == ("congress.too_soon", Step.DRAFT)
    assert "第十五条" in str(refused.facts["source"])


def test_steps_out_of_turn_by_others_or_without_words_are_refused() -> None:
    office, clerk = committee()
    key = open_activity(plan("special_report"), hat=clerk, now=NOW)

    assert refusal(do_step, key, "draft", WORDS, hat=office.handler, now=LATER).code == "congress.not_now"
    do_step(key, "notify", Said(), hat=clerk, now=LATER)
    assert refusal(do_step, key, "draft", WORDS, hat=office.stranger, now=LATER).code == "congress.not_yours"
    do_step(key, "draft", Said(), hat=office.handler, now=LATER)
    assert refusal(do_step, key, "final", Said(), hat=office.handler, now=LATER).code == "congress.no_words"
    ahead = Said("要点", on=LATER.date() + DAY)
    assert refusal(do_step, key, "final", ahead, hat=office.handler, now=LATER).code == "congress.day_ahead"
    before = Said("要点", on=LATER.date() - DAY)
    assert refusal(do_step, key, "final", before, hat=office.handler, now=LATER).code == "congress.day_before"
    assert refusal(open_activity, plan(), hat=office.overseer, now=NOW).code == "congress.not_yours"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Plan(COUNTY, "dance", "题", "", "water"), "congress.unknown_kind"),
        (Plan(COUNTY, "site_visit", " ", "", "water"), "congress.no_title"),
        (Plan(COUNTY, "site_visit", "题", "", "nobody"), "congress.unknown_unit"),
        (Plan(COUNTY, "law_inspection", "题", "", "water"), "congress.no_meeting"),
    ],
)
def test_a_plan_that_lacks_its_subject_unit_kind_or_meeting_is_refused(wish: Plan, code: str) -> None:
    _, clerk = committee()

    assert refusal(open_activity, wish, hat=clerk, now=NOW).code == code


def test_a_follow_up_without_a_conclusion_is_refused_and_nothing_is_half_written() -> None:
    _, clerk = committee()
    key = open_activity(Plan(COUNTY, "site_visit", "看老旧小区", "", "water"), hat=clerk, now=NOW)
    for step in ("notify", "look", "report", "opinion"):
        do_step(key, step, WORDS, hat=clerk, now=LATER)
    do_step(key, "answer", WORDS, hat=clerk, now=LATER)  # entered from paper by the office

    refused = refusal(do_step, key, "follow_up", WORDS, hat=clerk, now=LATER)

    row = activity(COUNTY, key)
    assert (refused.code, row.verdict) == ("congress.no_verdict", "")
    assert row.coming is not None


def test_the_frame_is_fixed_before_the_seed_and_the_same_seed_draws_the_same_places() -> None:
    office, clerk = committee()
    key, draw = framed(clerk, office)
    [before] = draws_of(COUNTY, key)
    assert (before.seed, before.size) == (
        "",
        4 + 3,
    )  # closed cases, and grids in which no round found anything

    drawn = draw_sites(draw, seed="20240315-042", seed_source="公开摇奖 2024029 期", hat=clerk, now=LATER)

    [after] = draws_of(COUNTY, key)
    assert (drawn, after.digest, len(sites_of(COUNTY, key))) == (3, before.digest, 3)
    assert drawn_again(COUNTY, draw)
    assert frame_digest(read_frame(Draw.objects.get().frame)) == after.digest


def test_a_place_changed_behind_the_draw_is_noticed_when_it_is_drawn_again() -> None:
    office, clerk = committee()
    _, draw = framed(clerk, office, n=2)
    draw_sites(draw, hat=clerk, now=LATER)
    kept = set(Site.objects.values_list("case", flat=True))
    other = next(case for case in Case.objects.values_list("pk", flat=True) if case not in kept)

    Site.objects.filter(order=1).update(case=other)

    assert not drawn_again(COUNTY, draw)


def test_a_draw_is_made_once_and_another_needs_a_reason_and_leaves_the_first_in_sight() -> None:
    office, clerk = committee()
    key, draw = framed(clerk, office)
    again = FrameWish(TODAY, TODAY + 20 * DAY, "", 2)

    assert refusal(fix_frame, key, again, hat=clerk, now=LATER).code == "congress.seed_missing"
    bare = refusal(draw_sites, draw, seed="7", hat=clerk, now=LATER)
    draw_sites(draw, hat=clerk, now=LATER)
    twice = refusal(draw_sites, draw, hat=clerk, now=LATER)
    silent = refusal(fix_frame, key, again, hat=clerk, now=LATER)
    second = fix_frame(
        key, FrameWish(TODAY, TODAY + 20 * DAY, "", 2, reason="两处无法进入"), hat=clerk, now=LATER
    )
    draw_sites(second, hat=clerk, now=LATER)

    assert [bare.code, twice.code, silent.code] == [
        "congress.no_seed_source", "congress.drawn_already", "congress.no_reason",
    ]  # fmt: skip
    assert [one.round for one in draws_of(COUNTY, key)] == [1, 2]
    assert [one.order for one in sites_of(COUNTY, key)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (FrameWish(TODAY, TODAY - DAY, "", 2), "congress.bad_period"),
        (FrameWish(TODAY, date(2030, 1, 1), "", 2), "congress.bad_period"),
        (FrameWish(TODAY, TODAY, "410105999", 2), "congress.unknown_place"),
        (FrameWish(TODAY, TODAY, "", 61), "congress.sample_size"),
    ],
)
def test_a_frame_of_days_to_come_of_nowhere_or_of_too_many_is_refused(wish: FrameWish, code: str) -> None:
    office, clerk = committee()
    solved(office, 1)
    key = open_activity(plan(), hat=clerk, now=NOW)

    assert refusal(fix_frame, key, wish, hat=clerk, now=LATER).code == code
    assert not Draw.objects.exists()


def test_matters_that_point_at_people_and_visited_grids_are_in_no_frame() -> None:
    office, clerk = committee()
    cases = solved(office, 2)
    Category.objects.filter(key=Case.objects.get(pk=cases[0]).category).update(matter_only=True)
    forget_desks()
    key = open_activity(plan(), hat=clerk, now=NOW)

    draw = fix_frame(key, FrameWish(TODAY, TODAY + 20 * DAY, "", 1), hat=clerk, now=LATER)

    text = Draw.objects.get(pk=draw).frame
    assert all(case.hex not in text for case in cases)
    found = {Case.objects.get(pk=case).grid for case in cases}
    assert found
    assert all(f"grid:{grid}" not in text for grid in found)


def test_a_finding_is_written_once_by_the_team_and_the_share_counts_drawn_cases_only() -> None:
    office, clerk = committee()
    hat = make_hat("deputy", PostKind.DEPUTY, COUNTY)
    person = sitting("甲代表", hat)
    key, draw = framed(clerk, office)
    draw_sites(draw, hat=clerk, now=LATER)
    name_site(key, "菜市场后巷", hat=clerk, now=LATER)
    sites = sites_of(COUNTY, key)
    assert refusal(find, sites[0].id, "settled", "", hat=hat, now=LATER).code == "congress.not_on_team"
    join_team(key, person, leads=True, hat=clerk, now=LATER)
    assert refusal(find, sites[0].id, "lovely", "", hat=hat, now=LATER).code == "congress.unknown_finding"

    for number, one in enumerate(sites):
        find(one.id, "not_settled" if number in {0, 3} else "settled", "井盖仍破", hat=hat, now=LATER)

    share = not_settled(sites_of(COUNTY, key))
    assert share is not None
    assert (share.hits, share.n) == (1, 2)  # two cases, one grid and one named place were looked at
    assert refusal(find, sites[0].id, "settled", "", hat=hat, now=LATER).code == "congress.found_already"


def test_a_deputy_with_a_post_in_the_unit_concerned_is_on_no_team() -> None:
    _, clerk = committee()
    hat = make_hat("deputy", PostKind.DEPUTY, COUNTY)
    add_hat(hat.account_id, PostKind.DEPARTMENT_HEAD, COUNTY, department="water")
    person = sitting("甲代表", hat)
    key = open_activity(plan(), hat=clerk, now=NOW)

    assert refusal(join_team, key, person, leads=False, hat=clerk, now=NOW).code == "deputy.recused"


def test_the_public_sees_a_piece_of_work_from_the_day_the_unit_was_told_with_its_frame() -> None:
    office, clerk = committee()
    key, draw = framed(clerk, office)
    hidden = Client().get(f"/congress/public/{COUNTY}/{key.hex}/")
    do_step(key, "notify", Said(), hat=clerk, now=LATER)
    draw_sites(draw, seed="042", seed_source="公开摇奖", hat=clerk, now=LATER)

    listing = Client().get(f"/congress/public/{COUNTY}/")
    page = Client().get(f"/congress/public/{COUNTY}/{key.hex}/")
    frame = Client().get(f"/congress/public/{COUNTY}/{key.hex}/frames/{draw.hex}.json")

    assert hidden.status_code == 404
    assert "窨井盖管理" in listing.content.decode()
    assert Draw.objects.get().digest in page.content.decode()
    assert frame_digest(read_frame(frame.content.decode())) == Draw.objects.get().digest
    assert "Worker" not in page.content.decode()  # who found a case stands nowhere


def test_the_office_plans_on_its_page_the_unit_answers_on_it_and_others_do_not_see_it() -> None:
    office, _clerk = committee()
    at_office, at_unit, elsewhere = Client(), Client(), Client()
    for client, login in ((at_office, "congress"), (at_unit, "handler"), (elsewhere, "stranger")):
        client.post("/login/", {"login": login, "password": PASSWORD})
    wish = {
        "congress": COUNTY, "kind": "site_visit", "title": "看供水", "department": "water", "about": "",
        "meeting_on": "", "begins_on": "2099-01-01",
    }  # fmt: skip

    opened = at_office.post("/congress/open", wish)
    address = opened["Location"]
    for step in ("notify", "look", "report", "opinion"):
        answer = at_office.post(f"{address}step", {"step": step, "words": "要点"})
        assert answer.status_code == 302
    refused = at_unit.post(f"{address}step", {"step": "follow_up", "words": "要点"})
    answered = at_unit.post(f"{address}step", {"step": "answer", "words": "已全部更换"})

    assert refused.status_code in {403, 409}
    assert answered.status_code == 302
    assert "已全部更换" in at_office.get(address).content.decode()
    assert elsewhere.get(address).status_code == 403
    assert office.stranger.department == "parks"


def test_a_lower_clock_that_loosens_the_law_cannot_be_loaded() -> None:
    _, _clerk = committee()

    assert refusal(load_clocks, COUNTY, ["atlantis"], from_on=SINCE).code == "congress.unknown_preset"
    assert load_clocks(COUNTY, ["national", "henan", "hainan"], from_on=SINCE) == 2


def test_the_frame_is_narrowed_to_one_community() -> None:
    office, clerk = committee()
    solved(office, 2)
    key = open_activity(plan(), hat=clerk, now=NOW)
    empty = FrameWish(TODAY, TODAY + 20 * DAY, COMMUNITIES[1], 1)

    draw = fix_frame(key, empty, hat=clerk, now=LATER)

    frame = read_frame(Draw.objects.get(pk=draw).frame)
    assert set(frame) == {"grid"}
    assert all(one.startswith(f"grid:{COMMUNITIES[1]}") for one in frame["grid"])


def test_the_rules_in_force_stand_with_rank_and_source_beside_the_numbers_that_no_rule_gives() -> None:
    _, _ = committee()
    office = Client()
    office.post("/login/", {"login": "congress", "password": PASSWORD}, headers={"accept-language": "en"})
    office.cookies["django_language"] = "en"

    inside, public = (
        office.get(address).content.decode() for address in ("/congress/", f"/congress/public/{COUNTY}/")
    )

    for page in (inside, public):
        rows = [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in page.split("<tr>")]
        assert any(
            "Draft report handed in" in row
            and "20 natural days before" in row
            and "statute" in row
            and "第十五条" in row
            for row in rows
        )
        assert any(
            "Answer to the opinion" in row and "3 months after: Opinion handed over provincial" in row
            for row in rows
        )
        assert any("Places drawn by lot" in row and "60 places our assumption –" in row for row in rows)


def test_a_rule_that_is_not_in_force_yet_or_no_longer_is_not_among_the_rules_of_the_day() -> None:
    _, _ = committee()
    ClockRow.objects.filter(step="draft").update(until_on=TODAY)
    ClockRow.objects.filter(step="final").update(from_on=TODAY + DAY)

    steps = [clock.step for kind, _, clock in rules_on(COUNTY, TODAY) if kind == "special_report"]

    assert steps == ["send", "answer"]
