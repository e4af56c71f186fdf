"""The vendored front-end files are the pinned ones, whole, and licensed."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

import belltown_site.web

ROOT = Path(__file__).parents[3]
VENDOR = Path(belltown_site.web.__file__).parent / "static" / "web" / "vendor"
TOOL = ROOT / "tools" / "vendor_frontend"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
PINS = json.loads((TOOL / "package.json").read_text())["devDependencies"]


def files() -> dict[str, Path]:
    found = (path for path in VENDOR.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(VENDOR).as_posix(): path for path in found}


def test_the_manifest_lists_exactly_the_files_that_are_there():
    assert set(MANIFEST["files"]) == set(files())


@pytest.mark.parametrize("name", sorted(MANIFEST["files"]))
def test_a_vendored_file_is_the_one_that_was_built(name: str):
    assert sha256((VENDOR / name).read_bytes()).hexdigest() == MANIFEST["files"][name]


def test_versions_are_the_pinned_ones_and_pins_are_exact():
    assert MANIFEST["packages"]["uswds"]["version"] == PINS["@uswds/uswds"]
    assert MANIFEST["packages"]["htmx"]["version"] == PINS["htmx.org"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in PINS.values())


def test_htmx_says_its_own_pinned_version():
    assert f'"{PINS["htmx.org"]}"' in (VENDOR / "htmx" / "htmx.min.js").read_text().replace("'", '"')


@pytest.mark.parametrize("package", sorted(MANIFEST["packages"]))
def test_every_package_brings_its_licence(package: str):
    assert MANIFEST["packages"][package]["licence"]
    assert (VENDOR / MANIFEST["packages"][package]["licence_file"]).read_text().strip()


def test_every_picture_and_font_the_styles_name_is_there():
    styles = {VENDOR / "uswds" / "uswds.css", VENDOR.parent / "belltown.css"}
    named = [(sheet, url) for sheet in styles for url in re.findall(r'url\(["\']?([^"\')]+)', sheet.read_text())]
    assert named
    assert [url for sheet, url in named if not url.startswith("data:") and not (sheet.parent / url).is_file()] == []


def test_no_file_of_the_build_names_a_registry_or_is_a_lock():
    texts = [path.read_text() for path in TOOL.iterdir() if path.is_file()]
    assert not any("registry" in text for text in texts)
    assert not (TOOL / "package-lock.json").exists()


def test_the_whole_look_stays_small_enough_for_a_phone_in_the_street():
    first_visit = [
        VENDOR / "uswds" / "uswds.css",
        VENDOR / "htmx" / "htmx.min.js",
        VENDOR / "icons.svg",
        VENDOR.parent / "belltown.css",
        *(VENDOR.parent / "js").glob("*.js"),
        *(VENDOR / "uswds" / "fonts").glob("*.woff2"),
    ]
    assert sum(path.stat().st_size for path in first_visit) < 400_000
