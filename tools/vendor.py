"""Which foreign scripts and styles do pages use, and are they still the ones we took?

`tools/vendor.py` fetches and builds them anew (needs Node and npm; developers only) and
`tools/vendor.py --check` compares what is committed with VENDOR.toml (needs nothing).
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "src/wangge/foundation/static/vendor"
LIST = VENDOR / "VENDOR.toml"
# Pinned; a new version is a change here, a rerun and a look at the pages.
PACKAGES = {
    "htmx.org": "2.0.11",
    "maplibre-gl": "6.17.0",
    "echarts": "6.1.0",
    "@tabler/core": "1.6.1",
    "idb": "8.0.4",
    "lit-html": "3.3.3",
}
BUILDERS = {"esbuild": "0.28.2", "sass": "1.108.2"}
# What esbuild may assume: browsers of the last three years.
ESBUILD = ("npx", "esbuild", "--minify", "--format=esm", "--target=es2022", "--legal-comments=inline")
SASS = ("npx", "sass", "--no-source-map", "--style=compressed", "-I", "node_modules")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file that pages load, and how it came out of its package."""

    package: str
    file: str  # below static/vendor
    made: str  # in words, for VENDOR.toml
    command: tuple[str, ...]  # run beside node_modules on the source; prints the file
    source: str


MAPLIBRE = "node_modules/maplibre-gl/dist"
ASSETS = (
    Asset("htmx.org", "htmx/htmx.mjs", "minified", ESBUILD, "node_modules/htmx.org/dist/htmx.esm.js"),
    *(
        Asset("maplibre-gl", f"maplibre/{name}", "as published", ("cat",), f"{MAPLIBRE}/{name}")
        for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css")
    ),
    Asset("echarts", "echarts/echarts.mjs", "built from tools/vendor", (*ESBUILD, "--bundle"), "echarts.mjs"),
    Asset("idb", "idb/idb.mjs", "minified", ESBUILD, "node_modules/idb/build/index.js"),
    Asset(
        "lit-html",
        "lit-html/lit-html.mjs",
        "bundled and minified",
        (*ESBUILD, "--bundle"),
        "node_modules/lit-html/lit-html.js",
    ),
    Asset("@tabler/core", "tabler/tabler.css", "built from tools/vendor", SASS, "tabler.scss"),
)


def fetch() -> None:
    """Replace static/vendor by files fetched and built anew."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "package.json").write_text('{"private": true}')
        wanted = [f"{name}@{version}" for name, version in (PACKAGES | BUILDERS).items()]
        run(work, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", *wanted)
        for source in (HERE / "vendor").iterdir():
            shutil.copy(source, work)
        shutil.rmtree(VENDOR, ignore_errors=True)
        entries = [build(work, asset) for asset in ASSETS]
        for package in PACKAGES:
            folder_name = next(asset.file for asset in ASSETS if asset.package == package).split("/")[0]
            (VENDOR / folder_name / "LICENSE.txt").write_text("\n\n".join(licences(work, package)))
    LIST.write_text(
        "# Written by tools/vendor.py. What pages load that others made.\n\n" + "\n".join(entries)
    )


def build(work: Path, asset: Asset) -> str:
    """Make one file and return its entry for VENDOR.toml."""
    content = run(work, *asset.command, asset.source)
    # Source maps are not vendored, and a pointer to a missing file is noise in every console.
    content = b"\n".join(
        line for line in content.split(b"\n") if not line.startswith(b"//# sourceMappingURL=")
    )
    target = VENDOR / asset.file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    described = describe(work, asset.package)
    entry = {
        "name": asset.package, "version": described["version"], "licence": described["license"],
        "source": f"npm:{asset.package}@{described['version']}", "made": asset.made, "file": asset.file,
        "licence_file": f"{asset.file.split('/')[0]}/LICENSE.txt",
        "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip
    return "[[asset]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in entry.items())


def licences(work: Path, package: str) -> Iterator[str]:
    """Give the licence of a package and of every package that its scripts contain."""
    waiting, seen = [package], set()
    while waiting:
        name = waiting.pop(0)
        # Of Tabler only the style sheet is taken, which contains no other package.
        if name in seen or name.startswith("@types/"):
            continue
        seen.add(name)
        described = describe(work, name)
        head = f"==== {name} {described['version']} ({described.get('license', 'see text')}) ====\n\n"
        texts = sorted((work / "node_modules" / name).glob("LICEN[CS]E*")) + sorted(
            (work / "node_modules" / name).glob("NOTICE*")
        )
        yield head + (
            "\n\n".join(text.read_text() for text in texts if text.is_file()) or declared(work, name)
        )
        if name != "@tabler/core":
            waiting += described.get("dependencies", {})


def declared(work: Path, name: str) -> str:
    """Say under which terms a package stands that ships no licence text of its own."""
    mit = (HERE / "vendor/MIT.txt").read_text()
    banner = work / "node_modules" / name / "dist/css/tabler.css"
    if banner.exists():
        return (
            banner.read_text().split("*/")[0].removeprefix('@charset "UTF-8";').strip(" /*!\n") + "\n\n" + mit
        )
    return f"Declared as {describe(work, name).get('license')}; the package ships no licence text.\n\n" + mit


def describe(work: Path, name: str) -> dict[str, str]:
    """Return the package's own description."""
    return json.loads((work / "node_modules" / name / "package.json").read_text())  # type: ignore[no-any-return]


def run(work: Path, *command: str) -> bytes:
    """Run a command beside node_modules and return what it prints."""
    return subprocess.run(command, cwd=work, check=True, capture_output=True).stdout


def faults(folder: Path = VENDOR) -> list[str]:
    """Return what differs between VENDOR.toml and the files beside it."""
    listed = {entry["file"]: entry for entry in tomllib.loads((folder / LIST.name).read_text())["asset"]}
    texts = {entry["licence_file"] for entry in listed.values()}
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    found = [f"{name}: not in VENDOR.toml" for name in sorted(present - set(listed) - texts - {LIST.name})]
    found += [f"{name}: missing" for name in sorted((set(listed) | texts) - present)]
    for name in sorted(set(listed) & present):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != listed[name]["sha256"]:
            found.append(f"{name}: changed since it was taken")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="only compare with VENDOR.toml; exit 1 if anything differs"
    )
    if not parser.parse_args().check:
        fetch()
    found = faults()
    print("\n".join(found) or "vendored files are as listed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
