"""Pat's old phone: 320 pixels wide, with JavaScript and without, in English and in Spanish."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.wording import Language
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.browser import NIGHT, PHONE, assert_good_page, keep_picture, open_context, sign_in, walk_by_keyboard
from tests.lib.papers import intake_told_to, share, signed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OLD_PHONE = {"viewport": {"width": 320, "height": 568}, "has_touch": True}
MOST_BYTES = 60_000
BIG_ENOUGH = 44
_SMALL = """() => [...document.querySelectorAll('a, button, input, textarea')]
  .filter((one) => !one.matches('.skip, [type=hidden]') && one.offsetParent !== null)
  .map((one) => ({ name: one.innerText || one.name, height: one.getBoundingClientRect().height }))"""


@pytest.fixture
def county(cast):
    now = timezone.now()
    story.set_up(now - timedelta(days=3))
    met = story.handed_over(now - timedelta(days=2))
    juniper = story.person_in(met)
    signed(juniper, intake_told_to(cast["pru"]), by=cast["cass"], now=now - timedelta(days=1))
    signed(
        juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now - timedelta(days=1),
        language=Language.SPANISH,
    )  # fmt: skip
    gate.participant(juniper, viewer=cast["del"], now=now)
    return {**cast, "juniper": juniper}


def code_of(county: dict) -> str:
    return actions.own_windows.make_code(county["juniper"], by=county["cass"], now=timezone.now()).code


def weigh(page: Page) -> list[int]:
    """Gathers the bytes of everything each page fetches."""
    weights: list[int] = []
    page.on("response", lambda answer: weights.append(len(answer.body()) if answer.ok else 0))
    return weights


def assert_taps_are_big(page: Page) -> None:
    small = [one for one in page.evaluate(_SMALL) if one["height"] < BIG_ENOUGH and "\n" not in one["name"]]
    inline = {"Call", "Llame"}
    assert [one for one in small if one["name"].split(" ")[0] not in inline] == [], page.url


@pytest.fixture(params=["with script", "without script"])
def phone(request: pytest.FixtureRequest, chromium: Browser, live_server):
    options = {**OLD_PHONE, "java_script_enabled": request.param == "with script"}
    context, listener = open_context(chromium, live_server.url, **options)
    yield context
    context.close()
    assert listener.heard == []


def _open(context: BrowserContext, county: dict, button: str) -> Page:
    page = context.new_page()
    page.goto("/mine/")
    page.locator("#code").fill(code_of(county).lower())
    page.get_by_role("button", name=button).click()
    return page


def test_pat_reads_stops_asks_and_leaves(phone: BrowserContext, county):
    page = _open(phone, county, "Open")
    weights = weigh(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Juniper Yarrow")
    expect(page.get_by_text("Have your first long talk (intake) by")).to_be_visible()
    page.get_by_role("link", name="Who has looked").click()
    expect(page.get_by_text("Del Delgado")).to_be_visible()
    page.get_by_role("link", name="My page").click()
    page.get_by_role("link", name="What I share").click()
    page.get_by_role("button", name="Stop everything").click()
    expect(page.get_by_role("status")).to_contain_text("Everything is stopped")
    page.get_by_role("link", name="My page").click()
    page.get_by_role("link", name="Ask a question").click()
    page.get_by_label("My question").fill("Can I bring my dog?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your question is sent.")).to_be_visible()
    expect(page.get_by_text("Can I bring my dog?")).to_be_visible()
    page.get_by_role("button", name="Leave now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is closed")
    page.go_back()
    expect(page.get_by_text("Can I bring my dog?")).to_have_count(0)
    assert max(weights) < MOST_BYTES


def test_in_spanish_from_the_first_page_to_the_form(phone: BrowserContext, county):
    page = phone.new_page()
    page.goto("/mine/")
    page.get_by_role("link", name="Español").click()
    page.locator("#code").fill(code_of(county))
    page.get_by_role("button", name="Abrir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hola, Juniper Yarrow")
    page.get_by_role("link", name="Lo que comparto").click()
    page.get_by_role("link", name=re.compile("Leer la hoja")).first.click()
    expect(page.get_by_text("Usted no tiene que firmar")).to_be_visible()
    page.get_by_role("button", name="Dejar de compartir").click()
    expect(page.get_by_role("status")).to_contain_text("Desde ahora nadie ve nada")


PAGES = ("", "sharing/", "who-has-looked/", "questions/", "kept/", "rights/")


@pytest.mark.parametrize("look", ["old phone", "night", "desk"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_is_good_light_and_big_enough_to_tap(chromium, live_server, county, look, language):
    screen = {"old phone": OLD_PHONE, "night": NIGHT, "desk": {"viewport": {"width": 1280, "height": 800}}}[look]
    context, listener = open_context(chromium, live_server.url, **screen)
    page = context.new_page()
    page.goto(f"/mine/language/{language}/")
    assert_good_page(page)
    assert_taps_are_big(page)
    page.locator("#code").fill(code_of(county))
    page.locator("main button").first.click()
    for name in PAGES:
        weights = weigh(page)
        page.goto(f"/mine/{name}")
        assert_good_page(page)
        assert_taps_are_big(page)
        assert page.locator("html").get_attribute("lang") == language
        keep_picture(page, f"mine-{name.strip('/') or 'page'}-{language}-{look}")
        assert sum(weights) < MOST_BYTES, f"{page.url} weighs {sum(weights)}"
    context.close()
    assert listener.heard == []


@pytest.mark.parametrize("screen", ["phone"])
def test_the_window_is_walked_by_keyboard(page: Page, screen: str, county):
    page.goto("/mine/")
    page.locator("#code").fill(code_of(county))
    page.get_by_role("button", name="Open").click()
    reached = walk_by_keyboard(page)
    assert reached[:3] == ["Skip to the page", "Español", "Leave now"]
    assert any(name.startswith("My rights") for name in reached)


def test_a_page_left_alone_warns_and_then_shuts(chromium, live_server, county):
    context, _ = open_context(chromium, live_server.url, **PHONE)
    page = context.new_page()
    page.clock.install()
    page.goto("/mine/")
    page.locator("#code").fill(code_of(county))
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    page.wait_for_load_state("load")  # the script counts from when it begins
    page.clock.fast_forward("09:01")
    page.get_by_role("button", name="Keep it open").click()
    expect(page.get_by_role("button", name="Keep it open")).to_be_hidden()
    page.clock.fast_forward("09:01")
    expect(page.get_by_role("button", name="Keep it open")).to_be_visible()
    page.clock.fast_forward("01:00")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is closed")
    context.close()


def test_the_tablet_is_handed_over_and_afterwards_nobody_is_signed_in(page: Page, screen: str, county):
    sign_in(page, county["cass"])
    page.goto(f"/people/{county['juniper']}/")
    assert_good_page(page)
    keep_picture(page, f"window-card-{screen}")
    page.get_by_role("button", name=re.compile("make a code")).click()
    assert_good_page(page)
    keep_picture(page, f"window-code-{screen}")
    page.go_back()
    page.get_by_role("button", name="On this screen, now").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello, Juniper")
    page.get_by_role("button", name="Leave now").click()
    page.get_by_role("link", name="Staff: sign in").click()
    expect(page.get_by_label("Password")).to_be_visible()
