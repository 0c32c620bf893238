"""Who comes in, who waits outside, and what does the answer give away?"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from tests.people.conftest import COUNTY, NOW, SECRET, Appoint
from wangge.foundation.models import Event
from wangge.people.models import Account, LogInFailure
from wangge.people.services.accounts import create_account, end_sessions, log_in, set_password
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

HTTP_FOUND = 302


def refusal(login: str, password: str, *, minutes: float = 0) -> str:
    with pytest.raises(Refused) as refused:
        log_in(login, password, now=NOW + timedelta(minutes=minutes))
    return refused.value.code


@pytest.fixture(autouse=True)
def cheap_passwords() -> None:
    """Not here: this is about the hashing itself."""


def test_login_and_password_let_a_person_in_whatever_the_case_of_the_login(someone: UUID) -> None:
    assert log_in(" Chen ", SECRET, now=NOW) == someone


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(someone: UUID) -> None:
    assert refusal("chen", "wrong horse") == refusal("nobody", "wrong horse") == "people.log_in_refused"


@pytest.mark.parametrize("login", ["chen", "nobody"])
def test_after_five_failures_in_a_row_a_login_waits_fifteen_minutes_known_or_not(
    someone: UUID, login: str
) -> None:
    answers = [refusal(login, "wrong horse") for _ in range(6)]

    assert answers == ["people.log_in_refused"] * 5 + ["people.locked_out"]
    assert refusal(login, SECRET, minutes=14.9) == "people.locked_out"


def test_a_lock_out_ends_by_itself_and_then_allows_five_tries_again(someone: UUID) -> None:
    for _ in range(5):
        refusal("chen", "wrong horse")

    assert refusal("chen", "wrong horse", minutes=15) == "people.log_in_refused"
    assert log_in("chen", SECRET, now=NOW + timedelta(minutes=15)) == someone


def test_a_success_forgets_the_failures_before_it(someone: UUID) -> None:
    for _ in range(4):
        refusal("chen", "wrong horse")
    log_in("chen", SECRET, now=NOW)

    assert [refusal("chen", "wrong horse") for _ in range(5)] == ["people.log_in_refused"] * 5
    assert LogInFailure.objects.count() == 1


def test_failures_under_other_logins_are_forgotten_after_a_day(someone: UUID) -> None:
    refusal("nobody", "wrong horse")
    log_in("chen", SECRET, now=NOW + timedelta(hours=23))
    kept = LogInFailure.objects.count()

    log_in("chen", SECRET, now=NOW + timedelta(hours=25))

    assert (kept, LogInFailure.objects.count()) == (1, 0)


def test_a_lock_out_is_recorded_for_the_person_it_concerns_without_words(someone: UUID) -> None:
    for _ in range(5):
        refusal("chen", "wrong horse")

    event = Event.objects.get(kind="people.locked_out")
    assert (event.subject, event.at, event.payload) == (someone, NOW, '{"minutes":15}')


def test_a_locked_login_is_refused_before_any_hashing(someone: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        refusal("chen", "wrong horse")
    hashed: list[str] = []
    monkeypatch.setattr(Account, "check_password", lambda _self, raw: hashed.append(raw))

    refusal("chen", SECRET)

    assert hashed == []


@pytest.mark.django_db(transaction=True)
def test_attempts_made_at_once_are_all_counted() -> None:
    create_account(county=COUNTY, login="chen", name="陈一", password=SECRET)

    def attempt(_number: int) -> str:
        try:
            return refusal("chen", "wrong horse")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as desks:
        answers = Counter(desks.map(attempt, range(8)))

    assert answers == {"people.log_in_refused": 5, "people.locked_out": 3}


def test_an_account_without_a_password_lets_nobody_in(ground: None) -> None:
    create_account(county=COUNTY, login="new", name="新人")

    assert refusal("new", "") == "people.log_in_refused"


def test_passwords_are_kept_by_argon2_within_twenty_mebibytes(someone: UUID) -> None:
    assert Account.objects.get().password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("login", "name", "password", "code"),
    [
        ("é", "陈", SECRET, "people.login_form"),
        ("a b", "陈", SECRET, "people.login_form"),
        ("chen", "陈", SECRET, "people.login_taken"),
        ("li", " ", SECRET, "people.name_missing"),
        ("li", "李", "short", "people.password_short"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    someone: UUID, login: str, name: str, password: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        create_account(county=COUNTY, login=login, name=name, password=password)

    assert refused.value.code == code
    assert Account.objects.count() == 1


def come_in(client: Client, **more: str) -> str:
    answer = client.post("/login/", {"login": "chen", "password": SECRET, **more})
    assert answer.status_code == HTTP_FOUND
    return str(answer["Location"])


def test_a_person_with_one_post_comes_in_and_goes_on_to_the_page_asked_for(
    client: Client, appointed: Appoint
) -> None:
    appointed()

    assert come_in(client, next="/me/") == "/me/"


def test_nobody_is_sent_to_another_site(client: Client, appointed: Appoint) -> None:
    appointed()

    assert come_in(client, next="https://example.org/") == "/"
    assert come_in(client, next="//example.org/") == "/"


def test_a_person_with_several_posts_chooses_first(client: Client, appointed: Appoint) -> None:
    appointed()
    appointed(PostKind.CHECKER)

    assert come_in(client) == "/posts/"


def test_a_refused_log_in_keeps_the_login_and_never_the_password(client: Client, someone: UUID) -> None:
    answer = client.post("/login/", {"login": "chen", "password": "wrong horse"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "账号或密码不对" in page
    assert 'value="chen"' in page
    assert "wrong horse" not in page


def test_the_page_of_a_locked_login_says_for_how_long(client: Client, someone: UUID) -> None:
    for _ in range(5):
        client.post("/login/", {"login": "chen", "password": "wrong horse"})

    answer = client.post("/login/", {"login": "chen", "password": SECRET})

    assert answer.status_code == 429
    assert "请等 15 分钟" in answer.content.decode()


def test_a_form_without_its_token_is_refused(someone: UUID) -> None:
    assert (
        Client(enforce_csrf_checks=True).post("/login/", {"login": "chen", "password": SECRET}).status_code
        == 403
    )


def test_after_logging_out_the_own_page_asks_for_the_log_in(client: Client, appointed: Appoint) -> None:
    appointed()
    come_in(client)
    assert client.get("/me/").status_code == 200

    client.post("/logout/")

    assert client.get("/me/")["Location"] == "/login/?next=%2Fme%2F"


def new_password(county: str, account: UUID) -> int:
    return set_password(county, account, password="new horse")


@pytest.mark.parametrize("end", [end_sessions, new_password])
def test_logging_out_everywhere_ends_the_sessions_of_other_devices(
    appointed: Appoint, someone: UUID, end: Callable[[str, UUID], int]
) -> None:
    appointed()
    desk, phone = Client(), Client()
    come_in(desk)
    come_in(phone)

    end(COUNTY, someone)

    assert [one.get("/me/").status_code for one in (desk, phone)] == [HTTP_FOUND, HTTP_FOUND]


def test_a_session_nobody_signed_is_no_session(client: Client, someone: UUID) -> None:
    client.cookies["sessionid"] = "eyJhY2NvdW50IjoiMSJ9:forged"

    assert client.get("/me/").status_code == HTTP_FOUND


def test_demo_accounts_are_told_only_in_a_demo(client: Client, appointed: Appoint, settings: object) -> None:
    appointed()
    Account.objects.update(is_demo=True)

    told_normally = "chen" in client.get("/login/").content.decode()
    settings.WANGGE_DEMO = True  # type: ignore[attr-defined]
    page = client.get("/login/").content.decode()

    assert told_normally is False
    assert "<code>chen</code>" in page
    assert "<code>wangge-demo</code>" in page
    assert "第一网格" in page
