"""What the site's scripts keep in the browser. One that keeps something says here what, and who could read it."""

from __future__ import annotations

import re
from pathlib import Path

SITE = Path(__file__).parents[2] / "src" / "belltown_site"
SCRIPTS = [path for path in SITE.rglob("static/**/*.js") if "vendor" not in path.parts]
STORES = re.compile(r"\b(localStorage|sessionStorage|indexedDB|caches|document\.cookie)\b")
KEEPERS = {"forget.js": "keeps nothing: it clears what is there after signing out"}


def test_a_script_that_keeps_something_says_what():
    keepers = {path.name for path in SCRIPTS if STORES.search(path.read_text(encoding="utf-8"))}
    assert keepers == set(KEEPERS)
