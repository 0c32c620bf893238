"""Does a bucket keep photos as a folder does, signed as its publisher demands?"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.foundation.bucket_site import KEYS, BucketServer, bucket_site, store_url
from tests.pictures import a_photo, a_zip
from wangge.foundation.files import forget_photo, keep_photo, keep_photos, read_photo
from wangge.foundation.files.bucket import EMPTY, Keys, signed
from wangge.foundation.files.stores import store
from wangge.rules.errors import Refused

# The examples of "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)",
# Amazon S3 API Reference, with the keys that were published for them.
PUBLISHED = Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
WHEN = datetime(2013, 5, 24, tzinfo=UTC)
HOST = "examplebucket.s3.amazonaws.com"


@pytest.mark.parametrize(
    ("method", "path", "query", "more", "digest", "signature"),
    [
        ("GET", "/test.txt", {}, {"range": "bytes=0-9"}, EMPTY,
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("PUT", "/test%24file.text", {},
         {"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
         "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
         "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        ("GET", "/", {"lifecycle": ""}, {}, EMPTY,
         "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("GET", "/", {"max-keys": "2", "prefix": "J"}, {}, EMPTY,
         "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
    ids=["get", "put", "sub-resource", "list"],
)  # fmt: skip
def test_a_request_is_signed_as_the_published_examples_are(
    method: str, path: str, query: dict[str, str], more: dict[str, str], digest: str, signature: str
) -> None:
    headers = {"host": HOST, "x-amz-content-sha256": digest, **more}

    told = signed(PUBLISHED, method, path, query, headers, now=WHEN)["authorization"]

    assert told.endswith(f"Signature={signature}")


@pytest.fixture
def bucket(settings: object) -> Iterator[BucketServer]:
    with bucket_site() as server:
        settings.WANGGE_FILES = store_url(server)  # type: ignore[attr-defined]
        settings.WANGGE_FILES_KEY, settings.WANGGE_FILES_SECRET = KEYS.key, KEYS.secret  # type: ignore[attr-defined]
        yield server


def test_a_photo_comes_back_from_a_bucket_byte_for_byte(bucket: BucketServer) -> None:
    photo = keep_photo(a_photo(), field="photos")

    whole = f"wangge/files/{photo.sha256[:2]}/{photo.sha256}.jpg"
    assert read_photo(photo.sha256) == bucket.objects[whole]
    assert len(bucket.objects) == 2  # and its thumbnail


def test_a_bucket_lists_all_its_names_over_several_pages(bucket: BucketServer) -> None:
    photos = keep_photos([a_photo(seed) for seed in range(3)], field="photos")

    names = [name for name, _ in store().names()]

    assert len(names) == 6
    assert {f"{photo.sha256}.jpg" for photo in photos} < set(names)


def test_a_photo_forgotten_in_a_bucket_is_gone(bucket: BucketServer) -> None:
    photo = keep_photo(a_photo(), field="photos")

    forget_photo(photo.sha256)

    assert bucket.objects == {}
    with pytest.raises(Refused, match=r"file\.missing"):
        read_photo(photo.sha256)


def test_a_bucket_that_fails_once_is_asked_again(bucket: BucketServer) -> None:
    bucket.failing = 1

    photo = keep_photo(a_photo(), field="photos")

    assert read_photo(photo.sha256)


def test_a_bucket_that_does_not_answer_is_said_and_nothing_is_kept(bucket: BucketServer) -> None:
    bucket.failing = 100

    with pytest.raises(Refused, match=r"file\.store_unreachable"):
        keep_photo(a_photo(), field="photos")

    assert bucket.objects == {}


def test_a_wrong_secret_keeps_nothing(bucket: BucketServer, settings: object) -> None:
    settings.WANGGE_FILES_SECRET = "another"  # type: ignore[attr-defined]

    with pytest.raises(Refused, match=r"file\.store_unreachable"):
        keep_photo(a_photo(), field="photos")

    assert bucket.objects == {}


def test_a_bad_photo_among_good_ones_leaves_nothing_in_the_bucket(bucket: BucketServer) -> None:
    with pytest.raises(Refused):
        keep_photos([a_photo(1), a_zip()], field="photos")

    assert bucket.objects == {}


@pytest.mark.parametrize("url", ["s3://", "s3://photos", "s3://photos?endpoint=ftp://host"])
def test_a_store_that_is_not_wholly_named_is_refused(url: str, settings: object) -> None:
    settings.WANGGE_FILES, settings.WANGGE_FILES_KEY = url, "k"  # type: ignore[attr-defined]
    settings.WANGGE_FILES_SECRET = "s"  # type: ignore[attr-defined]

    with pytest.raises(Refused, match=r"file\.bad_store"):
        keep_photo(a_photo(), field="photos")
