"""`agency-sign-in`: a provider is checked before it is kept, and taken away with everything bound to it."""

from io import StringIO

import pytest
from django.core.management import call_command

from belltown.errors import BadInput, NotFound, NotPossible
from belltown_site import __main__ as site
from belltown_site.accounts.agency_setup import Wanted, agency_named
from belltown_site.accounts.models import AgencyIdentity, AgencySignIn
from tests.integration.accounts.factors import with_password
from tests.lib import cast as people
from tests.lib.provider import CLIENT_ID, CLIENT_SECRET, sign_in_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def police(db):
    return people.ofelia().agency


@pytest.fixture
def run(monkeypatch, police):
    monkeypatch.setenv("BELLTOWN_CLIENT_SECRET", CLIENT_SECRET)

    def command(what, *more):
        said = StringIO()
        call_command("agency_sign_in", what, "--agency", police.name, *more, stdout=said)
        return said.getvalue()

    return command


def added(run, provider, *more):
    return run("add", "--issuer", provider.url, "--client-id", CLIENT_ID, *more)


def test_it_is_added_once_its_provider_has_answered(run, provider, police):
    said = added(run, provider)
    sign_in = AgencySignIn.objects.get()
    assert f"/sign-in/agency/{sign_in.pk}/back" in said
    assert "It signs with 1 key that this site accepts" in said
    assert (sign_in.agency, sign_in.second_factor_amr) == (police, ["mfa"])
    assert CLIENT_SECRET not in said
    assert CLIENT_SECRET.encode() not in bytes(sign_in.client_secret)


def test_adding_it_again_takes_its_place_and_keeps_its_address(run, provider, police):
    added(run, provider)
    first = AgencySignIn.objects.get().pk
    added(run, provider, "--amr", "hwk", "--amr", "otp", "--acr", "2", "--host", "keys.police.example")
    sign_in = AgencySignIn.objects.get()
    assert (sign_in.pk, sign_in.second_factor_amr) == (first, ["hwk", "otp"])
    assert (sign_in.second_factor_acr, sign_in.hosts) == (["2"], ["keys.police.example"])


def test_another_provider_forgets_who_was_bound_to_the_first(run, provider, now):
    ofelia, pru = people.ofelia(), people.pru()
    for one in (ofelia, pru):
        AgencyIdentity.objects.create(user=one, issuer="https://a.example", subject=one.name, bound_at=now, used_at=now)
    added(run, provider)
    assert list(AgencyIdentity.objects.values_list("user", flat=True)) == [pru.pk], "the other agency's stay"


@pytest.mark.parametrize("metadata", [{"issuer": "https://evil.example"}, {"token_endpoint": "https://evil.example"}])
def test_a_provider_that_cannot_be_relied_on_is_not_kept(run, provider, metadata):
    provider.control(metadata=metadata)
    with pytest.raises(NotPossible):
        added(run, provider)
    assert not AgencySignIn.objects.exists()


@pytest.mark.parametrize(
    "issuer", ["http://login.police.example", "login.police.example", "https://", "https://a.example/?b", "ftp://a"]
)
def test_an_issuer_that_is_no_secure_address_is_refused_in_words(issuer):
    with pytest.raises(BadInput, match="must begin with https://"):
        Wanted(issuer, "us", "secret")


def test_every_fault_is_said_at_once():
    with pytest.raises(BadInput) as refused:
        Wanted("x", "", "", hosts=["https://keys.example/"])
    assert len(refused.value.faults) == 4


def test_an_agency_that_is_none_is_said_with_those_that_are(police):
    with pytest.raises(NotFound, match="Example County Police"):
        agency_named("Polize")


def test_it_is_tested_switched_and_removed(run, provider, client):
    added(run, provider)
    assert "answers" in run("test")
    run("off")
    assert not AgencySignIn.objects.get().enabled
    run("on")
    provider.employs(people.ofelia(), people.sol())
    sign_in = AgencySignIn.objects.get()
    provider.control(addresses=[f"http://testserver/sign-in/agency/{sign_in.pk}/back"])
    for who in ("Ofelia", "Sol"):
        sign_in_at(client, sign_in, who)
        client.logout()
    with_password("sol")
    assert "nobody can sign in to now: 1" in run("remove"), "sol has a password, ofelia has none"
    assert not AgencySignIn.objects.exists()
    assert not AgencyIdentity.objects.exists()


def test_what_is_not_there_is_said(run):
    with pytest.raises(NotFound, match="no sign-in of its own"):
        run("test")


def test_the_secret_is_asked_for_and_never_an_argument(run, provider, monkeypatch):
    monkeypatch.delenv("BELLTOWN_CLIENT_SECRET")
    monkeypatch.setattr("getpass.getpass", lambda _: CLIENT_SECRET)
    assert "Added" in added(run, provider)


def test_it_is_written_with_hyphens_on_the_command_line(monkeypatch):
    called = []
    monkeypatch.setattr("django.core.management.execute_from_command_line", called.append)
    assert site.main(["agency-sign-in", "test", "--agency", "A-B"]) == 0
    assert called == [["belltown_site", "agency_sign_in", "test", "--agency", "A-B"]]
