"""Debian's Chromium as a person's phone and desk. Pages are listened to, scanned with axe and walked by keyboard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, sync_playwright

from belltown_site.accounts.models import User

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's own loop runs in the test's thread

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
NIGHT: dict[str, Any] = {**PHONE, "color_scheme": "dark"}
SCREENS = {"phone": PHONE, "desk": DESK, "night": NIGHT}
NARROWEST = 320
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const shown = one.matches('.tile input') ? one.nextElementSibling : one;
  const box = shown.getBoundingClientRect(), style = getComputedStyle(shown);
  return {
    name: [one.getAttribute('aria-label'), one.innerText, one.labels?.[0]?.innerText, one.name, one.tagName]
      .find(Boolean).trim(),
    inside: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
    marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    covered: (() => {
      const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
      return Boolean(at) && !(shown.contains(at) || at.contains(shown) || one.contains(at));
    })(),
  };
}"""


@cache
def chromium_path() -> str:
    """The browser's path. Without one the test fails, and says what to install."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("Chromium is needed and was not found. On Debian: apt-get install chromium")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass  # Playwright writes on the object whose method it is handed, so no slots
class Listener:
    """Everything that went wrong on a page: console errors, exceptions, and requests that left the site."""

    origin: str
    heard: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.on("console", lambda message: self._console(page, message))
        page.on("pageerror", lambda error: self.heard.append(f"exception: {error}"))
        page.on("request", self._request)

    def _console(self, page: Page, message: ConsoleMessage) -> None:
        refused_page = "Failed to load resource" in message.text and message.location.get("url") == page.url
        if message.type in ("error", "warning") and not refused_page:
            self.heard.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:", "about:")):
            self.heard.append(f"left the site: {request.url}")


def open_context(chromium: Browser, origin: str, **options: Any) -> tuple[BrowserContext, Listener]:
    """A fresh browser profile at `origin`, and what listens to all of its pages."""
    context = chromium.new_context(base_url=origin, **options)
    context.set_default_timeout(10_000)
    context.route("**/live/*", _quiet_stream)
    listener = Listener(origin)
    context.on("page", listener.attach)
    return context, listener


def _quiet_stream(route: Route) -> None:
    """Django's test server has no live streams: a stream on which nothing happens stands in for them."""
    route.fulfill(status=200, content_type="text/event-stream", body="retry: 600000\n\n")


@pytest.fixture(params=list(SCREENS))
def screen(request: pytest.FixtureRequest) -> str:
    """phone, desk or night; a test may pick one with @pytest.mark.parametrize("screen", ["phone"])."""
    return request.param


@pytest.fixture
def page(chromium: Browser, live_server: Any, screen: str) -> Iterator[Page]:
    """A page of the live site on this screen. The test fails if the console had anything to complain of."""
    context, listener = open_context(chromium, live_server.url, **SCREENS[screen])
    yield context.new_page()
    context.close()
    assert listener.heard == []


def sign_in(page: Page, user: User) -> None:
    """Give the page this person's session, as signing in would."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}])


def assert_accessible(page: Page) -> None:
    """No axe rule of WCAG 2.2 AA or of good practice is broken."""
    found = Axe().run(page, options=RULES).response["violations"]
    broken = [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]
    assert not broken, f"{page.url}\n" + "\n".join(broken)


def assert_no_sideways_scroll(page: Page, width: int = NARROWEST) -> None:
    """Nothing is wider than the narrowest phone."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 700})
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if before:
        page.set_viewport_size(before)
    assert too_wide <= 0, f"{page.url} is {too_wide} pixels too wide at {width}"


def walk_by_keyboard(page: Page, most: int = 120) -> list[str]:
    """The names of everything Tab reaches, in order. Each must be on screen, uncovered and visibly marked."""
    reached: list[str] = []
    page.evaluate("document.activeElement?.blur()")
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(_FOCUS)
        if here is None:
            break
        assert here["inside"], f"{here['name']} has the focus off screen"
        assert here["marked"], f"{here['name']} has the focus and does not show it"
        assert not here["covered"], f"{here['name']} has the focus and is covered"
        reached.append(here["name"])
    return reached


def assert_good_page(page: Page) -> None:
    """What holds of every page: one main heading, axe content, no sideways scroll."""
    page.wait_for_load_state("load")  # a page is judged with its style sheets, never before them
    assert page.locator("h1").count() == 1
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def keep_picture(page: Page, name: str) -> None:
    """A picture of the page for whoever wants to look, in BELLTOWN_TEST_PICTURES; nothing when that is not set."""
    folder = os.environ.get("BELLTOWN_TEST_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
