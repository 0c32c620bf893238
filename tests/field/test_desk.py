"""What does the desk see of the phones, what does a person decide there, and does a phone's file come in once?"""

import base64
import hashlib
import json
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import COVER, GRIDS, NOW, PASSWORD, Office, inside, make_hat
from tests.pictures import a_photo
from wangge.cases.models import Case
from wangge.cases.queries.photos import photos_of
from wangge.field.models import Device, SetAside
from wangge.field.queries.devices import devices
from wangge.field.queries.set_aside import set_aside, set_aside_one
from wangge.field.records import read_record
from wangge.field.services.devices import register
from wangge.field.services.importing import import_export_file
from wangge.field.services.receiving import Sending, note_announced, receive
from wangge.field.services.set_aside import dismiss_set_aside, take_set_aside
from wangge.foundation.history import events_of
from wangge.foundation.ids import uuid7
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.sync import RecordState

PHONE = UUID("01a20000-0000-7000-8000-000000000001")
LATER = "by the same phone, written later"


def content(hat: Hat, **changes: Any) -> str:
    """A report of a damaged cover as a phone writes it; `form`, `version` and `files` stand outside of its body."""
    lon, lat = inside(GRIDS[0])
    body: dict[str, Any] = {
        "category": COVER, "words": "路口上水井盖破损", "place": "花园路口", "lon": lon, "lat": lat, "accuracy_m": 8,
        "crs": "EPSG:4326", "unit": "", "condition": None, "asset": None, "solved": False, "source": "gps",
    }  # fmt: skip
    outer = {"form": "report", "version": 1, "files": []}
    outer |= {key: changes.pop(key) for key in list(changes) if key in outer}
    told = outer | {"at": NOW.isoformat(), "post": str(hat.post_id), "after": None, "body": body | changes}
    return json.dumps(told, ensure_ascii=False)


def send(hat: Hat, *contents: str, key: UUID | None = None) -> list[RecordState]:
    device = register(hat, PHONE, "old phone", now=NOW)
    records = [read_record(key or uuid7(NOW), text) for text in contents]
    return [result.state for result in receive(Sending(hat, device.id, NOW), records)]


def export(hat: Hat, *contents: str, files: tuple[bytes, ...] = (), **changes: Any) -> bytes:
    kept = [
        {
            "sha256": hashlib.sha256(one).hexdigest(),
            "type": "image/jpeg",
            "data": base64.b64encode(one).decode(),
        }
        for one in files
    ]
    records = [{"id": str(uuid7(NOW)), "content": text, "files": kept} for text in contents]
    whole = {
        "protocol": 1, "kind": "wangge-export", "made_at": NOW.isoformat(), "account": str(hat.account_id),
        "device": {"id": str(PHONE), "label": "old phone"}, "records": records,
    }  # fmt: skip
    return json.dumps(whole | changes).encode()


def aside_of(hat: Hat) -> UUID:
    [row] = set_aside(hat)
    return row.id


# ---- set aside -------------------------------------------------------------------------------------


def test_a_refused_record_waits_for_a_person_with_the_sentence_of_its_refusal(office: Office) -> None:
    assert send(office.worker, content(office.worker, category="no:such:kind")) == [RecordState.REFUSED]

    [row] = set_aside(office.clerk)

    assert (row.kind, row.name, row.form) == (RecordState.REFUSED, "Worker", "report")
    assert row.code == "case.unknown_category"


def test_both_contents_of_a_conflict_stand_side_by_side(office: Office, client: Client) -> None:
    key = uuid7(NOW)
    send(office.worker, content(office.worker), key=key)
    send(office.worker, content(office.worker, words=LATER), key=key)
    log_in(client, office.clerk)

    page = client.get(f"/field/desk/aside/{aside_of(office.clerk).hex}").content.decode()

    assert "路口上水井盖破损" in page
    assert LATER in page
    assert Case.objects.get().number in page


def test_the_later_content_is_taken_in_under_a_number_of_its_own_and_the_first_stays(office: Office) -> None:
    key = uuid7(NOW)
    send(office.worker, content(office.worker), key=key)
    send(office.worker, content(office.worker, words=LATER, category="CJ/T 214-2007:part:0102"), key=key)
    aside = aside_of(office.clerk)

    number = take_set_aside(aside, reason="another cover", hat=office.clerk, now=NOW)

    assert Case.objects.count() == 2
    assert Case.objects.get(number=number).id != key
    assert set_aside(office.clerk) == []


def test_what_the_door_still_refuses_stays_set_aside_and_leaves_nothing_behind(office: Office) -> None:
    send(office.worker, content(office.worker, category="no:such:kind"))
    aside = aside_of(office.clerk)

    with pytest.raises(Refused) as refused:
        take_set_aside(aside, reason="try again", hat=office.clerk, now=NOW)

    assert refused.value.code == "case.unknown_category"
    assert [row.id for row in set_aside(office.clerk)] == [aside]


def test_a_parked_form_stays_parked_until_somebody_knows_it(office: Office) -> None:
    body = {"definition": "stairwell-check", "definition_version": 1, "unit": GRIDS[0], "answers": {}}
    assert send(office.worker, content(office.worker, form="answers", **body)) == [RecordState.PARKED]

    with pytest.raises(Refused, match=r"field\.parked"):
        take_set_aside(aside_of(office.clerk), reason="now", hat=office.clerk, now=NOW)


def test_putting_away_needs_a_reason_keeps_it_and_lets_the_words_go(office: Office) -> None:
    send(office.worker, content(office.worker, category="no:such:kind"))
    aside = aside_of(office.clerk)
    with pytest.raises(Refused, match=r"field\.reason_missing"):
        dismiss_set_aside(aside, reason="  ", hat=office.clerk, now=NOW)

    dismiss_set_aside(aside, reason="a test record", hat=office.clerk, now=NOW)

    row = set_aside_one(office.clerk, aside).row
    assert (row.reason, row.settled_by, row.settled_how) == ("a test record", "Clerk", "dismissed")
    assert SetAside.objects.get().content == ""
    last = events_of(office.clerk.county, office.worker.account_id)[-1]
    assert (last.kind, last.actor) == ("field.set_aside_settled", office.clerk.account_id.hex)


def test_a_record_is_settled_once(office: Office) -> None:
    send(office.worker, content(office.worker, category="no:such:kind"))
    aside = aside_of(office.clerk)
    dismiss_set_aside(aside, reason="a test record", hat=office.clerk, now=NOW)

    with pytest.raises(Refused, match=r"field\.settled_already"):
        take_set_aside(aside, reason="after all", hat=office.clerk, now=NOW)


def test_a_colleague_of_the_grid_settles_nothing(office: Office) -> None:
    send(office.worker, content(office.worker, category="no:such:kind"))

    with pytest.raises(Refused, match=r"field\.not_minding"):
        dismiss_set_aside(aside_of(office.clerk), reason="mine", hat=office.worker, now=NOW)


# ---- phones ----------------------------------------------------------------------------------------


def test_the_page_lists_phones_gaps_and_what_waits_and_says_no_moment_of_use(
    office: Office, client: Client
) -> None:
    send(office.worker, content(office.worker, category="no:such:kind"))
    device = Device.objects.get()
    note_announced(Sending(office.worker, device.id, NOW), [uuid7(NOW), uuid7(NOW)])
    log_in(client, office.clerk)

    page = client.get("/field/desk/").content.decode()

    assert "old phone" in page
    assert "报过数但一直没送达" in page
    assert ">2<" in page
    assert "手机在何时何地使用，不作记录" in page


def test_a_lost_phone_is_shut_out_and_let_in_again(office: Office, client: Client) -> None:
    device = register(office.worker, PHONE, "old phone", now=NOW)
    log_in(client, office.clerk)

    client.post(f"/field/desk/phones/{device.id.hex}", {"how": "revoke"})
    after_revoking = Device.objects.get().revoked_at
    client.post(f"/field/desk/phones/{device.id.hex}", {"how": "admit"})

    assert after_revoking is not None
    assert Device.objects.get().revoked_at is None


def test_a_worker_sees_and_shuts_out_only_their_own_phone(office: Office, client: Client) -> None:
    colleague = make_hat("colleague", PostKind.GRID_WORKER, GRIDS[0])
    own = register(office.worker, PHONE, "mine", now=NOW)
    other = register(colleague, UUID(int=PHONE.int + 1), "another's", now=NOW)
    log_in(client, office.worker)

    answer = client.post(f"/field/desk/phones/{other.id.hex}", {"how": "revoke"})

    assert [row.id for row in devices(office.worker)] == [own.id]
    assert answer.status_code == 404
    assert Device.objects.get(pk=other.id).revoked_at is None


# ---- a phone's file --------------------------------------------------------------------------------


def test_a_phones_file_comes_in_once_however_often_it_is_read(office: Office) -> None:
    file = export(office.worker, content(office.worker), content(office.worker, category="no:such:kind"))

    first = import_export_file(file, hat=office.clerk, now=NOW)
    second = import_export_file(file, hat=office.clerk, now=NOW)

    assert [one.state for one in first] == [RecordState.ACCEPTED, RecordState.REFUSED]
    assert [one.is_new for one in second] == [False, False]
    assert [one.number for one in second] == [one.number for one in first]
    assert Case.objects.count() == 1


def test_what_the_phone_sends_after_its_file_was_read_is_not_doubled(office: Office) -> None:
    file = export(office.worker, content(office.worker))
    import_export_file(file, hat=office.clerk, now=NOW)
    [record] = json.loads(file)["records"]

    assert send(office.worker, record["content"], key=UUID(record["id"])) == [RecordState.ACCEPTED]

    assert Case.objects.count() == 1


def test_the_finder_stays_the_finder_and_the_event_names_who_read_the_file_in(office: Office) -> None:
    import_export_file(export(office.worker, content(office.worker)), hat=office.clerk, now=NOW)

    case = Case.objects.get()
    assert events_of(case.county, case.id)[0].actor == office.worker.account_id.hex
    last = events_of(case.county, office.worker.account_id)[-1]
    assert (last.kind, last.actor) == ("field.file_read_in", office.clerk.account_id.hex)


def test_a_photo_in_the_file_comes_with_its_record_and_one_that_is_not_is_told(office: Office) -> None:
    photo = a_photo()
    named = [
        {"sha256": hashlib.sha256(photo).hexdigest(), "bytes": len(photo), "type": "image/jpeg"},
        {"sha256": "b" * 64, "bytes": 9, "type": "image/jpeg"},
    ]
    file = export(office.worker, content(office.worker, files=named), files=(photo,))

    [arrived] = import_export_file(file, hat=office.clerk, now=NOW)

    assert arrived.state is RecordState.ACCEPTED
    assert arrived.missing == 1
    assert len(photos_of(office.clerk.county, Case.objects.get().id)) == 1


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"PK\x03\x04",
        b"[]",
        b'{"kind": "wangge-export"}',
        b'{"protocol": 1, "kind": "other"}',
        b"{" * 5000,
    ],
)
def test_another_file_is_refused_whole(office: Office, file: bytes) -> None:
    with pytest.raises(Refused, match=r"field\.export_unreadable"):
        import_export_file(file, hat=office.clerk, now=NOW)


def test_a_file_of_somebody_out_of_sight_is_refused(office: Office) -> None:
    stranger = export(office.worker, content(office.worker), account=str(uuid7(NOW)))

    with pytest.raises(Refused, match=r"field\.export_not_yours"):
        import_export_file(stranger, hat=office.clerk, now=NOW)


def test_a_worker_reads_no_file_in(office: Office) -> None:
    with pytest.raises(Refused, match=r"field\.not_minding"):
        import_export_file(export(office.worker), hat=office.worker, now=NOW)


def test_the_page_tells_what_became_of_each_record_of_a_file(office: Office, client: Client) -> None:
    log_in(client, office.clerk)
    file = export(office.worker, content(office.worker), content(office.worker, category="no:such:kind"))

    page = client.post(
        "/field/desk/import/", {"file": SimpleUploadedFile("phone.json", file)}
    ).content.decode()
    again = client.post(
        "/field/desk/import/", {"file": SimpleUploadedFile("phone.json", file)}
    ).content.decode()

    assert Case.objects.get().number in page
    assert "收到" in page
    assert "拒收" in page
    assert "早已收到" in again


def log_in(client: Client, hat: Hat) -> None:
    answer = client.post("/login/", {"login": hat.login, "password": PASSWORD})
    assert answer.status_code == 302
