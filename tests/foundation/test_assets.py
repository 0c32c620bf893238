"""What pages load goes out compressed, and nothing old is left behind."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from wangge.foundation.assets import STAMP, collect_assets

BIG = ("vendor/maplibre", "vendor/echarts", "vendor/tabler")


@pytest.fixture(scope="module", autouse=True)
def collected(home: Path) -> Path:
    collect_assets()
    return Path(settings.STATIC_ROOT)


def test_everything_large_that_pages_load_goes_out_compressed(collected: Path) -> None:
    large = [
        file.relative_to(collected).as_posix() for file in collected.rglob("*")
        if file.suffix in {".js", ".mjs", ".css"} and file.stat().st_size > 10_000
    ]  # fmt: skip
    client = Client()

    for name in large:
        answer = client.get(f"/static/{name}", headers={"accept-encoding": "gzip"})
        sent = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

        assert answer["Content-Encoding"] == "gzip", name
        assert gzip.decompress(sent) == (collected / name).read_bytes()
        assert len(sent) < (collected / name).stat().st_size / 2, name
    for folder in BIG:
        assert any(name.startswith(folder) for name in large), folder


def test_a_browser_that_takes_nothing_compressed_gets_it_plain() -> None:
    answer = Client().get("/static/foundation/wangge.css", headers={"accept-encoding": "identity"})

    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "Content-Encoding" not in answer
    assert answer["Vary"] == "Accept-Encoding"


def test_what_is_collected_already_is_left_alone_and_an_interrupted_copy_is_begun_anew(
    collected: Path,
) -> None:
    assert not collect_assets()

    (collected / STAMP).unlink()

    assert collect_assets()


def test_a_file_that_is_gone_from_the_packages_is_gone_from_the_pages(collected: Path) -> None:
    (collected / "old.js").write_text("1")
    (collected / STAMP).write_text("another state")

    collect_assets()

    assert not (collected / "old.js").exists()
