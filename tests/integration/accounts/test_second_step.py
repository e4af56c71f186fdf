"""A password alone opens nothing: a second factor is proved, or added, before anything else."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from belltown.errors import NotAllowed, NotPossible
from belltown_site.accounts import factors, totp
from belltown_site.accounts.models import Authenticator, Passkey, RecoveryCode
from tests.integration.accounts.factors import SECRET, code_now, first_step, sign_in, signed_in, with_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def ofelia():
    return with_password("ofelia")


@pytest.fixture
def newcomer():
    return with_password("sol", app=False)


def second(client, **said):
    return client.post("/sign-in/second-step", said)


def test_the_password_alone_opens_nothing(client, ofelia):
    assert first_step(client, ofelia.email)["Location"] == "/sign-in/second-step"
    assert not signed_in(client)
    for path in ("/home/", "/account", "/account/authenticator", "/sign-in/protect"):
        assert client.get(path).status_code == 302
    assert client.post("/sign-in/passkey/make").status_code == 302


def test_the_code_opens_the_page_that_was_asked_for(client, ofelia):
    first_step(client, ofelia.email, next="/field/?kind=1")
    assert second(client, code=code_now())["Location"] == "/field/?kind=1"
    assert signed_in(client)


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "12345", "x" * 30, "１２３４５６"])
def test_a_wrong_code_opens_nothing(client, ofelia, code):
    first_step(client, ofelia.email)
    assert second(client, code=code).status_code == 422
    assert not signed_in(client)


def test_no_code_works_twice(client, ofelia):
    sign_in(client, ofelia.email)
    client.post("/sign-out")
    first_step(client, ofelia.email)
    assert second(client, code=code_now(unused=False)).status_code == 422


def test_codes_are_not_guessed_for_long(client, ofelia):
    first_step(client, ofelia.email)
    for _ in range(5):
        second(client, code="000000")
    assert "too many tries" in second(client, code=code_now()).content.decode()
    assert not signed_in(client)


def test_the_second_step_waits_ten_minutes(client, ofelia, monkeypatch):
    first_step(client, ofelia.email)
    soon = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(timezone, "now", lambda: soon)
    assert second(client, code=code_now())["Location"] == "/sign-in"
    assert not signed_in(client)


def test_an_account_closed_between_the_steps_stays_closed(client, ofelia):
    first_step(client, ofelia.email)
    ofelia.is_active = False
    ofelia.save()
    assert second(client, code=code_now())["Location"] == "/sign-in"


def test_the_session_key_changes_at_each_step(client, ofelia):
    first_step(client, ofelia.email)
    between = client.session.session_key
    second(client, code=code_now())
    assert client.session.session_key != between


class TestWithoutASecondFactor:
    def test_one_is_added_before_anything_else_opens(self, client, newcomer):
        assert first_step(client, newcomer.email)["Location"] == "/sign-in/protect"
        assert client.get("/home/").status_code == 302
        assert "Protect your account" in client.get("/sign-in/protect").content.decode()
        assert client.get("/sign-in/second-step")["Location"] == "/sign-in/protect"

    def test_an_app_opens_the_site_and_ten_codes_are_shown_once(self, client, newcomer):
        first_step(client, newcomer.email)
        page = client.get("/account/authenticator")
        secret = _secret_on(page)
        shown = client.post("/account/authenticator", {"code": totp.code_for(secret, totp.step_at(timezone.now()))})
        assert len(shown.context["codes"]) == 10
        assert signed_in(client)
        assert client.get("/account").status_code == 200

    def test_a_wrong_code_keeps_the_same_key(self, client, newcomer):
        first_step(client, newcomer.email)
        before = _secret_on(client.get("/account/authenticator"))
        after = _secret_on(client.post("/account/authenticator", {"code": "000000"}))
        assert before == after
        assert not signed_in(client)

    def test_the_key_is_nowhere_readable(self, client, newcomer):
        first_step(client, newcomer.email)
        secret = _secret_on(client.get("/account/authenticator"))
        client.post("/account/authenticator", {"code": totp.code_for(secret, totp.step_at(timezone.now()))})
        assert secret not in bytes(Authenticator.objects.get().secret)
        assert totp.words_of(secret).replace(" ", "") not in str(dict(client.session))


def _secret_on(page):
    import base64

    text = page.context["words"].replace(" ", "")
    return base64.b32decode(text + "=" * (-len(text) % 8))


class TestRecoveryCodes:
    def test_each_opens_the_site_once(self, client, ofelia):
        code = factors.new_recovery_codes(ofelia)[0]
        first_step(client, ofelia.email)
        assert second(client, code=code.upper()).status_code == 302
        client.post("/sign-out")
        first_step(client, ofelia.email)
        assert second(client, code=code).status_code == 422

    def test_are_kept_as_digests_alone(self, ofelia):
        codes = factors.new_recovery_codes(ofelia)
        kept = str(list(RecoveryCode.objects.values()))
        assert len(set(codes)) == 10
        assert not [code for code in codes if code in kept or code.replace("-", "") in kept]

    def test_new_ones_end_the_old(self, ofelia, now):
        old = factors.new_recovery_codes(ofelia)[0]
        factors.new_recovery_codes(ofelia)
        with pytest.raises(NotAllowed):
            factors.use_code(ofelia, old, now=now)

    def test_are_nobody_elses(self, ofelia, newcomer, now):
        code = factors.new_recovery_codes(ofelia)[0]
        with pytest.raises(NotAllowed):
            factors.use_code(newcomer, code, now=now)
        factors.use_code(ofelia, code, now=now)


class TestOnesOwnFactors:
    def test_who_has_lost_them_all_sets_up_a_new_one(self, client, ofelia):
        factors.new_recovery_codes(ofelia)
        client.force_login(ofelia)
        call_command("reset_second_step", ofelia.email)
        assert client.get("/account").status_code == 302
        assert not RecoveryCode.objects.exists()
        assert first_step(client, ofelia.email)["Location"] == "/sign-in/protect"

    def test_the_last_is_never_taken_away(self, client, ofelia):
        client.force_login(ofelia)
        page = client.post("/account/authenticator/remove", follow=True)
        assert "only second step" in page.content.decode()
        assert Authenticator.objects.filter(user=ofelia).exists()

    def test_another_may_be(self, client, ofelia, now):
        key = Passkey.objects.create(user=ofelia, name="phone", credential="00", data=b"", added_at=now)
        client.force_login(ofelia)
        client.post(f"/account/passkey/{key.pk}/remove")
        assert not ofelia.passkeys.exists()

    def test_nobody_takes_anothers_away(self, client, ofelia, newcomer, now):
        key = Passkey.objects.create(user=ofelia, name="phone", credential="00", data=b"", added_at=now)
        client.force_login(newcomer)
        assert client.post(f"/account/passkey/{key.pk}/remove").status_code == 404
        with pytest.raises(NotPossible):
            factors.remove(newcomer, key)

    def test_a_sealed_key_copied_to_another_account_does_not_open(self, ofelia, newcomer, now):
        stolen = Authenticator.objects.get(user=ofelia).secret
        Authenticator.objects.create(user=newcomer, secret=stolen, added_at=now)
        with pytest.raises(ValueError, match="changed"):
            factors.use_code(newcomer, totp.code_for(SECRET, 1), now=now)


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "not json", '{"id": "x", "response": {}}'])
def test_an_answer_that_is_no_passkey_is_refused_in_words(client, ofelia, now, answer):
    first_step(client, ofelia.email)
    client.post("/sign-in/passkey/prove")
    page = second(client, passkey=answer)
    assert page.status_code == 422
    assert not signed_in(client)
