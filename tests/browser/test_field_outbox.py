"""Is nothing lost, nothing doubled, and every state shown true, on a phone that is killed, full, shared or cheated?"""

import hashlib
import json
import re
import sqlite3
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.pocket import CONTENT, COUNT, FILES, HELD, LIST, ROWS, SYNC, Borrowed, Pocket
from tests.pictures import a_photo
from tests.serving import WANGGE, Served
from wangge.people.services.accounts import DEMO_PASSWORD

Arrived = Callable[[str], list[tuple[str, str]]]


@pytest.fixture
def arrived(system: Served) -> Arrived:
    """What stands in the server's own rows for a record: (state, number), once or not at all."""

    def rows(record: str) -> list[tuple[str, str]]:
        with sqlite3.connect(Path(system.environment["WANGGE_HOME"]) / "wangge.sqlite3") as rows:
            asked = "SELECT state, number FROM field_arrival WHERE id = ?"
            return list(rows.execute(asked, (record.replace("-", ""),)))

    return rows


def test_an_offline_report_survives_a_dead_battery_and_arrives_once(pocket: Pocket, arrived: Arrived) -> None:
    pocket.log_in()
    pocket.context.set_offline(True)
    record = pocket.add("电池没电之前记下的", files=[a_photo(1)])
    pocket.kill()

    page = pocket.open(is_offline=True)
    pocket.go("outbox")
    expect(page.locator(f"[data-record='{record}'] b").nth(1)).to_have_text("已存手机")
    assert arrived(record) == []

    pocket.context.set_offline(False)
    pocket.send_after_death()
    assert pocket.sync()["ok"]

    [(state, number)] = arrived(record)
    assert state == "accepted"
    [shown] = pocket.records()
    assert (shown["state"] in {"delivered", "filed"}, shown["number"]) == (True, number)
    assert page.evaluate(FILES) == []


def test_killed_while_it_is_being_sent_it_is_not_sent_twice(pocket: Pocket, arrived: Arrived) -> None:
    page = pocket.log_in()
    record = pocket.add("发送途中没电")

    def take_but_never_answer(route: Route) -> None:
        route.fetch()  # the server commits; its answer is lost with the phone

    page.route("**/field/sync", take_but_never_answer)
    with page.expect_request("**/field/sync"):
        page.evaluate("() => void import('/static/field/sync.js').then((sync) => sync.now())")
    page.wait_for_function(
        "async () => (await (await import('/static/field/store.js')).all('records'))[0].phase === 'sending'"
    )
    while not arrived(record):
        page.wait_for_timeout(20)
    pocket.kill()

    pocket.open()
    pocket.send_after_death()

    assert len(arrived(record)) == 1
    assert pocket.states()[record] in {"delivered", "filed"}


def test_a_hotels_page_delivers_nothing(pocket: Pocket, arrived: Arrived) -> None:
    page = pocket.log_in()
    page.route(
        "**/field/sync",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Welcome</h1>"),
    )
    record = pocket.add("宾馆网络里上报")

    told = pocket.sync()

    assert (told["ok"], told["problem"]["code"]) == (False, "phone.stranger")
    assert pocket.states() == {record: "kept"}
    pocket.go("outbox")
    expect(page.locator("[data-problem='phone.stranger']")).to_contain_text("不是我们的服务器")
    page.unroute("**/field/sync")
    assert pocket.sync()["ok"]
    assert len(arrived(record)) == 1


def test_a_receipt_that_our_server_did_not_sign_is_not_delivered(pocket: Pocket, arrived: Arrived) -> None:
    page = pocket.log_in()

    def forged(one: dict[str, str]) -> dict[str, str]:
        told = {"at": "2024-03-05T02:00:00+00:00", "case": one["id"], "number": "A-1"}
        digest = hashlib.sha256(one["content"].encode()).hexdigest()
        return told | {"id": one["id"], "sha256": digest, "signature": "c2lnbmVkIGJ5IG5vYm9keQ=="}

    def forge(route: Route) -> None:
        asked = route.request.post_data_json
        route.fulfill(json={
            "protocol": 1, "server_at": "2024-03-05T02:00:00+00:00", "difference_ms": 0, "position": 1, "news": [],
            "more": False,
            "results": [
                {"id": one["id"], "status": 200, "state": "accepted", "missing": [], "receipt": forged(one)}
                for one in asked["records"]
            ],
        })  # fmt: skip

    page.route("**/field/sync", forge)
    record = pocket.add("假回执")
    pocket.sync()
    page.wait_for_function(f"async () => (await ({LIST})())[0].problem")

    [shown] = pocket.records()
    assert (shown["state"], shown["problem"]["code"]) == ("kept", "phone.receipt_false")
    assert page.evaluate(ROWS)[0]["sealed"] is not None
    page.unroute("**/field/sync")
    page.evaluate("async (id) => (await import('/static/field/outbox.js')).tryAgain(id)", record)
    assert pocket.sync()["ok"]
    assert len(arrived(record)) == 1


def test_a_refused_record_stands_aside_and_the_next_one_goes(pocket: Pocket) -> None:
    page = pocket.log_in()
    pocket.context.set_offline(True)
    bad = pocket.add("种类不存在", category="zz-ledger:part:none")
    good = pocket.add("后面这条照样送达")
    pocket.context.set_offline(False)

    assert pocket.sync()["ok"]

    states = pocket.states()
    assert (states[bad], states[good] in {"delivered", "filed"}) == ("attention", True)
    pocket.go("outbox")
    card = page.locator(f"[data-record='{bad}']")
    expect(card.locator("b").nth(1)).to_have_text("需要处理")
    expect(card.locator(".warn p").first).not_to_be_empty()
    page.on("dialog", lambda dialog: dialog.accept())
    card.locator("[data-act=remove]").tap()
    expect(card).to_have_count(0)
    assert page.evaluate(COUNT) == 0


def test_another_account_sees_neither_records_nor_their_number_and_they_go_on_afterwards(
    pocket: Pocket, arrived: Arrived
) -> None:
    page = pocket.log_in()
    pocket.context.set_offline(True)
    record = pocket.add("第一个人的记录", files=[a_photo(2)])
    warned: list[str] = []
    page.on("dialog", lambda dialog: (warned.append(dialog.message), dialog.accept()))
    pocket.go("me")
    page.locator("button.grave").tap()
    expect(page.locator("#screen")).to_have_attribute("data-screen", "login")
    pocket.context.set_offline(False)
    assert "1" in warned[0]
    assert page.evaluate(COUNT) == 0

    pocket.log_in("hyl-head")
    pocket.go("outbox")
    assert pocket.records() == []
    expect(page.locator("[data-record]")).to_have_count(0)
    assert "第一个人" not in json.dumps(page.evaluate(ROWS), ensure_ascii=False)
    pocket.sync()
    assert arrived(record) == []
    page.evaluate("async () => (await import('/static/field/session.js')).logout()")
    page.reload()

    pocket.log_in()
    assert [one["body"].get("words") for one in pocket.records()] == ["第一个人的记录"] or arrived(record)
    assert pocket.sync()["ok"]
    assert len(arrived(record)) == 1


def test_an_ended_log_in_keeps_everything_and_one_password_sends_it(pocket: Pocket, arrived: Arrived) -> None:
    page = pocket.log_in()
    pocket.context.clear_cookies()
    record = pocket.add("登录过期时记下的")

    told = pocket.sync()

    assert told["problem"]["code"] == "people.not_signed_in"
    assert pocket.states() == {record: "kept"}
    pocket.go("outbox")
    page.fill("[data-expired] [name=password]", DEMO_PASSWORD)
    page.locator("[data-expired] button").tap()
    delivered = ":is([data-state=delivered], [data-state=filed])"
    expect(page.locator(f"[data-record='{record}']{delivered}")).to_have_count(1, timeout=15_000)
    assert len(arrived(record)) == 1


def test_what_waits_opens_after_a_change_of_password(
    pocket: Pocket, system: Served, arrived: Arrived
) -> None:
    page = pocket.log_in("hyl-head")
    pocket.context.set_offline(True)
    record = pocket.add("改密码之前")
    page.evaluate("async () => (await import('/static/field/session.js')).logout()")
    _set_password(system, "hyl-head", "another-long-pass-1")
    try:
        pocket.context.set_offline(False)
        page.reload()
        pocket.log_in("hyl-head", "another-long-pass-1")
        assert pocket.sync()["ok"]
        assert len(arrived(record)) == 1
    finally:
        _set_password(system, "hyl-head", DEMO_PASSWORD)


def test_a_conflict_shows_both_versions_and_merges_nothing(pocket: Pocket) -> None:
    page = pocket.log_in()
    pocket.context.set_offline(True)
    record = pocket.add("手机上的说法")
    content = json.loads(page.evaluate(CONTENT))
    content["body"] |= {"category": "zz-ledger:part:none", "words": "服务器上的说法"}
    pocket.send_from_elsewhere(record, json.dumps(content))
    pocket.context.set_offline(False)

    assert pocket.sync()["ok"]

    pocket.go("outbox")
    card = page.locator(f"[data-record='{record}']")
    expect(card).to_have_attribute("data-state", "attention")
    expect(card.locator("[data-both]")).to_contain_text("手机上的说法")
    expect(card.locator("[data-both]")).to_contain_text("服务器上的说法")
    expect(card.locator("[data-act=put-right]")).to_have_count(0)


def test_a_large_file_goes_on_where_it_was_cut(pocket: Pocket, arrived: Arrived) -> None:
    page = pocket.log_in()
    photo = a_photo(3) + b"\0" * 1_500_000  # after the end of a JPEG anything may follow
    sent: list[tuple[str, int]] = []
    line = {"pieces": 1}  # so many pieces pass before the line is cut

    def pass_or_cut(route: Route) -> None:
        method = route.request.method
        if line["pieces"] < 1:
            route.abort()
            return
        line["pieces"] -= method == "PATCH"
        sent.append((method, int(route.request.headers.get("upload-offset", -1))))
        route.continue_()

    page.route(re.compile("/field/tus/"), pass_or_cut)
    record = pocket.add("大文件", files=[photo])

    assert pocket.sync()["ok"] is False
    [shown] = pocket.records()
    assert (shown["state"], len(shown["missing"])) == ("kept", 1)
    line["pieces"] = 9
    assert pocket.sync()["ok"]

    methods = [method for method, _ in sent]
    assert methods.count("POST") == 1
    assert "HEAD" in methods
    assert [offset for method, offset in sent if method == "PATCH"] == [0, 524288, 1048576]
    assert pocket.states()[record] in {"delivered", "filed"}


def test_a_204_from_anybody_does_not_make_a_photo_arrive(pocket: Pocket) -> None:
    page = pocket.log_in()
    page.route("**/field/files/**", lambda route: route.fulfill(status=204))
    record = pocket.add("门户冒充", files=[a_photo(4)])

    pocket.sync()

    [shown] = pocket.records()
    assert (shown["state"], len(shown["missing"])) == ("kept", 1)
    page.unroute("**/field/files/**")
    page.evaluate("async (id) => (await import('/static/field/outbox.js')).tryAgain(id)", record)
    assert pocket.sync()["ok"]
    assert pocket.states()[record] in {"delivered", "filed"}


def test_a_full_phone_says_not_saved_and_keeps_what_was_there(
    chromium: Browser, system: Served, tmp_path: Path
) -> None:
    pocket = Borrowed(chromium, system.url, tmp_path / "profile")
    cdp = pocket.context.new_cdp_session(pocket.page)
    # Before the first row is written: Chromium remembers for a while how much room it saw.
    cdp.send("Storage.overrideQuotaForOrigin", {"origin": system.url, "quotaSize": 8_000_000})
    page = pocket.log_in()
    pocket.context.set_offline(True)
    before = pocket.add("存满之前的一条", files=[a_photo(5)])

    told = pocket.try_to_add("存不下的一条", files=[b"\xff\xd8" + bytes(9_000_000)])

    assert told["problem"]["code"] == "phone.full"
    assert "没有存下" in told["problem"]["title"]
    assert pocket.states() == {before: "kept"}
    assert [file["record"] for file in page.evaluate(FILES)] == [before]
    pocket.go("outbox")
    with page.expect_download() as carried:
        page.get_by_role("button", name="导出为文件").tap()
    file = json.loads(Path(carried.value.path()).read_text("utf-8"))
    assert [one["id"] for one in file["records"]] == [before]
    assert len(file["records"][0]["files"]) == 1
    cdp.send("Storage.overrideQuotaForOrigin", {"origin": system.url})
    assert pocket.add("腾出空间以后") in pocket.states()
    pocket.context.close()


def test_a_clock_one_year_wrong_is_said_in_words(pocket: Pocket) -> None:
    page = pocket.log_in()
    page.clock.set_system_time(datetime.now(UTC) - timedelta(days=365))
    page.evaluate(SYNC)
    pocket.go("outbox")

    expect(page.locator("[data-code='phone.clock']")).to_contain_text(re.compile("本机时钟慢了 36[45] 天"))


def test_a_browser_without_a_store_says_online_only_and_pretends_nothing(
    chromium: Browser, system: Served, tmp_path: Path, arrived: Arrived
) -> None:
    pocket = Pocket(chromium, system.url, tmp_path / "profile")
    pocket.page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    pocket.page.reload()
    page = pocket.log_in()

    record = pocket.add("在线时直接送达")
    assert len(arrived(record)) == 1
    pocket.context.set_offline(True)
    told = pocket.try_to_add("断网时不装作存下")

    assert told["problem"]["code"] == "phone.not_sent_online_only"
    assert list(pocket.states()) == [record]
    pocket.go("outbox")
    expect(page.locator("[data-code='browser.private']")).to_contain_text("仅限在线")
    pocket.context.close()


def test_a_phone_that_was_shut_out_lets_go_of_everything_but_what_is_sealed(
    pocket: Pocket, system: Served, arrived: Arrived
) -> None:
    page = pocket.log_in("hyl-clerk")
    pocket.context.set_offline(True)
    record = pocket.add("丢失之前记下的")
    phone = page.evaluate(
        "async () => (await (await import('/static/field/session.js')).current()).device.id"
    )
    with sqlite3.connect(Path(system.environment["WANGGE_HOME"]) / "wangge.sqlite3", timeout=10) as rows:
        rows.execute(
            "UPDATE field_device SET revoked_at = '2026-01-01' WHERE phone = ?", (phone.replace("-", ""),)
        )
    pocket.context.set_offline(False)

    pocket.sync()

    expect(page.locator("#screen")).to_have_attribute("data-screen", "login")
    assert page.evaluate(HELD) == [None, 0]
    assert [row["id"] for row in page.evaluate(ROWS)] == [record]
    assert arrived(record) == []


def test_what_waits_cannot_be_read_from_the_profile(pocket: Pocket) -> None:
    pocket.log_in()
    pocket.context.set_offline(True)
    pocket.add("SEALED-WORDS-封存的话", files=[b"\xff\xd8PLAIN-PHOTO-BYTES" * 40])
    pocket.kill()

    found = [
        file
        for file in pocket.profile.rglob("*")
        if file.is_file() and _holds(file, b"SEALED-WORDS", b"PLAIN-PHOTO")
    ]
    pocket.open()

    assert found == []


def _holds(file: Path, *words: bytes) -> bool:
    text = file.read_bytes()
    return any(word in text or word.decode().encode("utf-16-le") in text for word in words)


def _set_password(system: Served, login: str, password: str) -> None:
    done = subprocess.run(
        [WANGGE, "people", "password", login], env=system.environment, input=password + "\n",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
