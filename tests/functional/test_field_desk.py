"""The officer's way in a real browser: few taps, an answer as it is typed, nothing lost without a signal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from belltown.vocabulary import Role
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.browser import (
    PHONE,
    assert_accessible,
    assert_good_page,
    assert_no_sideways_scroll,
    keep_picture,
    open_context,
    sign_in,
    walk_by_keyboard,
)
from tests.lib.field import IN_OLD_TOWN, set_up

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TAPS = 12
MOST_LOOKS = 20
PHONE_ALONE = pytest.mark.parametrize("screen", ["phone"])
PHONE_AND_DESK = pytest.mark.parametrize("screen", ["phone", "desk"])


@pytest.fixture
def cast(db):
    return set_up(timezone.now())


@dataclass
class Thumb:
    """A thumb that counts: every tap on a tile, a button, a link, and into a field to type."""

    page: Page
    taps: list[str] = field(default_factory=list)

    def button(self, name: str) -> None:
        self.taps.append(name)
        self.page.get_by_role("button", name=name).click()

    def link(self, name: str) -> None:
        self.taps.append(name)
        self.page.get_by_role("link", name=name).click()

    def tile(self, name: str) -> None:
        self.taps.append(name)
        self.page.get_by_role("radio", name=name, exact=False).check()

    def write(self, label: str, text: str) -> None:
        self.taps.append(f"{label} {text}")
        self.page.get_by_label(label).fill(text)


def says(page: Page, word: str) -> None:
    expect(page.locator("#verdict .verdict__word")).to_have_text(word)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d+:\d\d [AP]M"))


def asked(page: Page, sentence: str):
    return page.locator(".question", has=page.get_by_text(sentence, exact=True))


def opened(page: Page, cast) -> Page:
    """A new encounter on this page, its protocol read by the browser."""
    sign_in(page, cast["ofelia"])
    with page.expect_response(re.compile("/field/protocol/")):
        page.goto(reverse("field:new"))
    return page


def affirmed(page: Page, cast) -> Locator:
    """An encounter made eligible by one tap; its question about threats."""
    opened(page, cast)
    page.get_by_role("radio", name="Drug possession").check()
    page.get_by_label("How much, in grams?").fill("1")
    page.get_by_role("radio", name="D1").check()
    page.get_by_role("button", name="Yes, all of these hold").click()
    says(page, "Eligible")
    return asked(page, "The person does not threaten harm to others.")


def leave_of_the_sergeant(page: Page, cast) -> None:
    """The sergeant answers elsewhere, and the open page looks again."""
    (waiting,) = gate.approvals(viewer=cast["sol"])
    actions.approvals.approve(waiting.id, by=cast["sol"], now=timezone.now())
    page.evaluate("document.querySelector('#standing').dispatchEvent(new CustomEvent('live'))")


@PHONE_ALONE
def test_a_common_case_takes_at_most_twelve_taps(page: Page, cast):
    thumb = Thumb(page)
    sign_in(page, cast["ofelia"])
    page.goto(reverse("field:start"))
    thumb.link("New encounter")
    thumb.tile("Drug possession")
    thumb.write("How much, in grams?", "1.5")
    thumb.tile("D1")
    thumb.tile("Told, not sure")
    thumb.write("Name, as given", "June")
    thumb.button("Yes, all of these hold")
    says(page, "Eligible")
    saved(page)
    thumb.button("Go on")
    thumb.button("Nobody was harmed")
    thumb.button("Ask the sergeant")
    expect(page.get_by_role("heading", name="Waiting for the sergeant")).to_be_visible()
    leave_of_the_sergeant(page, cast)
    thumb.button("Offered and accepted")
    thumb.button("Call the case manager")
    expect(page.get_by_role("heading", name="Ringing Dee Delacroix")).to_be_visible()
    assert len(thumb.taps) <= MOST_TAPS, thumb.taps


@PHONE_AND_DESK
def test_every_page_of_the_way_is_accessible_and_fits(page: Page, screen: str, cast):
    opened(page, cast)
    good(page, f"new-{screen}")
    page.get_by_role("radio", name="Drug possession").check()
    saved(page)
    page.get_by_role("radio", name="Told, not sure").check()
    page.get_by_label("Another one").fill("shop")
    expect(page.get_by_role("radio", name="Shoplifting")).to_be_visible()
    good(page, f"typed-{screen}")
    page.get_by_label("How much, in grams?").fill("1.5")
    page.get_by_role("radio", name="D1").check()
    page.get_by_role("button", name="Yes, all of these hold").click()
    saved(page)
    good(page, f"eligible-{screen}")
    page.get_by_role("button", name="Go on").click()
    good(page, f"complainant-{screen}")
    page.get_by_role("button", name="Nobody was harmed").click()
    good(page, f"approval-{screen}")
    page.get_by_role("button", name="Ask the sergeant").click()
    good(page, f"waiting-{screen}")
    leave_of_the_sergeant(page, cast)
    for summary in page.locator("details.choose-why > summary").all():
        summary.click()
    good(page, f"offer-{screen}")
    page.get_by_role("button", name="Offered and accepted").click()
    good(page, f"accepted-{screen}")
    page.get_by_role("button", name="Call the case manager").click()
    for summary in page.locator("details.choose-why > summary").all():
        summary.click()
    good(page, f"handoff-{screen}")
    page.goto(reverse("field:start"))
    good(page, f"start-{screen}")


def good(page: Page, name: str) -> None:
    page.wait_for_load_state()
    assert_good_page(page)
    keep_picture(page, f"field-{name}")


@PHONE_AND_DESK
@pytest.mark.parametrize("state", ["declined", "not_offered", "failed", "released", "drop_off", "error", "presumed"])
def test_every_other_state_is_accessible_and_fits(page: Page, screen: str, cast, state: str):
    sign_in(page, cast["ofelia"])
    page.goto(STATES[state](cast))
    good(page, f"{state}-{screen}")


def _declined(cast):
    id = story.screened(timezone.now())
    actions.offers.record(id, outcome="declined", reason="did_not_say", by=cast["ofelia"], now=timezone.now())
    return reverse("field:encounter", args=[id])


def _not_offered(cast):
    id = story.screened(timezone.now())
    actions.offers.record(id, outcome="not_offered", reason="public_safety", by=cast["ofelia"], now=timezone.now())
    return reverse("field:encounter", args=[id])


def _failed(cast):
    id = story.requested(timezone.now())
    actions.handoffs.fail(id, reason="person_left", by=cast["ofelia"], now=timezone.now())
    return reverse("field:handoff", args=[id])


def _drop_off(cast):
    from belltown_site.records.gate.handoffs import centres

    id = story.requested(timezone.now())
    actions.handoffs.drop_off(id, centre_id=centres()[0].id, by=cast["ofelia"], now=timezone.now())
    return reverse("field:handoff", args=[id])


def _error(cast):
    id = story.encountered(timezone.now())
    actions.encounters.mark_as_error(id, by=cast["ofelia"], now=timezone.now())
    return reverse("field:encounter", args=[id])


def _presumed(cast):
    id = story.encountered(timezone.now(), checks={**story.CHECKS, "not-on-supervision": False})
    actions.encounters.complainant(id, answer="no_view", by=cast["ofelia"], now=timezone.now())
    return reverse("field:encounter", args=[id])


STATES = {
    "declined": _declined,
    "not_offered": _not_offered,
    "failed": _failed,
    "released": lambda cast: reverse("field:encounter", args=[story.handed_over(timezone.now())]),
    "drop_off": _drop_off,
    "error": _error,
    "presumed": _presumed,
}


@PHONE_AND_DESK
@pytest.mark.parametrize("name", ["sol", "pam", "pru"])
def test_an_approvers_page_is_accessible_and_fits(page: Page, screen: str, cast, name: str):
    if name == "pru":
        id = story.encountered(timezone.now(), checks={**story.CHECKS, "not-on-supervision": False})
        actions.approvals.request(id, role=Role.PROSECUTOR, by=cast["ofelia"], now=timezone.now())
    else:
        id = story.encountered(timezone.now())
        actions.encounters.complainant(id, answer="no_complainant", by=cast["ofelia"], now=timezone.now())
        actions.approvals.request(id, by=cast["ofelia"], now=timezone.now())
    sign_in(page, cast[name])
    for url in (reverse("field:encounter", args=[id]), reverse("field:approvals"), reverse("field:unit")):
        page.goto(url)
        good(page, f"{name}-{url.split('/')[2]}-{screen}")


@pytest.mark.parametrize("screen", ["night"])
def test_at_night_the_answer_is_readable(page: Page, cast):
    opened(page, cast)
    page.get_by_role("radio", name="Drug sale").check()
    saved(page)
    assert_accessible(page)
    keep_picture(page, "field-night")


@PHONE_ALONE
def test_the_answer_changes_as_it_is_typed_and_the_server_says_the_same(page: Page, cast):
    opened(page, cast)
    says(page, "Cannot tell yet")
    page.get_by_role("radio", name="Drug possession").check()
    page.get_by_label("How much, in grams?").fill("7")
    says(page, "Not eligible")
    expect(page.locator("#verdict")).to_contain_text("Not met: The drugs weigh 5 grams or less")
    saved(page)
    says(page, "Not eligible")
    expect(page.locator("#reasons")).to_contain_text("The drugs weigh 5 grams or less.")
    expect(page.locator("#reasons")).to_contain_text("article 2, paragraph 2")


@PHONE_ALONE
def test_a_question_appears_when_it_matters_and_what_was_answered_stays(page: Page, cast):
    opened(page, cast)
    grams = asked(page, "How much, in grams?")
    expect(grams).to_be_hidden()
    page.get_by_role("radio", name="Drug sale").check()
    expect(grams).to_be_visible()
    expect(asked(page, "The sale did not exploit minors or others.")).to_be_visible()
    page.get_by_role("radio", name="Theft").check()
    expect(asked(page, "The sale did not exploit minors or others.")).to_be_hidden()
    expect(asked(page, "What are the goods worth, in dollars?")).to_be_visible()
    threat = asked(page, "The person does not threaten harm to others.")
    threat.get_by_role("radio", name="Yes").check()
    saved(page)
    expect(threat).to_be_visible()


@PHONE_ALONE
def test_nothing_typed_is_lost_when_the_page_is_opened_again(page: Page, cast):
    opened(page, cast)
    page.get_by_role("radio", name="Drug possession").check()
    page.get_by_label("How much, in grams?").fill("2.5")
    page.get_by_label("Where exactly?").fill("by the pier")
    page.get_by_role("radio", name="Known", exact=True).check()
    page.get_by_label("Name, as given").fill("June Yarrow")
    saved(page)
    page.reload()
    expect(page.get_by_role("radio", name="Drug possession")).to_be_checked()
    expect(page.get_by_label("How much, in grams?")).to_have_value("2.5")
    expect(page.get_by_label("Where exactly?")).to_have_value("by the pier")
    expect(page.get_by_label("Name, as given")).to_have_value("June Yarrow")


@PHONE_ALONE
def test_affirming_shows_on_the_tiles_at_once_and_a_later_no_holds(page: Page, cast):
    threat = affirmed(page, cast)
    expect(threat.get_by_role("radio", name="Yes")).to_be_checked()
    threat.get_by_role("radio", name="No", exact=True).check()
    says(page, "Not eligible")
    saved(page)
    says(page, "Not eligible")
    page.reload()
    says(page, "Not eligible")


@PHONE_ALONE
def test_not_sure_takes_back_what_was_affirmed(page: Page, cast):
    threat = affirmed(page, cast)
    saved(page)
    threat.get_by_role("radio", name="Not sure").check()
    says(page, "Cannot tell yet")
    saved(page)
    says(page, "Cannot tell yet")
    page.reload()
    says(page, "Cannot tell yet")


@PHONE_ALONE
def test_a_tap_before_the_script_is_there_is_heard(page: Page, cast):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/field/desk\.\w*\.?js"), hold)
    sign_in(page, cast["ofelia"])
    page.goto(reverse("field:new"), wait_until="commit")
    page.get_by_role("radio", name="Drug possession").check()
    (script,) = held
    script.continue_()
    expect(page.get_by_label("How much, in grams?")).to_be_visible()
    saved(page)


@PHONE_ALONE
def test_whoever_leaves_at_once_loses_nothing(page: Page, cast):
    opened(page, cast)
    page.get_by_role("radio", name="Drug possession").check()
    saved(page)
    write = page.url
    page.route(write, lambda route: route.request.headers.get("hx-request") or route.continue_())
    page.get_by_role("radio", name="D2").check()
    page.get_by_role("link", name="Field desk").first.click()
    expect(page.get_by_role("heading", name="Field desk")).to_be_visible()
    assert any(_chosen(page, write, "D2") for _ in range(MOST_LOOKS))


def _chosen(page: Page, url: str, beat: str) -> bool:
    page.goto(url)
    return page.get_by_role("radio", name=beat).is_checked()


@PHONE_ALONE
def test_somebody_of_this_name_may_be_known_already(page: Page, cast):
    story.accepted(timezone.now())
    opened(page, cast)
    page.get_by_role("radio", name="Known", exact=True).check()
    page.get_by_label("Name, as given").fill("June Yarrow")
    expect(page.locator("#known")).to_contain_text("may already take part")
    assert_accessible(page)


@PHONE_ALONE
def test_another_door_asks_its_own_questions_and_keeps_what_was_typed(page: Page, cast):
    opened(page, cast)
    page.get_by_label("Where exactly?").fill("by the pier")
    saved(page)
    page.get_by_role("radio", name="Social contact").check()
    expect(page.get_by_text("The person wants to take part.", exact=True).first).to_be_visible()
    expect(page.get_by_label("Where exactly?")).to_have_value("by the pier")
    assert_good_page(page)


@PHONE_ALONE
def test_a_fault_is_told_beside_its_field_and_the_rest_is_saved(page: Page, cast):
    opened(page, cast)
    page.get_by_role("radio", name="Drug possession").check()
    grams = page.get_by_label("How much, in grams?")
    with page.expect_response(lambda answer: answer.status == 422):
        grams.fill("a lot")
    expect(page.locator("#faults")).to_contain_text("“a lot” is no amount.")
    saved(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("How much, in grams?")).to_have_value("a lot")
    assert_good_page(page)


@PHONE_ALONE
def test_a_double_tap_on_go_on_is_one_encounter(page: Page, cast):
    opened(page, cast)
    page.get_by_role("radio", name="Trespass").check()
    page.get_by_role("button", name="Go on").dblclick()
    expect(page.get_by_role("heading", name="Ask the person harmed")).to_be_visible()
    assert len(gate.field_home(viewer=cast["ofelia"], now=timezone.now()).open) == 1


def test_without_a_signal_the_answer_still_comes_and_is_saved_afterwards(chromium, live_server, cast):
    context, _ = open_context(chromium, live_server.url, **PHONE)
    page = opened(context.new_page(), cast)
    page.get_by_role("radio", name="Drug possession").check()
    saved(page)
    context.set_offline(True)
    page.get_by_label("How much, in grams?").fill("9")
    says(page, "Not eligible")
    expect(page.locator("[data-saved]")).to_contain_text("Kept on this page")
    page.get_by_label("How much, in grams?").fill("1")
    says(page, "Cannot tell yet")
    context.set_offline(False)
    saved(page)
    (line,) = gate.field_home(viewer=cast["ofelia"], now=timezone.now()).open
    assert gate.encounter(line.id, viewer=cast["ofelia"], now=timezone.now()).facts["drug_grams"] == 1
    context.close()


def test_a_position_taps_the_beat(chromium, live_server, cast):
    latitude, longitude = (float(part) for part in IN_OLD_TOWN.split(","))
    where = {"latitude": latitude, "longitude": longitude}
    context, listener = open_context(chromium, live_server.url, **PHONE, geolocation=where, permissions=["geolocation"])
    page = opened(context.new_page(), cast)
    page.get_by_role("radio", name="Trespass").check()
    saved(page)
    page.get_by_role("button", name="Use my position").click()
    expect(page.get_by_role("radio", name="D1")).to_be_checked()
    assert listener.heard == []
    context.close()


def test_without_a_script_the_whole_way_is_walked_by_buttons(chromium, live_server, cast):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, **PHONE)
    page = context.new_page()
    sign_in(page, cast["ofelia"])
    page.goto(reverse("field:new"))
    page.get_by_label("Another one").fill("shoplifting")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("radio", name="Shoplifting").check()
    page.get_by_role("radio", name="D1").check()
    page.get_by_role("button", name="Save and check").click()
    says(page, "Cannot tell yet")
    page.get_by_label("What are the goods worth, in dollars?").fill("40")
    page.get_by_role("button", name="Yes, all of these hold").click()
    says(page, "Eligible")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="They agree to diversion").click()
    page.get_by_role("button", name="Ask the sergeant").click()
    (waiting,) = gate.approvals(viewer=cast["sol"])
    actions.approvals.approve(waiting.id, by=cast["sol"], now=timezone.now())
    page.get_by_role("button", name="Look again").click()
    page.get_by_role("button", name="Offered and accepted").click()
    page.get_by_label("Where do you meet?").fill("by the pier")
    page.get_by_role("button", name="Call the case manager").click()
    expect(page.get_by_role("heading", name="Ringing Dee Delacroix")).to_be_visible()
    context.close()


@PHONE_AND_DESK
def test_the_keyboard_reaches_everything_uncovered(page: Page, cast):
    opened(page, cast)
    page.get_by_role("radio", name="Drug possession").check()
    page.get_by_role("radio", name="Told, not sure").check()
    saved(page)
    page.reload()  # the walk begins at the top
    reached = walk_by_keyboard(page)
    for name in ("Drug possession", "How much, in grams?", "Use my position", "Yes, all of these hold", "Go on"):
        assert any(one.startswith(name) for one in reached), (name, reached)


@PHONE_ALONE
def test_the_keyboard_alone_goes_the_whole_way(page: Page, cast):
    opened(page, cast)
    page.get_by_role("radio", name="Arrest diversion").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="Drug possession")).to_be_checked()
    tab_to(page, "How much, in grams?")
    page.keyboard.type("1.5")
    tab_to(page, "D1")
    page.keyboard.press("Space")
    saved(page)
    tab_to(page, "Yes, all of these hold")
    page.keyboard.press("Enter")
    says(page, "Eligible")
    tab_to(page, "Go on")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ask the person harmed")).to_be_visible()
    tab_to(page, "Nobody was harmed")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ask the sergeant")).to_be_visible()


def tab_to(page: Page, name: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText?.trim() ?? ''")
        if here.startswith(name):
            return
    raise AssertionError(f"the keyboard never reached {name}")


@PHONE_ALONE
def test_the_answer_stays_in_sight_and_the_page_fits_the_narrowest_phone(page: Page, cast):
    opened(page, cast)
    page.get_by_role("button", name="Go on").scroll_into_view_if_needed()
    expect(page.locator("#verdict")).to_be_in_viewport()
    for width in (320, 390):
        assert_no_sideways_scroll(page, width)
