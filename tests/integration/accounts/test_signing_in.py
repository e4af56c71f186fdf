"""Signing in: the right person, for a day's work, telling a stranger nothing."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from belltown_site.accounts.lockout import PER_ACCOUNT, PER_ADDRESS
from belltown_site.accounts.models import OpenSession
from belltown_site.accounts.sign_in import REFUSED
from tests.integration.accounts.factors import PASSWORD, signed_in, with_password
from tests.integration.accounts.factors import sign_in as try_to
from tests.lib import cast as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def ofelia():
    return with_password("ofelia")


def test_password_and_code_open_a_session(client, ofelia):
    response = try_to(client, ofelia.email)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in(client)


def test_the_address_may_be_typed_in_capitals(client, ofelia):
    try_to(client, ofelia.email.upper())
    assert signed_in(client)


def page_without_token(response):
    return re.sub(r'value="[^"]*"', "", response.content.decode())


def test_unknown_closed_and_mistaken_look_alike(client, ofelia):
    closed = people.sol()
    closed.set_password(PASSWORD)
    closed.is_active = False
    closed.save()
    tries = [(ofelia.email, "wrong password"), ("stranger@nowhere.example", PASSWORD), (closed.email, PASSWORD)]
    pages = [try_to(client, email, password) for email, password in tries]
    assert {page.status_code for page in pages} == {422}
    assert REFUSED in pages[0].content.decode()
    assert len({page_without_token(page) for page in pages}) == 1
    assert not signed_in(client)


@pytest.mark.parametrize("email", ["ofelia@demo.belltown.example", "stranger@nowhere.example"])
def test_the_same_work_is_done_for_known_and_unknown_accounts(client, ofelia, email, monkeypatch):
    done = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *a: done.append(1) or encode(*a))
    try_to(client, email, "wrong password")
    assert len(done) == 1


def test_guessing_is_stopped_even_when_the_last_guess_is_right(client, ofelia):
    for _ in range(PER_ACCOUNT):
        try_to(client, ofelia.email, "a guess")
    refused = try_to(client, ofelia.email)
    assert "too many tries" in refused.content.decode()
    assert not signed_in(client)


def test_unknown_accounts_are_slowed_alike(client, db):
    for _ in range(PER_ACCOUNT):
        try_to(client, "stranger@nowhere.example")
    assert "too many tries" in try_to(client, "stranger@nowhere.example").content.decode()


def test_guessing_one_account_does_not_lock_another(client, ofelia):
    for _ in range(PER_ACCOUNT + 1):
        try_to(client, "sol@demo.belltown.example", "a guess")
    try_to(client, ofelia.email)
    assert signed_in(client)


def test_guessing_many_accounts_from_one_address_is_stopped(client, ofelia):
    for number in range(PER_ADDRESS):
        try_to(client, f"stranger{number}@nowhere.example")
    assert "too many tries" in try_to(client, ofelia.email).content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    try_to(elsewhere, ofelia.email)
    assert signed_in(elsewhere)


def test_signing_in_forgets_earlier_slips(client, ofelia):
    for _ in range(PER_ACCOUNT - 1):
        try_to(client, ofelia.email, "a slip")
    try_to(client, ofelia.email)
    client.post("/sign-out")
    for _ in range(PER_ACCOUNT - 1):
        try_to(client, ofelia.email, "a slip")
    try_to(client, ofelia.email)
    assert signed_in(client)


def test_tries_are_kept_without_naming_anybody(client, ofelia):
    from belltown_site.accounts.models import Attempt

    try_to(client, ofelia.email, "a guess")
    kept = str(list(Attempt.objects.values()))
    assert "ofelia" not in kept
    assert "127.0.0.1" not in kept


def test_a_browser_is_remembered_for_a_day_however_much_it_is_used(client, ofelia):
    try_to(client, ofelia.email)
    ends = Session.objects.get().expire_date
    assert abs(ends - timezone.now() - timedelta(hours=24)) < timedelta(minutes=1)
    session = client.session
    session["touched"] = True
    session.save()
    assert abs(Session.objects.get().expire_date - ends) < timedelta(seconds=1)


def test_the_session_key_changes_at_sign_in(client, ofelia):
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    try_to(client, ofelia.email)
    assert client.session.session_key != before


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "http:evil", ""])
def test_sign_in_never_sends_anybody_elsewhere(client, ofelia, wanted):
    assert try_to(client, ofelia.email, next=wanted)["Location"] == "/"


def test_sign_in_returns_to_the_page_that_was_asked_for(client, ofelia):
    assert try_to(client, ofelia.email, next="/field/?kind=1")["Location"] == "/field/?kind=1"


def test_sign_out_ends_the_session_and_needs_a_button(client, ofelia):
    try_to(client, ofelia.email)
    assert client.get("/sign-out").status_code == 405
    assert signed_in(client)
    assert client.post("/sign-out").headers["Clear-Site-Data"] == '"cache"'
    assert not signed_in(client)
    assert not OpenSession.objects.exists()


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/demo/continue/ofelia"])
def test_forms_from_elsewhere_are_refused_in_words(path, ofelia):
    response = Client(enforce_csrf_checks=True).post(path, {"email": ofelia.email, "password": PASSWORD})
    assert response.status_code == 403
    assert "reload and try again" in response.content.decode()


@pytest.mark.parametrize("email", ["", "no address", "a@" + "b" * 300 + ".example", "\x00@example.com", "<script>@x.y"])
def test_an_address_that_is_none_is_refused_in_words(client, db, email):
    response = try_to(client, email)
    assert response.status_code == 422
    assert "usa-error-message" in response.content.decode()


def test_a_password_of_a_million_characters_is_refused(client, ofelia):
    assert try_to(client, ofelia.email, "x" * 900_000).status_code == 422
    assert not signed_in(client)


class TestTheDemosOneClick:
    def test_there_is_none_on_a_real_site(self, client, cast):
        assert client.post("/demo/continue/ofelia").status_code == 404
        assert "Continue as" not in client.get("/sign-in").content.decode()

    def test_it_steps_into_anybodys_shoes_on_this_machine(self, client, cast, settings):
        settings.BELLTOWN_DEMO = True
        assert "Continue as Ofelia" in client.get("/sign-in").content.decode()
        for name, user in cast.items():
            client.post(f"/demo/continue/{name}")
            assert client.session["_auth_user_id"] == str(user.pk)

    @pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.2", "", "localhost"])
    def test_it_opens_for_no_other_machine(self, cast, settings, address):
        settings.BELLTOWN_DEMO = True
        elsewhere = Client(REMOTE_ADDR=address)
        assert elsewhere.post("/demo/continue/ofelia").status_code == 404
        assert "Continue as" not in elsewhere.get("/sign-in").content.decode()

    def test_it_knows_the_cast_alone(self, client, cast, settings):
        settings.BELLTOWN_DEMO = True
        assert client.post("/demo/continue/root").status_code == 404

    def test_a_closed_account_stays_closed(self, client, cast, settings):
        settings.BELLTOWN_DEMO = True
        cast["ofelia"].is_active = False
        cast["ofelia"].save()
        assert client.post("/demo/continue/ofelia").status_code == 404


def test_closing_an_account_ends_its_session_at_once(client, ofelia):
    try_to(client, ofelia.email)
    ofelia.is_active = False
    ofelia.save()
    assert client.get("/home/")["Location"].startswith("/sign-in")


def test_behind_our_proxy_the_visitor_is_the_last_forwarded_address(rf, settings):
    from belltown_site.accounts.sign_in import visitor_address

    request = rf.get("/", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.4", REMOTE_ADDR="127.0.0.1")
    assert visitor_address(request) == "127.0.0.1"
    settings.BELLTOWN_BEHIND_PROXY = True
    assert visitor_address(request) == "198.51.100.4"


@pytest.mark.parametrize("kind", ["known", "unknown", "closed", "without a password"])
def test_every_refusal_costs_the_same_work(client, ofelia, kind, monkeypatch):
    """So that the time of an answer tells no account from none (OWASP ASVS 5.0.0, 6.3.8)."""
    sol = with_password("sol")
    sol.is_active = kind != "closed"
    if kind == "without a password":
        sol.set_unusable_password()
    sol.save()
    done = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *a: done.append(1) or encode(*a))
    email = "stranger@nowhere.example" if kind == "unknown" else sol.email
    try_to(client, email, PASSWORD if kind == "closed" else "wrong password")
    assert len(done) == 1
    assert not signed_in(client)


def test_the_log_has_each_try_with_how_and_names_nobody(client, ofelia, caplog):
    with caplog.at_level("INFO", "belltown.sign-in"):
        try_to(client, ofelia.email, "wrong password")
        try_to(client, "stranger@nowhere.example")
        try_to(client, ofelia.email)
        client.post("/sign-out")
        for _ in range(PER_ACCOUNT + 1):
            try_to(client, "stranger@nowhere.example")
    lines = [one.getMessage() for one in caplog.records if one.name == "belltown.sign-in"]
    assert [line.split()[0] for line in lines[:4]] == ["refused", "refused", "signed_in", "signed_out"]
    assert lines[-1].startswith("locked")
    assert f"user={ofelia.pk}" in lines[2]
    assert "by=password+code" in lines[2]
    accounts = {line.partition("account=")[2].split()[0] for line in lines if "refused" in line}
    assert len(accounts) == 2, "each address has a mark of its own, the same each time"
    assert not [line for line in lines if "@" in line or "stranger" in line or "127.0.0.1" in line]
