"""The dispatch desk in a real browser: a ring that shows at once, one thumb, two who tap together, a week of shifts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from belltown_site.demo import fill_roster
from belltown_site.jurisdiction.models import OnCallShift
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate, sweeps
from tests.integration.records import story
from tests.lib.browser import (
    PHONE,
    SCREENS,
    assert_good_page,
    keep_picture,
    open_context,
    sign_in,
    walk_by_keyboard,
)
from tests.lib.cast import make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE_ALONE = pytest.mark.parametrize("screen", ["phone"])
PHONE_AND_DESK = pytest.mark.parametrize("screen", ["phone", "desk"])
CHANGED = "retry: 600000\n\nevent: changed\ndata: handoff handoff.request\n\n"


@pytest.fixture
def cast(db):
    story.set_up(timezone.now())
    story.centre()
    return make_cast()


@pytest.fixture
def call(cast):
    """Ofelia has asked, and Dee is rung."""
    return story.requested(timezone.now())


def opened(page: Page, user, name: str, *args) -> Page:
    sign_in(page, user)
    assert page.goto(reverse(f"dispatch:{name}", args=args)).ok
    return page


def wake(page: Page) -> None:
    """What the page's stream does when something has changed."""
    page.evaluate("document.querySelector('[hx-trigger~=live]').dispatchEvent(new CustomEvent('live'))")


def good(page: Page, name: str) -> None:
    assert_good_page(page)
    keep_picture(page, f"dispatch-{name}")


def _taken(cast, call, steps=()):
    actions.handoffs.accept(call, by=cast["dee"], now=timezone.now(), eta_minutes=20)
    for step in steps:
        getattr(actions.handoffs, step)(call, by=cast["dee"], now=timezone.now())


def _exhausted(cast, call):
    sweeps.sweep(timezone.now() + timedelta(hours=1))


def _drop_off(cast, call):
    from belltown_site.records.gate.handoffs import centres

    actions.handoffs.drop_off(call, centre_id=centres()[0].id, by=cast["sol"], now=timezone.now())


def _failed(cast, call):
    _taken(cast, call)
    actions.handoffs.fail(call, reason="person_left", by=cast["dee"], now=timezone.now())


STATES = {
    "ringing": lambda cast, call: None,
    "exhausted": _exhausted,
    "taken": _taken,
    "on_the_way": lambda cast, call: _taken(cast, call, ["en_route"]),
    "arrived": lambda cast, call: _taken(cast, call, ["en_route", "arrive"]),
    "released": lambda cast, call: _taken(cast, call, ["arrive", "release"]),
    "drop_off": _drop_off,
    "failed": _failed,
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_fits_every_screen(page: Page, screen: str, cast, call, state: str):
    STATES[state](cast, call)
    for name in ("dee", "sol"):
        opened(page, cast[name], "board")
        good(page, f"board-{state}-{name}-{screen}")
        if name == "sol" or state != "drop_off":
            opened(page, cast[name], "handoff", call)
            good(page, f"handoff-{state}-{name}-{screen}")


def test_the_roster_and_its_forms_are_accessible_and_fit_every_screen(page: Page, screen: str, cast):
    now = timezone.now()
    OnCallShift.objects.all().delete()
    fill_roster(cast, now)
    OnCallShift.objects.filter(starts__gt=now + timedelta(days=1), starts__lt=now + timedelta(days=2)).delete()
    shift = OnCallShift.objects.filter(starts__gt=now).first()
    opened(page, cast["cleo"], "roster")
    good(page, f"roster-{screen}")
    for name, args in (("add_shift", []), ("shift", [shift.pk]), ("remove_shift", [shift.pk])):
        opened(page, cast["cleo"], name, *args)
        good(page, f"{name}-{screen}")


@PHONE_AND_DESK
def test_the_questions_before_a_step_are_accessible_and_fit(page: Page, screen: str, cast, call):
    _taken(cast, call)
    for who, names in (("dee", ("fail", "give_back")), ("sol", ("drop_off", "cancel"))):
        for name in names:
            opened(page, cast[who], name, call)
            good(page, f"{name}-{screen}")


@PHONE_ALONE
def test_a_ring_shows_at_once_and_in_the_tab(page: Page, cast):
    def ring_and_wake(route: Route) -> None:
        story.requested(timezone.now())
        route.fulfill(status=200, content_type="text/event-stream", body=CHANGED)

    page.route("**/live/*", ring_and_wake)
    opened(page, cast["dee"], "board")
    expect(page.get_by_role("heading", name="Somebody waits for your answer")).to_be_visible()
    expect(page).to_have_title("Ringing: please answer · Belltown")
    expect(page.get_by_role("button", name="I take it", exact=True)).to_be_visible()


@PHONE_ALONE
def test_without_a_stream_the_page_asks_every_ten_seconds(page: Page, cast):
    page.route("**/live/*", lambda route: route.fulfill(status=200, content_type="text/plain", body=""))
    page.add_init_script("globalThis.EventSource = undefined")
    page.clock.install()
    opened(page, cast["dee"], "board")
    story.requested(timezone.now())
    page.clock.run_for(10_500)
    expect(page.get_by_role("heading", name="Somebody waits for your answer")).to_be_visible()


@PHONE_ALONE
def test_the_two_big_buttons_are_in_reach_of_a_thumb_without_scrolling(page: Page, cast, call):
    opened(page, cast["dee"], "board")
    for name in ("I take it", "I cannot"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box["height"] >= 64
        assert box["width"] >= 300
        assert box["y"] + box["height"] <= 844
    for tile in page.locator(".etas button").all():
        assert tile.bounding_box()["height"] >= 44


@PHONE_ALONE
def test_one_tap_a_step_from_the_ring_to_the_officers_release(page: Page, cast, call):
    opened(page, cast["dee"], "board")
    expect(page.get_by_text("Juniper")).to_have_count(0)
    page.get_by_role("button", name="I take it and will be there in 20 min").click()
    expect(page.get_by_text("Juniper Yarrow")).to_be_visible()
    for step in ("Set out", "Arrived", "Officer released"):
        page.get_by_role("button", name=step, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Handed over, officer released")
    assert gate.handoff(call, viewer=cast["sol"], now=timezone.now()).state == "released"


@PHONE_ALONE
def test_a_double_tap_takes_it_once(page: Page, cast, call):
    opened(page, cast["dee"], "board")
    page.get_by_role("button", name="I take it", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have it")
    assert Entry.objects.filter(act="handoff.accept").count() == 1


@PHONE_ALONE
def test_saying_no_rings_the_next_and_leaves_an_empty_board(page: Page, cast, call):
    opened(page, cast["dee"], "board")
    page.get_by_role("button", name="I cannot").click()
    expect(
        page.get_by_role("status").filter(has_text="Noted: you cannot come. Ringing Cass Castellanos.")
    ).to_be_visible()
    expect(page.get_by_role("button", name="I cannot")).to_have_count(0)
    assert_good_page(page)


@PHONE_ALONE
def test_of_two_who_tap_at_the_same_moment_one_wins_and_the_other_reads_who(
    page: Page, chromium, live_server, cast, call
):
    context, listener = open_context(chromium, live_server.url, **PHONE)
    other = context.new_page()
    pages, held = {"dee": page, "cass": other}, []

    def both_together(route: Route) -> None:
        held.append(route)
        if len(held) == len(pages):
            for one in held:
                one.continue_()

    for name, one in pages.items():
        one.route("**/accept/", both_together)
        opened(one, cast[name], "handoff", call)
        one.get_by_role("button", name="I take it", exact=True).click(no_wait_after=True)
    for one in pages.values():
        expect(one.get_by_role("heading", level=1)).to_contain_text(re.compile("You have it|has it"))
    holder = gate.handoff(call, viewer=cast["sol"], now=timezone.now()).responder
    expect(next(one for name, one in pages.items() if cast[name].pk == holder.id)).to_have_title(
        "Handoff: taken · Belltown"
    )
    loser = next(one for name, one in pages.items() if cast[name].pk != holder.id)
    expect(loser.get_by_role("alert")).to_contain_text(f"{holder.name} has already taken this handoff.")
    expect(loser.get_by_role("alert")).to_be_focused()
    assert_good_page(loser)
    assert Entry.objects.filter(act="handoff.accept").count() == 1
    context.close()
    assert listener.heard == []


@PHONE_ALONE
def test_a_page_that_was_left_open_says_who_has_it_and_loses_nothing(page: Page, cast, call):
    opened(page, cast["cass"], "handoff", call)
    _taken(cast, call)
    page.get_by_role("button", name="I take it", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Dee Delacroix has already taken this handoff.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dee Delacroix has it")
    assert_good_page(page)


@PHONE_ALONE
def test_looking_again_keeps_the_focus_where_it_was(page: Page, cast, call):
    opened(page, cast["dee"], "board")
    button = page.get_by_role("button", name="I take it", exact=True)
    button.focus()
    with page.expect_response("**/dispatch/calls/"):
        wake(page)
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have it")


@PHONE_ALONE
def test_a_ring_that_somebody_else_took_goes_away_by_itself(page: Page, cast, call):
    opened(page, cast["dee"], "board")
    actions.handoffs.accept(call, by=cast["cass"], now=timezone.now())
    wake(page)
    expect(page.get_by_role("button", name="I take it", exact=True)).to_have_count(0)
    expect(page.get_by_text("Cass Castellanos has it")).to_be_visible()
    expect(page).to_have_title("Dispatch (1) · Belltown")


@PHONE_AND_DESK
def test_everything_is_reached_by_keyboard(page: Page, cast, call):
    opened(page, cast["dee"], "board")
    reached = walk_by_keyboard(page)
    assert [name for name in ("I take it", "I cannot") if name in reached] == ["I take it", "I cannot"]
    opened(page, cast["cleo"], "add_shift")
    reached = walk_by_keyboard(page)
    assert {"Day", "From", "Until", "Add the shift"} <= set(reached)
    assert any(name.startswith("Choose somebody") for name in reached)
    opened(page, cast["cleo"], "roster")
    assert any(name.startswith("Dee Delacroix") for name in walk_by_keyboard(page))


@PHONE_ALONE
def test_without_javascript_a_call_is_taken_all_the_same(chromium, live_server, screen, cast, call):
    context, _ = open_context(chromium, live_server.url, **SCREENS[screen], java_script_enabled=False)
    plain = opened(context.new_page(), cast["dee"], "board")
    expect(plain.get_by_text("29 min left").first).to_be_visible()
    plain.get_by_role("button", name="I take it and will be there in 15 min").click()
    plain.get_by_role("button", name="Set out").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("You are on the way")
    context.close()


@PHONE_AND_DESK
def test_a_gap_is_loud_and_closes_when_a_shift_is_added(page: Page, screen: str, cast):
    OnCallShift.objects.all().delete()
    opened(page, cast["cleo"], "roster")
    expect(page.get_by_role("alert")).to_contain_text("A request would ring nobody right now")
    page.get_by_role("link", name="Add a shift", exact=True).click()
    page.get_by_label("Who").select_option(label="Dee Delacroix, outreach worker")
    page.get_by_role("radio", name="First rung at once").check()
    page.get_by_label("From").fill("00:00")
    page.get_by_label("Until").fill("00:00")
    page.get_by_role("button", name="Add the shift").click()
    expect(page.get_by_role("alert")).to_contain_text("The shift would end before it starts.")
    assert_good_page(page)
    page.get_by_role("radio", name="The next day").check()
    page.get_by_role("button", name="Add the shift").click()
    expect(page.get_by_text("Dee Delacroix is on call")).to_be_visible()
    expect(page.get_by_text("A request would ring nobody right now")).to_have_count(0)
    assert OnCallShift.objects.count() == 1


@PHONE_AND_DESK
def test_x_covers_y(page: Page, screen: str, cast):
    OnCallShift.objects.exclude(user=cast["dee"]).delete()
    opened(page, cast["cleo"], "roster")
    page.get_by_role("link", name="Dee Delacroix").first.click()
    page.get_by_label("Who covers the rest of this shift?").select_option(label="Cass Castellanos, case manager")
    page.get_by_role("button", name="Cover the shift").click()
    expect(page.get_by_text("Cass Castellanos covers Dee Delacroix")).to_be_visible()
    expect(page.get_by_text("covers Dee Delacroix", exact=True).first).to_be_visible()
