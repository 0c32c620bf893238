"""Is a check honest: who looks is named, not chosen, and does not know what was claimed? (rulings.md, Who checks)"""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import COUNTY, COVER, GRIDS, NOW, Office, a_report, add_hat, make_hat, make_office
from tests.cases.walking import Walk
from wangge.cases.models import Case, Check, SampleRow
from wangge.cases.queries.listing import Filters, page_of
from wangge.cases.queries.page import dossier, photo_in_sight
from wangge.cases.services.intake import report_case
from wangge.cases.services.reference import choose_preset
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.lots import draw, is_sampled, seed_of
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@given(pool=st.sets(st.text("abcdef0123456789", min_size=1), min_size=1), case=st.text())
def test_the_same_seed_and_pool_draw_the_same_person_in_any_order(pool: set[str], case: str) -> None:
    seed = seed_of(case)

    assert draw(seed, pool) == draw(seed, sorted(pool, reverse=True))
    assert draw(seed, pool) in pool


def test_a_sample_of_none_takes_none_and_of_all_takes_all() -> None:
    seeds = [seed_of(str(n)) for n in range(2000)]

    assert not any(is_sampled(seed, 0) for seed in seeds)
    assert all(is_sampled(seed, 1000) for seed in seeds)
    assert 150 < sum(is_sampled(seed, 100) for seed in seeds) < 250


def test_the_finder_checks_what_a_department_handled(office: Office) -> None:
    walk = Walk(office).to("handled")

    check = Check.objects.get(case=walk.id)

    assert (check.drawn, check.account) == ("finder", office.worker.account_id)
    with pytest.raises(Refused, match=r"case\.not_your_check"):
        walk.act("pass", hat=office.checker)
    walk.act("pass", hat=office.worker)
    assert Check.objects.get(case=walk.id).finding == "done"


def test_a_finder_who_had_a_hand_in_the_work_does_not_check_it(office: Office) -> None:
    both = add_hat(office.worker.account_id, PostKind.HANDLER, COUNTY, department="water")
    walk = Walk(office).to("dispatched")
    walk.act("sign", hat=both)
    walk.act("feed_back", hat=both)

    check = Check.objects.get(case=walk.id)

    assert check.account != office.worker.account_id
    with pytest.raises(Refused, match=r"case\.(powers_apart|not_your_check)"):
        walk.act("pass", hat=office.worker)


def test_what_the_grid_did_itself_is_checked_by_lot_from_a_neighbouring_grid_with_its_seed(
    office: Office,
) -> None:
    choose_preset(COUNTY, "zhengzhou", 1, from_on=NOW.date())
    walk = Walk(office)
    before = walk.case.chain

    walk.act("solve", hat=office.worker)

    check = Check.objects.get(case=walk.id)
    assert (check.drawn, check.account, check.pool) == ("lot", office.neighbour.account_id, 1)
    assert check.seed == seed_of(walk.id.hex, before)
    assert walk.id.hex in waiting(office.neighbour), "the case of another grid reaches who was drawn"


def waiting(hat: Hat) -> set[str]:
    page = page_of(hat, Filters(figure=Figure.OPEN, waits_for=hat.kind))
    return {case.id.hex for case in page.rows}


def test_nobody_is_drawn_more_often_than_the_weekly_cap(office: Office) -> None:
    choose_preset(COUNTY, "zhengzhou", 1, from_on=NOW.date())
    for _ in range(11):
        Walk(office).act("solve", hat=office.worker)

    drawn = list(Check.objects.order_by("asked_at", "id").values_list("drawn", flat=True))

    assert sorted(drawn) == ["fallback", *["lot"] * 10]


def test_danger_is_checked_by_the_nearest_person_at_once(office: Office) -> None:
    near = make_hat("near", PostKind.GRID_WORKER, GRIDS[0])
    walk = Walk(office).to("handling")
    Case.objects.filter(pk=walk.id).update(danger=True)

    walk.act("feed_back")

    check = Check.objects.get(case=walk.id)
    assert (check.drawn, check.account in {near.account_id, office.worker.account_id}) == ("nearest", True)


def test_who_is_late_with_a_check_is_replaced_by_the_checker_by_post(office: Office) -> None:
    walk = Walk(office).to("handled")
    walk.at = walk.case.wait_until + timedelta(minutes=1)

    assert walk.act("pass", hat=office.checker).state == "checked"


def test_the_checker_sees_the_closing_condition_and_not_what_was_claimed(
    office: Office, picture: bytes
) -> None:
    walk = Walk(office).to("handling")
    walk.act("feed_back", "已全部修好，请放心", photos=(picture,))

    blind = dossier(office.worker, walk.id, now=walk.at)
    others = dossier(office.leader, walk.id, now=walk.at)
    sha256 = others.photos[0].sha256

    assert "已全部修好，请放心" not in blind.remarks.values()
    assert blind.photos == []
    assert not photo_in_sight(office.worker, walk.id, sha256, now=walk.at)
    assert "已全部修好，请放心" in others.remarks.values()
    walk.act("pass", hat=office.worker)
    seen = dossier(office.worker, walk.id, now=walk.at)
    assert "已全部修好，请放心" in seen.remarks.values()
    assert photo_in_sight(office.worker, walk.id, sha256, now=walk.at)


@pytest.fixture
def picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.effect_noise((64, 48), 50).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def test_the_unit_that_did_the_work_learns_neither_who_reported_nor_who_checks(office: Office) -> None:
    walk = Walk(office).to("handled")
    walk.act("pass", hat=office.worker)

    told = dossier(office.handler, walk.id, now=walk.at)

    assert office.worker.account_id.hex not in told.names
    assert "Worker" not in told.names.values()
    assert all(office.worker.account_id.hex not in str(event.payload) for event in told.history)


def test_what_was_solved_on_the_spot_is_looked_at_by_sample_and_opened_again_if_it_is_not_so(
    office: Office,
) -> None:
    SampleRow.objects.create(county=COUNTY, order=1, category=COVER, per_mille=1000, source="test")
    case = report_case(office.worker, a_report(result="当场复位"), now=NOW).case_id
    walk = Walk(office, case=case)

    check = Check.objects.get(case=case)
    assert (check.purpose, check.drawn, check.account) == ("sample", "lot", office.neighbour.account_id)
    assert case.hex in waiting(office.neighbour)
    assert dossier(office.neighbour, case, now=NOW).words == "", (
        "the claimed result is not read before the finding"
    )
    assert "当场复位" in dossier(office.leader, case, now=NOW).words
    with pytest.raises(Refused, match=r"case\.powers_apart"):
        walk.act("sample_pass", hat=office.worker)
    walk.act("sample_fail", "井盖仍松动", hat=office.neighbour)

    assert (walk.case.state, walk.case.reopens) == ("filed", 1)
    assert Check.objects.get(case=case).finding == "not_done"


def test_without_a_sample_row_nothing_is_drawn(office: Office) -> None:
    report_case(office.worker, a_report(result="当场复位"), now=NOW)

    assert not Check.objects.exists()


def test_what_the_reporter_says_is_a_finding(office: Office) -> None:
    done, undone = Walk(office).to("handled"), Walk(office).to("handled")

    done.act("reporter_confirms", hat=office.clerk)
    undone.act("reporter_denies", "还在漏水", hat=office.clerk)

    assert (done.case.state, undone.case.state) == ("checked", "handling")
    assert list(Check.objects.order_by("id").values_list("finding", flat=True)) == ["done", "not_done"]
