"""Signing in as people do: with an app, with a passkey, and again when a page was left alone."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from belltown_site.accounts.factors import new_recovery_codes
from belltown_site.accounts.models import OpenSession, Passkey
from tests.integration.accounts.factors import PASSWORD, code_now, with_password
from tests.integration.records import story
from tests.lib.browser import (
    DESK,
    assert_accessible,
    assert_good_page,
    assert_no_sideways_scroll,
    keep_picture,
    sign_in,
)
from tests.lib.site import set_up_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = pytest.mark.parametrize("screen", ["phone"])
LOCKED_AFTER = "20:00"


def give_a_passkey_holder(page: Page):
    """The browser's own stand-in for a phone that holds passkeys and always recognizes its owner."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def give_password(page: Page, user, **more):
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="sign in").click()


def leave_alone(page: Page):
    """Twenty minutes pass, on the server's clock and on the page's."""
    page.wait_for_load_state()
    OpenSession.objects.update(seen_at=timezone.now() - timedelta(minutes=20))
    page.clock.fast_forward(LOCKED_AFTER)


def dialog_of(page: Page):
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    return dialog


def go_on(page: Page):
    dialog = dialog_of(page)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_label("Code").fill(code_now())
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog).to_be_hidden()


def test_the_pages_of_signing_in_are_accessible_and_fit_every_screen(page: Page, screen: str):
    set_up_site()
    newcomer = with_password("ofelia", app=False)
    give_password(page, newcomer)
    expect(page.get_by_role("heading", level=1)).to_have_text("Protect your account")
    for name in ("sign-in/protect", "account/authenticator", "account/passkey"):
        page.goto(f"/{name}")
        assert_good_page(page)
        keep_picture(page, f"{name.replace('/', '-')}-{screen}")


def test_the_pages_of_ones_account_are_accessible_and_fit_every_screen(page: Page, screen: str):
    set_up_site()
    sol = with_password("sol")
    new_recovery_codes(sol)
    Passkey.objects.create(user=sol, name="Work phone", credential="00", data=b"", added_at=timezone.now())
    sign_in(page, sol)
    for name in ("account", "account/password", "account/authenticator", "sign-in/again?next=/account"):
        page.goto(f"/{name}")
        assert_good_page(page)
        keep_picture(page, f"{re.sub('[^a-z]', '-', name)}-{screen}")
    page.goto("/account")
    page.get_by_role("button", name="Make ten new ones").click()
    expect(page.get_by_role("listitem").filter(has=page.locator("code"))).to_have_count(10)
    page.wait_for_load_state()
    assert_good_page(page)
    keep_picture(page, f"recovery-codes-{screen}")


def test_the_second_step_is_accessible_and_opens_the_site(page: Page, screen: str):
    set_up_site()
    give_password(page, with_password("sol"))
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    page.wait_for_load_state()
    assert_good_page(page)
    keep_picture(page, f"second-step-{screen}")
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/home/$"))


@PHONE
def test_a_newcomer_makes_a_passkey_and_signs_in_with_it(page: Page):
    set_up_site()
    give_a_passkey_holder(page)
    give_password(page, with_password("sol", app=False))
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.get_by_role("link", name="go on").click()
    expect(page).to_have_url(re.compile("/home/$"))
    page.goto("/account")
    expect(page.get_by_text("Passkey: My phone")).to_be_visible()
    page.context.clear_cookies()
    give_password(page, with_password("sol", app=False))
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/home/$"))
    assert Passkey.objects.get().used_at


class TestAPageLeftAlone:
    @pytest.fixture
    def ofelia(self):
        set_up_site()
        return with_password("ofelia")

    @pytest.fixture
    def desk(self, page: Page, ofelia):
        page.clock.install()
        sign_in(page, ofelia)
        page.goto("/account/password")
        page.get_by_label("New password").fill("half typed")
        return page

    def test_hides_what_it_shows_and_asks_its_owner(self, desk: Page, screen: str):
        leave_alone(desk)
        dialog = dialog_of(desk)
        expect(desk.locator("main")).to_be_hidden()
        expect(dialog.get_by_label("Password")).to_be_focused()
        assert desk.title() == "Locked · Belltown"
        assert_accessible(desk)
        assert_no_sideways_scroll(desk)
        keep_picture(desk, f"locked-{screen}")
        for _ in range(2):
            desk.keyboard.press("Escape")
        expect(dialog).to_be_visible()

    @PHONE
    def test_is_taken_up_where_it_was(self, desk: Page):
        leave_alone(desk)
        go_on(desk)
        expect(desk.get_by_label("New password")).to_have_value("half typed")
        expect(desk.locator("main")).to_be_visible()
        assert "Choose a new password" in desk.title()

    @PHONE
    def test_sends_the_form_that_was_held_by_itself(self, desk: Page, ofelia):
        for label in ("New password", "The same again"):
            desk.get_by_label(label).fill("my cat sleeps on the radio")
        OpenSession.objects.update(seen_at=timezone.now() - timedelta(minutes=20))
        desk.clock.fast_forward("02:00")  # the page itself does not lock yet: the button finds out
        desk.get_by_role("button", name="Change the password").click()
        go_on(desk)
        expect(desk.get_by_text("Your password is changed.")).to_be_visible()

    @PHONE
    def test_asks_once_more_before_a_grave_act(self, desk: Page):
        desk.goto("/account")
        OpenSession.objects.update(proved_at=timezone.now() - timedelta(minutes=6))
        desk.get_by_role("button", name="Make ten new ones").click()
        expect(dialog_of(desk)).to_contain_text("the last five minutes")
        go_on(desk)
        expect(desk.get_by_role("heading", level=1)).to_have_text("Your recovery codes")

    @PHONE
    def test_is_closed_to_another_account(self, desk: Page, ofelia):
        sign_in(desk, with_password("sol", app=False))
        desk.clock.fast_forward(LOCKED_AFTER)
        dialog_of(desk)
        go_on(desk)
        assert OpenSession.objects.filter(user=ofelia).exists()
        desk.goto("/account")
        expect(desk.get_by_text("Ofelia Okafor, officer")).to_be_visible()

    @PHONE
    def test_may_be_left_by_signing_out(self, desk: Page):
        leave_alone(desk)
        dialog_of(desk).get_by_role("button", name="Sign out and leave this page").click()
        expect(desk.get_by_text("You are signed out here.")).to_be_visible()


def test_what_a_live_page_sent_in_vain_is_sent_again(chromium, live_server, cast):
    """Typing into the offense search while locked: the dialog, and then the answer, without typing it again."""
    story.set_up(timezone.now())
    context = chromium.new_context(base_url=live_server.url, **DESK)
    page = context.new_page()
    sign_in(page, with_password("ofelia"))
    with page.expect_response(re.compile("/field/protocol/")):
        page.goto("/field/new/")
    OpenSession.objects.update(seen_at=timezone.now() - timedelta(minutes=20))
    search = page.locator("[hx-post='/field/offenses/']").first
    search.press_sequentially("trespass")
    go_on(page)
    expect(page.locator("#found")).to_contain_text(re.compile("trespass", re.I))
    expect(search).to_have_value("trespass")
    context.close()


def test_without_javascript_what_was_sent_goes_on_after_signing_in_again(chromium, live_server):
    set_up_site()
    user = with_password("ofelia")
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, **DESK)
    page = context.new_page()
    sign_in(page, user)
    page.goto("/account/password")
    for label in ("New password", "The same again"):
        page.get_by_label(label).fill("my cat sleeps on the radio")
    OpenSession.objects.update(seen_at=timezone.now() - timedelta(minutes=20))
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("What you sent is kept")).to_be_visible()
    assert_no_sideways_scroll(page)
    keep_picture(page, "held-desk")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    context.close()


def test_a_wrong_code_is_said_in_the_dialog(chromium, live_server):
    set_up_site()
    user = with_password("ofelia")
    context = chromium.new_context(base_url=live_server.url, **DESK)
    page = context.new_page()
    page.clock.install()
    sign_in(page, user)
    page.goto("/account")
    leave_alone(page)
    dialog = dialog_of(page)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_label("Code").fill("000000")
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.get_by_role("alert")).to_contain_text("That code is not right")
    expect(page.locator("main")).to_be_hidden()
    go_on(page)
    context.close()


@PHONE
def test_a_locked_page_is_taken_up_with_a_passkey(page: Page):
    """The passkey is made first, at the account page; then the page is left alone."""
    set_up_site()
    give_a_passkey_holder(page)
    page.clock.install()
    sign_in(page, with_password("sol", app=False))
    page.goto("/account/passkey")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("link", name="go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    leave_alone(page)
    dialog = dialog_of(page)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Use a passkey").click()
    expect(dialog).to_be_hidden()


@PHONE
def test_in_the_demo_one_goes_on_with_one_click(page: Page, cast, settings):
    settings.BELLTOWN_DEMO = True
    set_up_site()
    page.clock.install()
    sign_in(page, cast["pam"])
    page.goto("/account")
    leave_alone(page)
    dialog = dialog_of(page)
    expect(dialog).to_contain_text("nobody has a password")
    expect(dialog.get_by_label("Password")).to_be_hidden()
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog).to_be_hidden()


def test_a_stolen_password_is_changed_on_the_way_in(page: Page, screen: str, settings, tmp_path):
    set_up_site()
    stolen = tmp_path / "pwned"
    stolen.write_text(f"{hashlib.sha1(PASSWORD.encode()).hexdigest().upper()}:3\n")
    settings.BELLTOWN_BREACHED_PASSWORDS = str(stolen)
    give_password(page, with_password("sol"))
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Please choose another password")).to_be_visible()
    assert_good_page(page)
    keep_picture(page, f"stolen-password-{screen}")
    for label in ("New password", "The same again"):
        page.get_by_label(label).fill("my cat sleeps on the radio")
    page.get_by_role("button", name="Change the password").click()
    expect(page).to_have_url(re.compile("/home/$"))
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
