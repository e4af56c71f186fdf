"""The third reading: static/web/js/protocol.js itself, run in Debian's Chromium, all encounters in one go."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

import belltown_site
from belltown.protocol.answers import Answer
from belltown.protocol.facts import NEVER
from belltown.protocol.projection import version_to_json
from tests.lib.browser import ARGUMENTS, chromium_path

SCRIPT = Path(belltown_site.__file__).parent / "web" / "static" / "web" / "js" / "protocol.js"
_READ = """async ([script, jobs]) => {
  const { decide } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  return jobs.map(([version, encounters]) => encounters.map((encounter) => decide(version, encounter)));
}"""


def read_in_browser(jobs):
    """`jobs` are pairs of a version and its encounters; for each encounter, the answer and those of the criteria."""
    plain = [[version_to_json(version), [_plain(one) for one in encounters]] for version, encounters in jobs]
    # A thread of its own: Playwright allows one loop a thread, and the session's browser may have this one.
    with ThreadPoolExecutor(1) as alone:
        found = alone.submit(_evaluate, plain).result()
    return [[_told(finding) for finding in findings] for findings in found]


def _evaluate(plain):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        try:
            return browser.new_page().evaluate(_READ, [SCRIPT.read_text(encoding="utf-8"), plain])
        finally:
            browser.close()


def _plain(encounter):
    """As the page holds it; facts that only records tell too, which no encounter is ever kept with."""
    return {
        "pathway": encounter.pathway.value,
        "on": encounter.on.isoformat(),
        "facts": {id: _value(value) for id, value in encounter.facts.items()},
        "checks": dict(encounter.checks),
        "overrides": sorted(encounter.overrides),
    }


def _value(value):
    if isinstance(value, date):
        return "never" if value == NEVER else value.isoformat()
    return str(value) if isinstance(value, str) else value


def _told(finding):
    return Answer(finding["answer"]), {
        one["id"]: (Answer(one["answer"]), one["standing"]) for one in finding["because"]
    }
