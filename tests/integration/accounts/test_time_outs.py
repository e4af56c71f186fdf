"""A page that nobody uses locks; its owner takes it up again where it was, and nobody else can."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from belltown_site.accounts.asking_again import name_page, take_up
from belltown_site.accounts.models import OpenSession
from tests.integration.accounts.factors import PASSWORD, code_now, signed_in, with_password
from tests.lib.site import set_up_site

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def ofelia():
    set_up_site()
    return with_password("ofelia")


@pytest.fixture
def desk(ofelia, client):
    client.force_login(ofelia)
    return client


@pytest.fixture
def later(monkeypatch):
    """Moves the clock on."""
    start, real = timezone.now(), timezone.now

    def move(**by):
        monkeypatch.setattr(timezone, "now", lambda: start + timedelta(**by) + (real() - start))

    return move


def again(client, user, password=PASSWORD, headers=JSON, **more):
    said = {"who": name_page(user), "password": password, "code": code_now(), **more}
    return client.post("/sign-in/again", said, headers=headers)


def state_of(client, user, query=""):
    return client.get(f"/sign-in/state{query}", headers={"Belltown-Page": name_page(user), **JSON}).json()


def test_a_page_asked_for_after_idling_leads_to_the_sign_in_page_and_back(desk, later):
    later(minutes=14)
    assert desk.get("/field/").status_code == 200
    later(minutes=30)
    assert desk.get("/field/?kind=1")["Location"] == "/sign-in?next=/field/%3Fkind%3D1"


@pytest.mark.parametrize("minutes", [5, 30])
def test_the_site_chooses_how_long_idling_may_last(desk, later, settings, minutes):
    settings.BELLTOWN_IDLE_MINUTES = minutes
    later(minutes=minutes, seconds=-5)
    assert desk.get("/field/").status_code == 200
    later(minutes=2 * minutes + 1)
    assert desk.get("/field/").status_code == 302


def test_use_prolongs_it_but_no_longer_than_the_day(desk, later):
    for step in range(1, 72):
        later(minutes=10 * step)
        assert desk.get("/field/").status_code == 200
    later(minutes=720)
    assert desk.get("/field/").status_code == 302


@pytest.mark.parametrize(
    "headers",
    [{"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}, {"Sec-Fetch-Mode": "same-origin"}],
)
def test_what_a_page_asks_by_itself_keeps_no_session_open(desk, later, headers):
    for minutes in (6, 12):
        later(minutes=minutes)
        assert desk.get("/field/", headers=headers).status_code == 200
    later(minutes=16)
    assert desk.get("/field/").status_code == 302


def test_what_a_person_sends_keeps_it_open_whoever_carries_it(desk, later):
    later(minutes=10)
    desk.post("/field/find/", {"offense": "tres"}, headers={"HX-Request": "true"})
    later(minutes=20)
    assert desk.get("/field/").status_code == 200


def test_asking_for_the_state_does_not_prolong_it(desk, ofelia, later):
    later(minutes=10)
    assert state_of(desk, ofelia)["seconds"] == pytest.approx(300, abs=5)
    later(minutes=16)
    assert state_of(desk, ofelia)["state"] == "again"


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_open_page_is_told_to_ask_again_and_sees_nothing(desk, later, method):
    later(minutes=16)
    answer = getattr(desk, method)("/field/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["Belltown-Sign-In"]) == (401, "again")
    assert b"Ofelia" not in answer.content


def test_public_pages_stay_open_and_know_nobody(desk, later):
    later(minutes=16)
    page = desk.get("/protocol/")
    assert page.status_code == 200
    assert b"Okafor" not in page.content


def test_signing_in_again_opens_the_page_under_a_new_key(desk, ofelia, later):
    before = desk.session.session_key
    later(minutes=16)
    answer = again(desk, ofelia)
    assert (answer.status_code, answer.json()["state"]) == (200, "open")
    assert desk.session.session_key != before
    assert desk.get("/field/").status_code == 200
    assert OpenSession.objects.count() == 1


def test_after_the_day_and_without_any_session_the_page_still_opens_for_its_owner(desk, ofelia, later):
    later(hours=13)
    assert again(desk, ofelia).json()["state"] == "open"
    assert again(Client(), ofelia).json()["state"] == "open"


@pytest.mark.parametrize(("password", "code"), [("wrong", None), (PASSWORD, "000000"), (PASSWORD, ""), ("", None)])
def test_both_factors_are_asked_for(desk, ofelia, later, password, code):
    later(minutes=16)
    answer = again(desk, ofelia, password, **({} if code is None else {"code": code}))
    assert (answer.status_code, answer.json()["state"]) == (422, "again")
    assert answer.json()["sentence"]
    assert desk.get("/field/").status_code == 302


def test_the_dialog_locks_the_account_as_the_sign_in_page_does(desk, ofelia, later):
    later(minutes=16)
    for _ in range(5):
        again(desk, ofelia, "wrong")
    assert "locked" in again(desk, ofelia).json()["sentence"]


@pytest.mark.parametrize("who", ["", "invented", "a:b:c"])
def test_a_page_of_nobody_is_taken_up_by_nobody(desk, later, who):
    later(minutes=16)
    answer = desk.post("/sign-in/again", {"who": who, "password": PASSWORD}, headers=JSON)
    assert answer.json()["state"] == "again"


def test_another_accounts_password_does_not_open_the_page(desk, ofelia, later):
    sol = with_password("sol", app=False)
    sol.set_password("another private sentence")
    sol.save()
    later(minutes=16)
    assert again(desk, ofelia, "another private sentence").status_code == 422


def test_a_page_of_one_account_is_closed_while_another_is_signed_in(client, ofelia):
    client.force_login(with_password("sol", app=False))
    assert state_of(client, ofelia)["state"] == "again"
    asks = {"password": True, "code": True, "passkey": False, "agency": False, "nothing": False}
    assert state_of(client, ofelia)["asks"] == asks


def test_a_password_alone_takes_up_no_page_once_the_second_step_is_gone(desk, ofelia, later):
    call_command("reset_second_step", ofelia.email)
    answer = again(desk, ofelia)
    assert answer.status_code == 422
    assert "sign in anew" in answer.json()["sentence"]
    assert not signed_in(desk)


def test_the_state_tells_a_stranger_nothing(client, ofelia):
    assert state_of(client, ofelia)["state"] == "again"
    assert client.get("/sign-in/state").json()["asks"] is None


class TestAFormSentWithoutScript:
    SENT = {"note": "what was <typed>", "kind": ["one", "two"]}

    @pytest.fixture
    def page(self, desk, later):
        later(minutes=16)
        return desk.post("/field/new/?x=1", {**self.SENT, "csrfmiddlewaretoken": "old"})

    def held_in(self, page):
        return page.context["back"].held

    def test_is_kept_sealed_on_a_page_that_asks_again(self, page):
        assert page.status_code == 401
        assert b"typed" not in page.content
        assert "typed" not in str(page.headers)

    def test_is_sent_again_to_where_it_was_going(self, desk, ofelia, page):
        resent = again(desk, ofelia, headers={}, held=self.held_in(page)).content.decode()
        assert 'action="/field/new/?x=1"' in resent
        assert "what was &lt;typed&gt;" in resent
        assert resent.count('name="kind"') == 2
        assert "old" not in resent.partition("<main")[2]

    def test_is_kept_through_a_wrong_password(self, desk, ofelia, page):
        second = again(desk, ofelia, "wrong", headers={}, held=self.held_in(page))
        assert second.status_code == 422
        assert "typed" in again(desk, ofelia, headers={}, held=self.held_in(second)).content.decode()

    def test_opens_for_nobody_else(self, desk, ofelia, page):
        sol = with_password("sol", app=False)
        assert take_up(self.held_in(page), sol) is None
        answer = again(desk, sol, headers={}, held=self.held_in(page))
        assert b"typed" not in answer.content

    @pytest.mark.parametrize("change", [lambda held: held[:-4], lambda held: "AAAA" + held[4:], lambda held: "%"])
    def test_cannot_be_changed_on_the_way(self, ofelia, page, change):
        assert take_up(change(self.held_in(page)), ofelia) is None


def test_a_page_opened_after_the_session_was_ended_elsewhere_asks_for_sign_in(desk):
    OpenSession.objects.all().delete()
    assert desk.get("/field/").status_code == 302


def test_a_session_that_django_alone_opened_is_none(ofelia, rf, client):
    """Whatever logs somebody in without proving a second factor opens nothing here."""
    client.force_login(ofelia)
    session = client.session
    del session["belltown_open_session"]
    session.save()
    assert signed_in(client)
    assert client.get("/field/").status_code == 302


def test_step_up_asks_again_after_five_minutes(desk, ofelia, later):
    assert desk.get("/account/password").status_code == 200
    later(minutes=6)
    assert desk.get("/account/password")["Location"] == "/sign-in/again?next=%2Faccount%2Fpassword"
    assert state_of(desk, ofelia)["state"] == "open"
    assert state_of(desk, ofelia, "?fresh=1")["state"] == "again"
    page = desk.get("/sign-in/again?next=/account/password")
    assert page.status_code == 200
    assert again(desk, ofelia, headers={}, next="/account/password")["Location"] == "/account/password"
    assert desk.get("/account/password").status_code == 200


def test_step_up_keeps_a_form_that_was_sent(desk, ofelia, later):
    later(minutes=6)
    page = desk.post("/account/recovery-codes")
    assert page.status_code == 401
    assert (
        'action="/account/recovery-codes"'
        in again(desk, ofelia, headers={}, held=page.context["back"].held).content.decode()
    )


def test_step_up_never_sends_anybody_elsewhere(desk, ofelia):
    assert again(desk, ofelia, headers={}, next="https://evil.example/")["Location"] == "/"
