"""Locks, passwords, leavers: accounts that are guarded and accounts that end."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from belltown.errors import BadInput, NotAllowed, NotFound
from belltown_site.accounts import closing, lockout
from belltown_site.accounts.models import Attempt, OpenSession, User
from belltown_site.environment import Environment
from belltown_site.upkeep import JOBS, forget_old_tries
from tests.integration.accounts.factors import PASSWORD, code_now, first_step, sign_in, signed_in, with_password

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def guess(email, now, times=1):
    for _ in range(times):
        lockout.count_attempt(email, "192.0.2.7", now=now)
        lockout.note_wrong(email, now=now)


class TestTheLock:
    @pytest.mark.parametrize("email", ["ofelia@demo.belltown.example", "stranger@nowhere.example"])
    def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(self, cast, now, email):
        guess(email, now, 5)
        for later in (now, now + 14 * MINUTE):
            with pytest.raises(NotAllowed, match="locked for 15 minutes"):
                guess(email.upper(), later)
        guess(email, now + 15 * MINUTE)

    def test_tries_while_locked_do_not_prolong_it(self, cast, now):
        guess("a@x.example", now, 5)
        for minute in range(1, 15):
            with pytest.raises(NotAllowed):
                guess("a@x.example", now + minute * MINUTE)
        guess("a@x.example", now + 15 * MINUTE)

    def test_four_slips_in_a_quarter_of_an_hour_lock_nothing(self, db, now):
        for minute in range(0, 64, 4):
            guess("a@x.example", now + minute * MINUTE)

    def test_where_the_site_says_so_an_administrator_releases_it(self, db, now, settings):
        settings.BELLTOWN_LOCK_UNTIL_RELEASED = True
        guess("a@x.example", now, 5)
        forget_old_tries(now + timedelta(days=3))
        with pytest.raises(NotAllowed, match="ask your administrator to release"):
            guess("a@x.example", now + timedelta(days=3))
        call_command("release_account", "A@x.example")
        guess("a@x.example", now + timedelta(days=3))

    def test_upkeep_forgets_a_lock_that_is_over(self, db, now):
        guess("a@x.example", now, 5)
        forget_old_tries(now + timedelta(days=2))
        assert not Attempt.objects.exists()

    def test_it_says_the_same_of_known_and_unknown(self, client, cast):
        with_password("ofelia")
        said = set()
        for email in ("ofelia@demo.belltown.example", "stranger@nowhere.example"):
            for _ in range(5):
                first_step(client, email, "a guess")
            said.add(str(first_step(client, email).context["form"].non_field_errors()))
        assert len(said) == 1


class TestPasswords:
    @pytest.mark.parametrize(
        "password",
        ["short and sweet", "password12345678", "BelltownBelltown1", "Example-County-Police-2026", "aaaaaaaaaaaaaaaa",
         "1234567890123456", "welcomeWinter2026!", "OfeliaOkafor12345"],
    )  # fmt: skip
    def test_those_that_everybody_would_try_are_refused(self, cast, password):
        with pytest.raises(ValidationError):
            validate_password(password if password != "short and sweet" else password[:14], cast["ofelia"])

    @pytest.mark.parametrize("password", [PASSWORD, "my cat sleeps on the radio", "Regenschirm am Fenster"])
    def test_a_sentence_of_ones_own_is_taken(self, cast, password):
        validate_password(password, cast["ofelia"])

    def test_a_new_one_ends_every_other_session(self, client):
        ofelia = with_password("ofelia")
        elsewhere = Client()
        for one in (client, elsewhere):
            one.force_login(ofelia)
        new = "my cat sleeps on the radio"
        assert client.post("/account/password", {"password": new, "repeat": new})["Location"] == "/account"
        assert client.get("/account").status_code == 200
        assert elsewhere.get("/account").status_code == 302
        assert User.objects.get(pk=ofelia.pk).check_password(new)

    @pytest.mark.parametrize(
        ("new", "repeat"), [("short", "short"), ("my cat sleeps on the radio", "my cat"), ("", "")]
    )
    def test_a_bad_one_changes_nothing(self, client, new, repeat):
        ofelia = with_password("ofelia")
        client.force_login(ofelia)
        assert client.post("/account/password", {"password": new, "repeat": repeat}).status_code == 422
        assert User.objects.get(pk=ofelia.pk).check_password(PASSWORD)


class TestOnesSessions:
    def test_are_listed_with_the_device(self, client):
        ofelia = with_password("ofelia")
        agent = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"
        first_step(client, ofelia.email)
        client.post("/sign-in/second-step", {"code": code_now()}, headers={"User-Agent": agent})
        page = client.get("/account").content.decode()
        assert "Firefox on Linux" in page
        assert "(here)" in page

    def test_end_everywhere_at_once(self, client):
        ofelia, elsewhere = with_password("ofelia"), Client()
        for one in (client, elsewhere):
            sign_in(one, ofelia.email)
        answer = client.post("/account/sign-out-everywhere")
        assert answer.headers["Clear-Site-Data"] == '"cache"'
        assert not OpenSession.objects.exists()
        assert not signed_in(elsewhere)

    def test_of_others_go_on(self, client):
        ofelia, sol, elsewhere = with_password("ofelia"), with_password("sol", app=False), Client()
        client.force_login(ofelia)
        elsewhere.force_login(sol)
        client.post("/account/sign-out-everywhere")
        assert elsewhere.get("/account").status_code == 200


class TestLeaving:
    def test_a_leavers_sessions_end_at_once(self, client):
        ofelia = with_password("ofelia")
        client.force_login(ofelia)
        call_command("close_account", ofelia.email.upper())
        assert client.get("/account").status_code == 302
        assert not OpenSession.objects.exists()
        assert first_step(client, ofelia.email).status_code == 422

    def test_an_account_that_is_none_is_said_without_naming_it(self, db):
        with pytest.raises(NotFound) as refused:
            closing.close_by_address("stranger@nowhere.example")
        assert "stranger" not in str(refused.value)

    @pytest.mark.parametrize(("last", "closed"), [(None, True), (91, True), (89, False)])
    def test_ninety_days_without_use_close_an_account(self, cast, last, closed):
        now = timezone.now()
        User.objects.update(opened_at=now - timedelta(days=100), last_login=now)
        used = now - timedelta(days=last) if last else None
        User.objects.filter(pk=cast["ofelia"].pk).update(last_login=used)
        assert closing.close_unused(now) == int(closed)
        assert User.objects.get(pk=cast["ofelia"].pk).is_active is not closed

    def test_a_new_account_has_its_ninety_days(self, cast):
        assert closing.close_unused(timezone.now() + timedelta(days=89)) == 0
        assert closing.close_unused(timezone.now() + timedelta(days=91)) == len(cast) - 1

    def test_a_participant_may_come_back_whenever_they_like(self, cast):
        closing.close_unused(timezone.now() + timedelta(days=900))
        assert [user.role for user in User.objects.filter(is_active=True)] == ["participant"]

    def test_upkeep_does_it(self, cast):
        assert "close-unused-accounts" in {job.name for job in JOBS}


@pytest.mark.parametrize("value", ["4", "31", "0", "x"])
def test_the_idle_time_is_from_five_to_thirty_minutes(value):
    env = Environment({"BELLTOWN_IDLE_MINUTES": value})
    assert env.between("BELLTOWN_IDLE_MINUTES", 15, 5, 30) == 15
    with pytest.raises(BadInput):
        env.check()


def test_the_use_notice_stands_before_the_button(client, db, settings):
    settings.BELLTOWN_USE_NOTICE = "For work alone."
    page = client.get("/sign-in").content.decode()
    assert page.index("For work alone.") < page.index("I agree: sign in")


class TestTheDemo:
    def test_its_cards_need_no_factor_and_say_so(self, client, cast, settings):
        settings.BELLTOWN_DEMO = True
        assert "without a password or a second step" in client.get("/sign-in").content.decode()
        client.post("/demo/continue/ofelia")
        assert client.get("/account").status_code == 200
        assert "In this demonstration" in client.get("/account").content.decode()

    @pytest.mark.parametrize(("demo", "address", "opens"), [(True, "127.0.0.1", True), (True, "192.0.2.7", False),
                                                            (False, "127.0.0.1", False)])  # fmt: skip
    def test_its_people_go_on_with_one_click_on_this_machine_alone(self, cast, settings, demo, address, opens):
        from belltown_site.accounts.asking_again import name_page

        settings.BELLTOWN_DEMO = demo
        browser = Client(REMOTE_ADDR=address)
        answer = browser.post(
            "/sign-in/again", {"who": name_page(cast["ofelia"])}, headers={"Accept": "application/json"}
        )
        assert (answer.status_code == 200) is opens

    def test_one_with_a_password_is_asked_for_it(self, client, settings):
        from belltown_site.accounts.asking_again import name_page

        settings.BELLTOWN_DEMO = True
        ofelia = with_password("ofelia")
        answer = client.post("/sign-in/again", {"who": name_page(ofelia)}, headers={"Accept": "application/json"})
        assert answer.status_code == 422
