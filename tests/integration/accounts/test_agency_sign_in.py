"""Signing in at one's agency, against a real provider: who is let in, who is not, and what is kept of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from belltown.errors import NotPossible
from belltown_site.accounts import agency_setup
from belltown_site.accounts.asking_again import name_page
from belltown_site.accounts.models import AgencyIdentity, OpenSession, User
from tests.integration.accounts.factors import code_now, signed_in, with_password
from tests.lib import cast as people
from tests.lib.provider import prove, set_out, sign_in_at, there
from tests.lib.site import set_up_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def ofelia():
    set_up_site()
    return people.ofelia()


@pytest.fixture
def police(provider, ofelia):
    provider.employs(ofelia)
    return provider.serves(ofelia.agency)


def said(answer, client):
    """The sentence a refused person reads on the page they are sent to."""
    return client.get(answer["Location"]).content.decode()


def test_who_the_agency_knows_is_let_in_without_a_password(client, police, ofelia):
    answer = sign_in_at(client, police, "Ofelia", next="/field/?kind=1")
    assert answer["Location"] == "/field/?kind=1"
    assert client.session["_auth_user_id"] == str(ofelia.pk)
    assert not ofelia.has_usable_password()


class TestBinding:
    def test_the_first_time_goes_by_the_verified_address_and_ever_after_by_the_providers_own_name(
        self, client, police, provider, ofelia
    ):
        sign_in_at(client, police, "Ofelia")
        bound = AgencyIdentity.objects.get()
        assert (bound.user, bound.issuer, bound.subject) == (ofelia, provider.url, "Ofelia")
        provider.employs(ofelia, email="married@elsewhere.example", email_verified=False)
        assert sign_in_at(Client(), police, "Ofelia")["Location"] == "/"
        assert AgencyIdentity.objects.count() == 1

    def test_an_address_in_capitals_is_the_same(self, client, police, provider, ofelia):
        provider.employs(ofelia, email=ofelia.email.upper())
        sign_in_at(client, police, "Ofelia")
        assert signed_in(client)

    @pytest.mark.parametrize("verified", [False, None, "true", 1, "no"])
    def test_an_address_the_provider_has_not_verified_binds_nobody(self, client, police, provider, ofelia, verified):
        provider.employs(ofelia, email_verified=verified)
        answer = sign_in_at(client, police, "Ofelia")
        assert "no open account here" in said(answer, client)
        assert not signed_in(client)
        assert not AgencyIdentity.objects.exists()

    def test_nobody_of_another_agency_is_let_in_or_bound(self, client, police, provider):
        pru = people.pru()
        provider.employs(pru)
        assert "no open account here" in said(sign_in_at(client, police, "Pru"), client)
        assert not signed_in(client)
        assert not AgencyIdentity.objects.filter(user=pru).exists()

    def test_who_has_moved_to_another_agency_is_not_let_in_by_the_old_one(self, client, police, ofelia):
        sign_in_at(client, police, "Ofelia")
        User.objects.filter(pk=ofelia.pk).update(agency=people.other_agency())
        answer = sign_in_at(Client(), police, "Ofelia")
        assert answer["Location"] == "/sign-in"
        assert OpenSession.objects.count() == 1

    def test_no_account_is_ever_made(self, client, police, provider, ofelia):
        before = User.objects.count()
        stranger = User(name="Stranger", email="stranger@police.example")
        provider.employs(stranger)
        assert "no open account here" in said(sign_in_at(client, police, "Stranger"), client)
        assert User.objects.count() == before

    def test_unknown_closed_and_elsewhere_read_the_same(self, police, provider, ofelia):
        closed = people.sol()
        User.objects.filter(pk=closed.pk).update(is_active=False)
        provider.employs(closed, people.pru(), User(name="Stranger", email="stranger@police.example"))
        pages = set()
        for who in ("Sol", "Pru", "Stranger"):
            browser = Client()
            answer = sign_in_at(browser, police, who)
            pages.add(str(list(browser.get(answer["Location"]).context["messages"])))
        assert len(pages) == 1

    def test_a_closed_account_stays_closed_though_it_is_bound(self, client, police, ofelia):
        sign_in_at(client, police, "Ofelia")
        User.objects.filter(pk=ofelia.pk).update(is_active=False)
        elsewhere = Client()
        assert sign_in_at(elsewhere, police, "Ofelia")["Location"] == "/sign-in"
        assert not signed_in(elsewhere)

    def test_somebody_new_with_a_used_address_is_not_the_one_before(self, client, police, provider, ofelia):
        sign_in_at(client, police, "Ofelia")
        provider.control(people=[{"sub": "the-next", "email": ofelia.email, "email_verified": True, "amr": ["mfa"]}])
        elsewhere = Client()
        assert "no open account here" in said(sign_in_at(elsewhere, police, "the-next"), elsewhere)

    def test_the_same_name_at_another_provider_is_somebody_else(self, client, police, ofelia, now):
        sol = people.sol()
        AgencyIdentity.objects.create(
            user=sol, issuer="https://other.example", subject="Ofelia", bound_at=now, used_at=now
        )
        sign_in_at(client, police, "Ofelia")
        assert client.session["_auth_user_id"] == str(ofelia.pk)

    def test_nobody_signs_in_and_sees_nothing(self, client, provider):
        nobody = people.nobody()
        provider.employs(nobody)
        sign_in_at(client, provider.serves(nobody.agency), "Nobody")
        assert signed_in(client)
        assert client.get("/people/").status_code == 403

    def test_the_other_agencys_sign_in_knows_its_own_people_alone(self, police, provider, ofelia):
        pru = people.pru()
        provider.employs(pru)
        prosecutor = provider.serves(pru.agency)
        for sign_in, who, opens in ((prosecutor, "Pru", True), (prosecutor, "Ofelia", False), (police, "Pru", False)):
            browser = Client()
            sign_in_at(browser, sign_in, who)
            assert signed_in(browser) is opens, (sign_in.agency.name, who)


class TestTheSecondFactor:
    @pytest.fixture
    def weak(self, provider, ofelia, police):
        provider.employs(ofelia, amr=["pwd"])
        return police

    def test_of_the_agency_is_enough(self, client, police):
        assert sign_in_at(client, police, "Ofelia")["Location"] == "/"

    @pytest.mark.parametrize("amr", [["pwd"], [], None, "mfa", [{"mfa": 1}], ["MFA"]])
    def test_that_it_does_not_speak_of_is_asked_for_here(self, client, police, provider, ofelia, amr):
        provider.employs(ofelia, amr=amr)
        assert sign_in_at(client, police, "Ofelia")["Location"] == "/sign-in/protect"
        assert not signed_in(client)
        assert client.get("/home/").status_code == 302

    def test_is_our_own_where_the_agency_asks_for_none(self, client, weak):
        with_password("ofelia")
        assert sign_in_at(client, weak, "Ofelia", next="/field/")["Location"] == "/sign-in/second-step"
        page = client.get("/sign-in/second-step").content.decode()
        assert "Your password was right" not in page
        assert client.post("/sign-in/second-step", {"code": "000000"}).status_code == 422
        assert client.post("/sign-in/second-step", {"code": code_now()})["Location"] == "/field/"
        assert signed_in(client)

    @pytest.mark.parametrize(("level", "opens"), [("gold", True), ("silver", False), (["gold"], False), (7, False)])
    def test_may_be_said_as_a_level(self, client, provider, ofelia, level, opens):
        provider.employs(ofelia, amr=["pwd"], acr=level)
        sign_in = provider.serves(ofelia.agency, acr=["gold"])
        assert "acr_values=gold" in set_out(client, sign_in)
        sign_in_at(client, sign_in, "Ofelia")
        assert signed_in(client) is opens


HOSTILE = {
    "another nonce": {"claims": {"nonce": "of another sign-in"}},
    "no nonce": {"drop": ["nonce"]},
    "a list of nonces": {"claims": {"nonce": ["a", "b"]}},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "an issuer that only begins so": {"claims": {"iss": "http://127.0.0.1"}},
    "another audience": {"claims": {"aud": "another site"}},
    "two audiences and no party": {"claims": {"aud": ["belltown: tests", "another site"]}},
    "another party": {"claims": {"azp": "another site"}},
    "expired": {"claims": {"exp": 1_600_000_000}},
    "never expiring": {"drop": ["exp"]},
    "an end that is no number": {"claims": {"exp": "tomorrow"}},
    "of the far future": {"claims": {"iat": 9_000_000_000, "exp": 9_000_000_600}},
    "no time": {"drop": ["iat"]},
    "nobody": {"drop": ["sub"]},
    "nobody's name": {"claims": {"sub": ""}},
    "a name of a thousand letters": {"claims": {"sub": "x" * 1000}},
    "a name that is a number": {"claims": {"sub": 7}},
    "not yet": {"claims": {"nbf": 9_000_000_000}},
    "unsigned": {"sign": "none"},
    "signed with the public key as a secret": {"sign": "hs256"},
    "signed by a stranger under a known name": {"sign": "stranger"},
    "bringing its own key": {"sign": "stranger-in-header"},
    "an algorithm that is not ours": {"sign": "rs512"},
    "another kind of token": {"sign": "typed", "header": {"typ": "at+jwt"}},
    "a sign-out token": {"sign": "typed", "header": {"typ": "logout+jwt"}},
    "a header that must be understood": {"sign": "typed", "header": {"crit": ["x"], "x": 1}},
    "a name of no known key": {"sign": "typed", "header": {"kid": "unknown"}},
    "no token at all": {"token": "not.a.token"},
    "five parts": {"token": "a.b.c.d.e"},
    "the answer names another": {"iss": "https://evil.example"},
    "the answer names nobody": {"iss": ""},
}
NO_KEYS = {
    "no keys": {"jwks": {"keys": []}},
    "a shared secret among the keys": {"jwks": {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "a"}]}},
    "a key too short": {"jwks": {"keys": [{"kty": "RSA", "n": "AQAB" * 30, "e": "AQAB", "kid": "a"}]}},
    "keys that are none": {"jwks": {"keys": "none"}},
}


@pytest.mark.parametrize("lie", HOSTILE)
def test_what_cannot_be_relied_on_opens_nothing(client, police, provider, lie):
    address = set_out(client, police)
    provider.control(**HOSTILE[lie])
    answer = client.get(prove(address, "Ofelia"))
    assert answer["Location"] == "/sign-in"
    assert "could not be relied on" in said(answer, client)
    assert not signed_in(client)
    assert not AgencyIdentity.objects.exists()


@pytest.mark.parametrize("lie", NO_KEYS)
def test_keys_that_cannot_be_relied_on_open_nothing(client, police, provider, lie):
    address = set_out(client, police)
    provider.control(**NO_KEYS[lie])
    assert "no key that this site can check" in said(client.get(prove(address, "Ofelia")), client)
    assert not signed_in(client)


@pytest.mark.parametrize(
    "lie",
    [{"claims": {"hd": "police.example"}}, {"claims": {"azp": "belltown: tests"}},
     {"claims": {"aud": "belltown: tests"}}, {"sign": "typed", "header": {"typ": "JWT"}}],
)  # fmt: skip
def test_what_a_test_changes_without_harm_still_opens(client, police, provider, lie):
    """So that the refusals above are of what was changed, and not of the changing."""
    address = set_out(client, police)
    provider.control(**lie)
    client.get(prove(address, "Ofelia"))
    assert signed_in(client)


def test_an_honest_token_with_one_letter_changed_opens_nothing(client, police, provider):
    sign_in_at(client, police, "Ofelia")
    token = next(one["id_token"] for one in provider.asked() if "id_token" in one)
    provider.control(token=token)  # an honest one, of another sign-in: its nonce is old
    elsewhere = Client()
    sign_in_at(elsewhere, police, "Ofelia")
    assert not signed_in(elsewhere)


class TestTheWay:
    def test_asks_for_no_more_than_it_needs_and_proves_that_it_began_here(self, client, police, provider):
        sign_in_at(client, police, "Ofelia")
        asked = next(one["authorize"] for one in provider.asked() if "authorize" in one)
        assert (asked["scope"], asked["response_type"], asked["code_challenge_method"]) == (
            "openid email",
            "code",
            "S256",
        )
        assert len(asked["state"]) >= 43
        assert len(asked["nonce"]) >= 43
        assert asked["max_age"] == str(12 * 60 * 60)
        assert "prompt" not in asked

    def test_is_good_once(self, client, police):
        back = prove(set_out(client, police), "Ofelia")
        assert client.get(back)["Location"] == "/"
        client.post("/sign-out")
        assert "used before" in said(client.get(back), client)
        assert not signed_in(client)

    def test_is_good_in_one_browser_alone(self, client, police):
        back = prove(set_out(client, police), "Ofelia")
        victim = Client()
        assert "begun elsewhere" in said(victim.get(back), victim)
        assert not signed_in(victim)

    def test_cannot_be_ended_with_a_code_of_another(self, client, police, provider, ofelia):
        attacker = Client()
        stolen = prove(set_out(client, police), "Ofelia").partition("code=")[2].partition("&")[0]
        own = prove(set_out(attacker, police), "Ofelia")
        mine = own.partition("code=")[2].partition("&")[0]
        attacker.get(own.replace(mine, stolen))
        assert not signed_in(attacker)

    def test_ends_where_it_began(self, client, police, provider):
        pru = people.pru()
        provider.employs(pru)
        prosecutor = provider.serves(pru.agency)
        back = prove(set_out(client, police), "Ofelia")
        assert "begun elsewhere" in said(client.get(back.replace(str(police.pk), str(prosecutor.pk))), client)
        assert not signed_in(client)

    def test_takes_ten_minutes_at_most(self, client, police, monkeypatch):
        back = prove(set_out(client, police), "Ofelia")
        later = timezone.now() + timedelta(minutes=11)
        monkeypatch.setattr(timezone, "now", lambda: later)
        assert "longer than ten minutes" in said(client.get(back), client)

    def test_needs_a_button(self, client, police):
        assert client.get(f"/sign-in/agency/{police.pk}").status_code == 405
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(f"/sign-in/agency/{police.pk}").status_code == 403

    def test_given_up_there_is_said_here(self, client, police):
        assert "You did not finish" in said(client.get(prove(set_out(client, police), "leave")), client)

    def test_never_leads_elsewhere(self, client, police):
        assert sign_in_at(client, police, "Ofelia", next="https://evil.example/")["Location"] == "/"

    def test_of_a_sign_in_that_is_off_or_none_does_not_exist(self, client, police):
        police.enabled = False
        police.save()
        assert client.post(f"/sign-in/agency/{police.pk}").status_code == 404
        assert police.agency.name not in client.get("/sign-in").content.decode()

    def test_switched_off_meanwhile_ends_nowhere(self, client, police):
        back = prove(set_out(client, police), "Ofelia")
        police.enabled = False
        police.save()
        client.get(back)
        assert not signed_in(client)

    def test_is_not_begun_without_end_from_one_place(self, client, police):
        for _ in range(60):
            client.post(f"/sign-in/agency/{police.pk}")
        assert "too many tries" in said(client.post(f"/sign-in/agency/{police.pk}"), client)

    def test_the_session_key_changes(self, client, police):
        back = prove(set_out(client, police), "Ofelia")
        before = client.session.session_key
        client.get(back)
        assert client.session.session_key != before

    def test_rotated_keys_are_known_at_once(self, client, police, provider):
        sign_in_at(client, police, "Ofelia")
        provider.control(rotate=True)
        elsewhere = Client()
        sign_in_at(elsewhere, police, "Ofelia")
        assert signed_in(elsewhere)

    def test_a_provider_that_takes_the_secret_in_the_form_alone_is_served(self, client, police, provider):
        provider.control(metadata={"token_endpoint_auth_methods_supported": ["client_secret_post"]})
        sign_in_at(client, police, "Ofelia")
        assert signed_in(client)

    def test_keeps_no_token_and_no_secret(self, client, police, provider):
        sign_in_at(client, police, "Ofelia")
        kept = str(dict(client.session))
        assert "eyJ" not in kept
        assert "code_verifier" not in kept
        assert b"secret" not in bytes(police.client_secret)


class TestAProviderThatFails:
    @pytest.mark.parametrize("path", ["/token", "/keys"])
    def test_on_the_way_back_is_said_plainly(self, client, police, provider, path):
        address = set_out(client, police)
        provider.control(down=path)
        page = said(client.get(prove(address, "Ofelia")), client)
        assert "cannot be used now" in page
        assert "password and second step" in page

    def test_on_the_way_there_too(self, client, police, provider):
        provider.control(down="/.well-known/openid-configuration")
        answer = client.post(f"/sign-in/agency/{police.pk}", {"next": "/field/"})
        assert answer["Location"] == "/sign-in?next=%2Ffield%2F"
        assert "cannot be used now" in said(answer, client)

    def test_and_is_away_altogether(self, client, police):
        police.issuer = "http://127.0.0.1:9"
        police.save()
        assert "does not answer" in said(client.post(f"/sign-in/agency/{police.pk}"), client)

    def test_redirecting_us_is_not_followed(self, client, police, provider):
        address = set_out(client, police)
        provider.control(redirect_token=f"{provider.url}/taken")
        client.get(prove(address, "Ofelia"))
        assert {"path": "/taken"} not in provider.asked()
        assert not signed_in(client)

    def test_answering_without_end_is_cut_off(self, client, police, provider):
        address = set_out(client, police)
        provider.control(long_token=2_000_000)
        assert "too long" in said(client.get(prove(address, "Ofelia")), client)

    @pytest.mark.parametrize(
        "metadata",
        [
            {"issuer": "https://evil.example"},
            {"issuer": None},
            {"token_endpoint": "http://169.254.169.254/latest"},
            {"token_endpoint": "https://evil.example/token"},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"jwks_uri": "file:///etc/passwd"},
            {"jwks_uri": None},
            {"code_challenge_methods_supported": ["plain"]},
            {"response_types_supported": ["id_token"]},
            {"id_token_signing_alg_values_supported": ["HS256", "none"]},
            {"id_token_signing_alg_values_supported": 7},
        ],
    )
    def test_saying_of_itself_what_cannot_be_relied_on_leads_nowhere(self, client, police, provider, metadata):
        provider.control(metadata=metadata)
        assert "cannot be used now" in said(client.post(f"/sign-in/agency/{police.pk}"), client)
        with pytest.raises(NotPossible):
            agency_setup.test(police)


class TestAgain:
    """Over an open page, for somebody who has no password at all."""

    @pytest.fixture
    def desk(self, client, police):
        sign_in_at(client, police, "Ofelia")
        return client

    def ask(self, client, user, who="Ofelia", **more):
        page = client.post("/sign-in/agency/again", {"who": name_page(user), **more})
        return client.get(prove(there(page), who))

    def lock(self):
        OpenSession.objects.update(seen_at=timezone.now() - timedelta(minutes=20))

    def test_the_page_is_told_that_the_agency_alone_can_open_it(self, desk, ofelia):
        self.lock()
        state = desk.get("/sign-in/state", headers={"Belltown-Page": name_page(ofelia)}).json()
        asks = {"password": False, "code": False, "passkey": False, "agency": True, "nothing": False}
        assert state["asks"] == asks
        answer = desk.post("/sign-in/again", {"who": name_page(ofelia)}, headers={"Accept": "application/json"})
        assert (answer.status_code, "at your agency" in answer.json()["sentence"]) == (422, True)

    def test_the_provider_is_told_to_ask_anew(self, desk, ofelia, provider):
        self.lock()
        self.ask(desk, ofelia, tab="1")
        asked = [one["authorize"] for one in provider.asked() if "authorize" in one][-1]
        assert (asked["prompt"], asked["max_age"]) == ("login", "0")

    def test_a_tab_of_its_own_says_that_it_can_be_closed(self, desk, ofelia):
        self.lock()
        before = desk.session.session_key
        answer = self.ask(desk, ofelia, tab="1")
        assert "close this tab" in desk.get(answer["Location"]).content.decode()
        assert desk.session.session_key != before
        assert desk.get("/field/").status_code == 200
        assert OpenSession.objects.count() == 1

    def test_what_was_sent_goes_on_its_way(self, desk, ofelia):
        self.lock()
        page = desk.post("/field/new/?x=1", {"note": "what was <typed>"})
        assert page.status_code == 401
        assert b"Sign in at Example County Police" in page.content
        answer = self.ask(desk, ofelia, held=page.context["back"].held)
        resent = desk.get(answer["Location"]).content.decode()
        assert 'action="/field/new/?x=1"' in resent
        assert "what was &lt;typed&gt;" in resent

    def test_what_was_sent_waits_while_the_provider_is_away(self, desk, ofelia, provider):
        self.lock()
        held = desk.post("/field/new/", {"note": "typed"}).context["back"].held
        provider.control(down="/.well-known/openid-configuration")
        answer = desk.post("/sign-in/agency/again", {"who": name_page(ofelia), "held": held})
        page = desk.get(answer["Location"])
        assert "cannot be used now" in page.content.decode()
        assert page.context["back"].held == held

    def test_what_waited_goes_with_its_own_page_or_not_at_all(self, desk, ofelia, provider):
        self.lock()
        held = desk.post("/field/new/", {"note": "typed"}).context["back"].held
        provider.control(down="/.well-known/openid-configuration")
        desk.post("/sign-in/agency/again", {"who": name_page(ofelia), "held": held})
        assert desk.get("/sign-in/again?next=/account").context["back"].held == ""
        assert desk.get("/sign-in/again").context["back"].held == ""

    def test_once_the_agencys_sign_in_is_off_the_page_says_what_to_do(self, desk, police, ofelia):
        self.lock()
        police.enabled = False
        police.save()
        answer = desk.post("/sign-in/again", {"who": name_page(ofelia)}, headers={"Accept": "application/json"})
        assert "ask your administrator" in answer.json()["sentence"]

    def test_another_person_does_not_open_it(self, desk, ofelia, provider):
        provider.employs(people.sol())
        self.lock()
        answer = self.ask(desk, ofelia, who="Sol")
        assert "another account" in said(answer, desk)
        assert desk.get("/field/").status_code == 302

    @pytest.mark.parametrize("lie", [{"proved_ago": 3600}, {"drop": ["auth_time"]}, {"claims": {"auth_time": "now"}}])
    def test_a_proof_that_is_old_or_of_no_time_does_not_open_it(self, desk, ofelia, provider, lie):
        self.lock()
        provider.control(**lie)
        answer = self.ask(desk, ofelia)
        assert "proved anew" in said(answer, desk)
        assert desk.get("/field/").status_code == 302

    def test_our_second_step_is_asked_for_where_the_agency_has_none(self, desk, ofelia, provider):
        with_password("ofelia")
        provider.employs(ofelia, amr=["pwd"])
        self.lock()
        assert self.ask(desk, ofelia, tab="1")["Location"] == "/sign-in/second-step"
        assert desk.get("/field/").status_code == 302
        after = desk.post("/sign-in/second-step", {"code": code_now()})["Location"]
        assert "close this tab" in desk.get(after).content.decode()
        assert desk.get("/account/password").status_code == 200, "both proofs are of this moment"

    def test_of_nobody_leads_to_the_sign_in_page(self, client, police):
        assert client.post("/sign-in/agency/again", {"who": "invented"})["Location"] == "/sign-in"
        page = client.post("/sign-in/agency/again", {"who": name_page(people.sol())})
        assert page["Location"] == "/sign-in", "sol is bound to no agency's sign-in"

    def test_grave_acts_ask_for_it_when_the_agencys_proof_is_old(self, client, police, provider, ofelia):
        provider.control(proved_ago=3600)
        sign_in_at(client, police, "Ofelia")
        assert signed_in(client)
        asked = client.post("/account/recovery-codes")
        assert asked.status_code == 401
        provider.control()
        answer = self.ask(client, ofelia, held=asked.context["back"].held)
        assert 'action="/account/recovery-codes"' in client.get(answer["Location"]).content.decode()
        assert client.post("/account/recovery-codes").status_code == 200

    def test_a_proof_of_no_known_time_opens_the_site_and_no_grave_act(self, client, police, provider):
        provider.control(drop=["auth_time"])
        sign_in_at(client, police, "Ofelia")
        assert client.get("/field/").status_code == 200
        assert client.post("/account/recovery-codes").status_code == 401

    def test_a_proof_older_than_a_days_work_opens_nothing(self, client, police, provider):
        provider.control(proved_ago=13 * 3600)
        assert "too long ago" in said(sign_in_at(client, police, "Ofelia"), client)
        assert not signed_in(client)


class TestLeaving:
    def test_ends_our_session_and_leads_to_the_agencys_own_end(self, client, police, provider):
        sign_in_at(client, police, "Ofelia")
        answer = client.post("/sign-out")
        assert not signed_in(client)
        page = client.get(answer["Location"]).content.decode()
        assert "You may still be signed in at Example County Police" in page
        assert f'href="{provider.url}/sign-out?client_id=belltown%3A+tests"' in page
        assert "Sign out there too" not in client.get("/sign-in?left").content.decode()

    def test_says_so_where_the_provider_has_no_end(self, client, police, provider):
        provider.control(metadata={"end_session_endpoint": "https://evil.example/out"})
        sign_in_at(client, police, "Ofelia")
        page = client.get(client.post("/sign-out")["Location"]).content.decode()
        assert "close the browser too" in page
        assert "evil" not in page

    def test_after_a_password_speaks_of_no_agency(self, client, police, ofelia):
        from tests.integration.accounts.factors import sign_in

        sign_in(client, with_password("ofelia").email)
        page = client.get(client.post("/sign-out")["Location"]).content.decode()
        assert "You are signed out here" in page
        assert "still be signed in" not in page


class TestOnesAccount:
    def test_shows_the_binding(self, client, police, ofelia):
        sign_in_at(client, police, "Ofelia")
        page = client.get("/account").content.decode()
        assert "Sign-in at Example County Police" in page
        assert "Choose a new password" not in page
        assert "Take it away" not in page, "it is the only way in"

    def test_the_only_way_in_is_not_taken_away(self, client, police, ofelia):
        sign_in_at(client, police, "Ofelia")
        assert "only way to sign in" in client.post("/account/agency/remove", follow=True).content.decode()
        assert AgencyIdentity.objects.filter(user=ofelia).exists()

    def test_is_unbound_by_its_owner_and_nobody_elses_is(self, client, police, provider, ofelia):
        sol = people.sol()
        provider.employs(sol)
        for who in ("Ofelia", "Sol"):
            sign_in_at(Client(), police, who)
        client.force_login(with_password("ofelia"))
        assert "Take it away" in client.get("/account").content.decode()
        client.post("/account/agency/remove")
        assert list(AgencyIdentity.objects.values_list("user", flat=True)) == [sol.pk]

    def test_is_unbound_by_a_fresh_proof_alone(self, client, police, ofelia):
        sign_in_at(Client(), police, "Ofelia")
        client.force_login(with_password("ofelia"))
        OpenSession.objects.update(proved_at=timezone.now() - timedelta(minutes=6))
        assert client.post("/account/agency/remove").status_code == 401
        assert AgencyIdentity.objects.exists()

    def test_gets_no_password_by_a_way_round(self, client, police, ofelia):
        sign_in_at(client, police, "Ofelia")
        new = "my cat sleeps on the radio"
        assert client.post("/account/password", {"password": new, "repeat": new}).status_code == 409
        assert not User.objects.get(pk=ofelia.pk).has_usable_password()


def test_the_log_says_who_by_number_and_names_nobody(client, police, provider, ofelia, caplog):
    with caplog.at_level("INFO", "belltown.sign-in"):
        sign_in_at(client, police, "Ofelia")
        address = set_out(Client(), police)
        browser = Client()
        address = set_out(browser, police)
        provider.control(sign="none")
        browser.get(prove(address, "Ofelia"))
    lines = [one.getMessage() for one in caplog.records if one.name == "belltown.sign-in"]
    assert any(line.startswith("signed_in") and str(ofelia.pk) in line and "by=agency" in line for line in lines)
    assert any(line.startswith("identity_bound") for line in lines)
    assert any(line.startswith("provider_unproved") and "by=signature" in line for line in lines)
    assert not [line for line in lines if "ofelia" in line.lower() or "127.0.0.1" in line or "@" in line]
