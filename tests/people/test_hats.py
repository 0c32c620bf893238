"""As whom does a person act, and is the change of hat chosen, shown and logged?"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.people.conftest import COMMUNITY, COUNTY, GRID, NOW, OTHER_GRID, SECRET, TODAY, Appoint
from wangge.foundation.models import Event
from wangge.people.access import HatRequest, hat_required, required_hat
from wangge.people.hats import Hat
from wangge.people.middleware import HatMiddleware
from wangge.people.queries import hats, holders, post_label, worn_hat
from wangge.people.services.accounts import create_account
from wangge.people.services.posts import appoint, choose_hat, end_post
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

Counted = Callable[[int], AbstractContextManager[object]]


def test_a_person_with_three_posts_has_three_hats(appointed: Appoint, someone: UUID) -> None:
    worn = [appointed(), appointed(PostKind.CHECKER), appointed(unit=COMMUNITY)]

    assert {hat.post_id for hat in hats(someone, on=TODAY)} == {hat.post_id for hat in worn}


def test_choosing_a_hat_is_recorded_by_keys_only(appointed: Appoint, someone: UUID) -> None:
    hat = appointed()

    assert choose_hat(someone, hat.post_id, today=TODAY, now=NOW) == hat

    event = Event.objects.get(kind="people.hat_chosen")
    assert (event.subject, event.actor) == (someone, someone.hex)
    assert json.loads(event.payload) == {"post": hat.post_id.hex, "kind": "grid_worker"}


def test_nobody_wears_another_person_s_hat(appointed: Appoint, ground: None) -> None:
    hat = appointed()
    stranger = create_account(county=COUNTY, login="li", name="李二")

    with pytest.raises(Refused, match=r"people\.not_your_post"):
        choose_hat(stranger, hat.post_id, today=TODAY, now=NOW)

    assert not Event.objects.filter(kind="people.hat_chosen").exists()


def test_a_post_is_in_force_from_its_first_day_until_the_day_before_its_end(
    appointed: Appoint, someone: UUID
) -> None:
    hat = appointed(from_on=date(2024, 1, 1))
    end_post(county=COUNTY, post=hat.post_id, until_on=date(2024, 3, 5), now=NOW)

    in_force = [bool(hats(someone, on=date(2023, 12, 31) + timedelta(days=day))) for day in (0, 1, 64, 65)]

    assert in_force == [False, True, True, False]


def test_the_worn_hat_is_gone_when_the_post_the_epoch_or_the_account_is(
    appointed: Appoint, someone: UUID
) -> None:
    hat = appointed()

    assert worn_hat(hat.post_id, account_id=someone, epoch=0, on=TODAY) == hat
    assert worn_hat(hat.post_id, account_id=someone, epoch=1, on=TODAY) is None
    assert worn_hat(hat.post_id, account_id=UUID(int=1), epoch=0, on=TODAY) is None
    assert worn_hat(hat.post_id, account_id=someone, epoch=0, on=date(2023, 12, 31)) is None


def test_a_hat_names_its_unit_and_post_in_chinese(appointed: Appoint) -> None:
    assert post_label(appointed()) == "第一网格 · 网格员"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit": "410105009"}, "people.unit_unknown"),
        ({"department": "nowhere"}, "people.department_unknown"),
        ({"kind": PostKind.HANDLER}, "people.department_missing"),
        ({"until_on": date(2024, 1, 1)}, "people.post_ends_before"),
        ({"from_on": date(2023, 6, 1)}, "people.post_overlaps"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused_and_leaves_no_trace(
    appointed: Appoint, someone: UUID, change: dict[str, object], code: str
) -> None:
    appointed()
    before = Event.objects.count()
    wanted = {"kind": PostKind.GRID_WORKER, "unit": GRID, "from_on": date(2024, 1, 1), **change}

    with pytest.raises(Refused) as refused:
        appoint(county=COUNTY, account=someone, now=NOW, **wanted)  # type: ignore[arg-type]

    assert refused.value.code == code
    assert (len(hats(someone, on=TODAY)), Event.objects.count()) == (1, before)


def test_the_same_post_may_be_held_again_after_it_ended(appointed: Appoint, someone: UUID) -> None:
    hat = appointed()
    end_post(county=COUNTY, post=hat.post_id, until_on=date(2024, 2, 1), now=NOW)

    again = appointed(from_on=date(2024, 2, 1))

    assert hats(someone, on=TODAY) == [again]


def test_an_appointment_and_its_end_are_recorded(appointed: Appoint) -> None:
    hat = appointed()
    end_post(county=COUNTY, post=hat.post_id, until_on=date(2024, 6, 1), now=NOW)

    kinds = list(Event.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["people.appointed", "people.post_ended"]


def test_who_answers_for_a_unit_is_one_question(
    appointed: Appoint, django_assert_num_queries: Counted
) -> None:
    hat = appointed(PostKind.ACCOUNTABLE)
    appointed(unit=OTHER_GRID)

    with django_assert_num_queries(1):
        assert holders(COUNTY, [GRID, COMMUNITY], on=TODAY) == [hat]


def signed_in(client: Client) -> Client:
    client.post("/login/", {"login": "chen", "password": SECRET})
    return client


def test_a_chosen_hat_is_shown_on_the_next_page(client: Client, appointed: Appoint) -> None:
    appointed()
    checker = appointed(PostKind.CHECKER)
    signed_in(client)

    answer = client.post("/posts/choose/", {"post": str(checker.post_id), "next": "/me/"})

    assert answer["Location"] == "/me/"
    assert "核查员 · 第一网格 · 当前" in client.get("/me/").content.decode()


def test_choosing_another_person_s_post_on_the_page_is_refused(client: Client, appointed: Appoint) -> None:
    appointed()
    signed_in(client)

    assert client.post("/posts/choose/", {"post": str(UUID(int=7))}).status_code == 403
    assert client.post("/posts/choose/", {"post": "nonsense"}).status_code == 403


def test_a_person_without_a_post_is_told_what_to_do(client: Client, someone: UUID) -> None:
    signed_in(client)

    assert "请联系本区县管理员任职" in client.get("/posts/").content.decode()


def test_a_page_for_hats_leads_a_stranger_to_the_log_in_and_a_program_to_a_refusal() -> None:
    request = RequestFactory().get("/cases/?q=a")
    request.session, request.hat = {}, None  # type: ignore[assignment,attr-defined]

    answer = hat_required(lambda _request: HttpResponse())(request)

    assert answer["Location"] == "/login/?next=%2Fcases%2F%3Fq%3Da"
    with pytest.raises(Refused, match=r"people\.not_signed_in"):
        required_hat(request)


def test_a_page_for_hats_opens_to_one(appointed: Appoint) -> None:
    hat = appointed()

    @hat_required
    def page(request: HatRequest) -> HttpResponse:
        return HttpResponse(request.hat.login)

    request: HttpRequest = RequestFactory().get("/")
    request.hat = hat  # type: ignore[attr-defined]
    assert page(request).content == b"chen"


def test_session_and_hat_cost_one_statement(
    appointed: Appoint, client: Client, rf: RequestFactory, django_assert_num_queries: Counted
) -> None:
    hat = appointed()
    signed_in(client)
    seen: list[Hat | None] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request.hat)  # type: ignore[attr-defined]
        return HttpResponse()

    stack = SessionMiddleware(HatMiddleware(page))

    def ask() -> None:
        request = rf.get("/")
        request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
        stack(request)

    ask()  # the county's calendar is read once a minute
    with django_assert_num_queries(1):
        ask()

    assert seen == [hat, hat]


def test_the_language_of_the_account_is_kept_and_spoken(client: Client, appointed: Appoint) -> None:
    appointed()
    signed_in(client)

    client.post("/me/language/", {"language": "en"})

    page = client.get("/me/").content.decode()
    assert "My account" in page
    assert "我的账户" not in page
    again = Client()
    signed_in(again)
    assert "My account" in again.get("/me/").content.decode()


def test_a_new_password_keeps_this_session_and_needs_the_old_one(client: Client, appointed: Appoint) -> None:
    appointed()
    signed_in(client)
    new = {"new": "fresh horse", "again": "fresh horse"}

    assert client.post("/me/password/", {"old": "wrong horse", **new}).status_code == 422
    assert (
        client.post("/me/password/", {"old": SECRET, "new": "fresh horse", "again": "x"}).status_code == 422
    )
    assert client.post("/me/password/", {"old": SECRET, **new}).status_code == 302
    assert client.get("/me/").status_code == 200
    assert Client().post("/login/", {"login": "chen", "password": "fresh horse"}).status_code == 302


def test_pages_speak_the_county_s_zone_and_leave_none_behind(client: Client, appointed: Appoint) -> None:
    before = timezone.get_current_timezone_name()
    appointed()
    signed_in(client)
    client.get("/me/")

    assert timezone.get_current_timezone_name() == before
