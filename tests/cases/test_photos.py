"""Photos of a case: asked for by reason, refused by name, masked, opened by whom, gone when."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from PIL import Image

from tests.builders import COUNTY, COVER, NOW, Office, a_report, make_office
from tests.pictures import a_pdf_bomb, a_photo, a_png_of, a_scene, a_zip, as_jpeg, draw_plate
from wangge.cases.models import Case, Photo
from wangge.cases.queries.page import dossier
from wangge.cases.queries.photos import named_files, pair_of, photos_of
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import report_case, report_cases
from wangge.cases.services.moving import move_case
from wangge.cases.services.photos import expire_originals, hide_in_photo, open_original, set_photo_rule
from wangge.foundation.files import check_files, is_masking, read_photo
from wangge.foundation.files.stores import store
from wangge.rules.errors import Refused

PARKING = "CJ/T 214-2007:event:0505"  # 机动车乱停放
pytestmark = pytest.mark.django_db
detecting = pytest.mark.skipif(not is_masking(), reason="the extra `mask` is not installed")


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: object) -> None:
    settings.WANGGE_FILES = f"{tmp_path}/files"  # type: ignore[attr-defined]


@pytest.fixture
def office() -> Office:
    return make_office()


def a_car(seed: int = 1) -> bytes:
    """A photo with a plate on it."""
    image = a_scene(seed, (1200, 900))
    draw_plate(image, 400, 500, 220, seed=seed)
    return as_jpeg(image)


def parked(office: Office, *photos: bytes) -> UUID:
    """A parked car, reported with photos and dispatched to the parks department's handler (`stranger`)."""
    case = report_case(
        office.worker, a_report(category=PARKING, words="占道", photos=photos), now=NOW
    ).case_id
    move_case(case, "file", hat=office.leader, now=NOW)
    move_case(case, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="parks"))
    return case


def refusal(act: object, *arguments: object, **named: object) -> str:
    with pytest.raises(Refused) as refused:
        act(*arguments, **named)  # type: ignore[operator]
    return refused.value.code


def test_a_kind_that_needs_a_photo_says_why(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        report_case(office.worker, a_report(category=PARKING), now=NOW)

    assert refused.value.code == "case.photo_missing"
    assert refused.value.facts["field"] == "photos"
    assert "vehicle" in str(refused.value.facts["reason_en"])
    assert "车" in str(refused.value.facts["reason_zh"])


def test_no_other_kind_needs_one(office: Office) -> None:
    assert report_case(office.worker, a_report(category=COVER), now=NOW).number


def test_whoever_calls_is_never_asked_for_a_photo(office: Office) -> None:
    assert report_case(office.clerk, a_report(category=PARKING, channel="hotline"), now=NOW).number


def test_who_says_it_is_done_shows_it_where_the_kind_needs_it(office: Office) -> None:
    case = parked(office, a_car())
    move_case(case, "sign", hat=office.stranger, now=NOW)

    without = refusal(
        move_case, case, "feed_back", hat=office.stranger, now=NOW, brought=Brought(words="已处理")
    )
    done = move_case(
        case, "feed_back", hat=office.stranger, now=NOW, brought=Brought(words="已处理", photos=(a_photo(),))
    )

    assert (without, done.state) == ("case.photo_missing", "handled")


def test_a_county_may_say_that_a_kind_needs_a_photo_or_no_longer(office: Office) -> None:
    set_photo_rule(COVER, reason="井盖型号要看得清", days=None)
    assert refusal(report_case, office.worker, a_report(), now=NOW) == "case.photo_missing"

    set_photo_rule(COVER, reason="", days=None)
    assert report_case(office.worker, a_report(), now=NOW).number


@pytest.mark.parametrize("days", [0, -1, 400])
def test_an_original_is_kept_for_a_day_to_a_year_or_not_at_all(office: Office, days: int) -> None:
    assert refusal(set_photo_rule, COVER, reason="", days=days) == "case.bad_days"
    assert refusal(set_photo_rule, "no:such:kind", reason="", days=None) == "case.unknown_category"


@pytest.mark.parametrize(
    ("photo", "code"),
    [(a_zip(), "file.wrong_kind"), (a_pdf_bomb(), "file.wrong_kind"),
     (a_png_of(10_000, 10_000), "file.too_many_pixels"), (a_photo()[:2000], "file.broken")],
    ids=["a ZIP renamed .jpg", "a PDF bomb", "a hundred megapixels", "a truncated JPEG"],
)  # fmt: skip
def test_a_bad_photo_is_refused_alone_and_the_reports_beside_it_are_taken(
    office: Office, photo: bytes, code: str
) -> None:
    reports = [
        a_report(photos=(a_photo(1),)),
        a_report(photos=(a_photo(2), photo)),
        a_report(photos=(a_photo(3),)),
    ]

    first, bad, last = report_cases(office.worker, reports, now=NOW)

    assert isinstance(bad, Refused)
    assert bad.code == code
    assert not isinstance(first, Refused)
    assert not isinstance(last, Refused)
    assert Case.objects.count() == Photo.objects.count() == 2
    assert len(list(store().names())) == 4  # two photos and their thumbnails: nothing of the bad report


def test_an_act_with_a_bad_photo_changes_nothing(office: Office) -> None:
    case = parked(office, a_car())
    move_case(case, "sign", hat=office.stranger, now=NOW)

    brought = Brought(words="已处理", photos=(a_photo(), a_zip()))

    assert (
        refusal(move_case, case, "feed_back", hat=office.stranger, now=NOW, brought=brought)
        == "file.wrong_kind"
    )
    assert dossier(office.overseer, case, now=NOW).case.state == "handling"


def test_the_first_photo_as_found_and_the_last_after_handling_stand_side_by_side(office: Office) -> None:
    case = parked(office, a_car(1), a_car(2))
    assert pair_of(photos_of(COUNTY, case)) is None
    move_case(case, "sign", hat=office.stranger, now=NOW)
    brought = Brought(words="已处理", photos=(a_photo(8), a_photo(9)))
    move_case(case, "feed_back", hat=office.stranger, now=NOW, brought=brought)

    photos = photos_of(COUNTY, case)
    pair = pair_of(photos)

    assert pair is not None
    assert (pair.before, pair.after) == (photos[0], photos[3])


@detecting
def test_everybody_sees_the_masked_copy_and_only_the_enforcing_unit_opens_the_original(
    office: Office,
) -> None:
    case = parked(office, a_car())
    [photo] = photos_of(COUNTY, case)

    codes = {
        who: refusal(open_original, case, photo.sha256, hat=hat, now=NOW)
        for who, hat in {
            "finder": office.worker, "leader": office.leader, "dispatcher": office.dispatcher,
            "checker": office.checker, "overseer": office.overseer, "administrator": office.administrator,
        }.items()
    }  # fmt: skip
    original = open_original(case, photo.sha256, hat=office.stranger, now=NOW)

    assert set(codes.values()) == {"case.original_closed"}
    assert refusal(open_original, case, photo.sha256, hat=office.handler, now=NOW) == "row.unknown"
    assert detail(original) > 1.5 * detail(read_photo(photo.sha256))


@detecting
def test_each_opening_of_an_original_is_an_event_with_the_post_that_opened_it(office: Office) -> None:
    case = parked(office, a_car())
    [photo] = photos_of(COUNTY, case)

    open_original(case, photo.sha256, hat=office.stranger, now=NOW)

    last = dossier(office.overseer, case, now=NOW).history[-1]
    assert (last.kind, last.payload["post"], last.actor) == (
        "case.original_opened", "handler", office.stranger.account_id.hex,
    )  # fmt: skip


@detecting
def test_an_original_expires_and_the_masked_photo_stays(office: Office) -> None:
    case = parked(office, a_car())
    [row] = Photo.objects.all()

    before = expire_originals(now=NOW + timedelta(days=29))
    after = expire_originals(now=NOW + timedelta(days=30))

    assert (before, after) == (0, 1)
    assert refusal(read_photo, row.original) == "file.missing"
    assert refusal(open_original, case, row.sha256, hat=office.stranger, now=NOW) == "case.original_closed"
    assert read_photo(row.sha256)
    assert dossier(office.overseer, case, now=NOW).history[-1].kind == "case.original_expired"


@detecting
def test_an_original_that_another_case_still_needs_stays_until_that_day(office: Office) -> None:
    first = parked(office, a_car())
    later = a_report(category=PARKING, at=NOW + timedelta(days=10), photos=(a_car(),))
    second = report_case(office.worker, later, now=NOW + timedelta(days=10)).case_id
    [original] = {row.original for row in Photo.objects.filter(case__in=(first, second))}

    expire_originals(now=NOW + timedelta(days=31))
    assert read_photo(original)

    expire_originals(now=NOW + timedelta(days=41))
    assert refusal(read_photo, original) == "file.missing"


@detecting
def test_of_other_kinds_no_unmasked_copy_is_kept_at_all(office: Office) -> None:
    report_case(office.worker, a_report(photos=(a_car(),)), now=NOW)

    [row] = Photo.objects.all()

    assert (row.original, row.original_until, row.masked, row.hidden) == ("", None, "machine", 1)
    assert len(list(store().names())) == 2


def test_the_desk_hides_more_by_hand_and_the_copy_before_it_is_gone(office: Office) -> None:
    image = a_scene()
    image.paste(Image.effect_noise((160, 120), 200).convert("RGB"), (64, 48))
    case = report_case(office.worker, a_report(photos=(as_jpeg(image),)), now=NOW).case_id
    [photo] = photos_of(COUNTY, case)

    shown = hide_in_photo(case, photo.sha256, "100,100,250,250", hat=office.dispatcher, now=NOW)

    assert [one.sha256 for one in photos_of(COUNTY, case)] == [shown]
    assert photos_of(COUNTY, case)[0].masked == "hand"
    assert refusal(read_photo, photo.sha256) == "file.missing"
    assert dossier(office.overseer, case, now=NOW).history[-1].payload["areas"] == 1


def test_the_desk_may_say_that_nothing_is_to_be_hidden(office: Office) -> None:
    case = report_case(office.worker, a_report(photos=(a_photo(),)), now=NOW).case_id
    [photo] = photos_of(COUNTY, case)

    shown = hide_in_photo(case, photo.sha256, None, hat=office.clerk, now=NOW)

    assert (shown, photos_of(COUNTY, case)[0].masked) == (photo.sha256, "hand")


def test_nobody_but_the_desk_hides_parts_of_photos(office: Office) -> None:
    case = parked(office, a_car())
    [photo] = photos_of(COUNTY, case)

    codes = [
        refusal(hide_in_photo, case, photo.sha256, "1,1,9,9", hat=hat, now=NOW)
        for hat in (office.worker, office.stranger, office.handler, office.checker)
    ]

    assert codes == ["case.not_the_desk"] * 4


def test_rows_and_files_are_compared_both_ways(office: Office) -> None:
    case = report_case(office.worker, a_report(photos=(a_photo(1), a_photo(2), a_photo(3))), now=NOW).case_id
    gone, spoilt, _ = (one.sha256 for one in photos_of(COUNTY, case))
    store().drop(f"{gone}.jpg")
    store().put(f"{spoilt}.jpg", b"other bytes")
    store().put(f"{'0' * 64}.jpg", b"named by nobody")
    tomorrow = NOW + timedelta(days=9999)

    found = check_files(named_files(), older_than=tomorrow, remove=True)

    assert (found.missing, found.damaged, found.unnamed, found.removed) == ([gone], [spoilt], 1, 1)
    assert check_files(named_files(), older_than=tomorrow).unnamed == 0


def detail(data: bytes) -> float:
    """How much neighbouring pixels of the plate differ."""
    import numpy as np

    grey = np.asarray(Image.open(io.BytesIO(data)).convert("L").crop((400, 500, 620, 570)), dtype=float)
    return float(np.abs(np.diff(grey, axis=1)).mean())
