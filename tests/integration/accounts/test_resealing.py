"""A new key: the sign-in's own secrets move under it, and what no key opens is counted."""

import base64

import pytest
from django.utils import timezone

from belltown_site.accounts.factors import use_code
from belltown_site.accounts.models import AgencySignIn, Authenticator
from belltown_site.accounts.provider import secret_place
from belltown_site.accounts.resealing import reseal
from belltown_site.accounts.sealing import seal, unseal
from tests.integration.accounts.factors import code_now, with_password

pytestmark = pytest.mark.django_db
NEW = base64.b64encode(b"n" * 32).decode()


@pytest.fixture
def secrets(now):
    ofelia = with_password("ofelia")
    sign_in = AgencySignIn(agency=ofelia.agency, issuer="https://id.example", client_id="us", added_at=now)
    sign_in.client_secret = seal(b"a secret", secret_place(sign_in))
    sign_in.save()
    return ofelia


def test_secrets_open_under_the_new_key_alone(secrets, settings):
    settings.BELLTOWN_KEYS = (NEW, *settings.BELLTOWN_KEYS)
    assert (reseal().sealed, reseal().unopened) == (2, {})
    settings.BELLTOWN_KEYS = (NEW,)
    use_code(secrets, code_now(), now=timezone.now())
    sign_in = AgencySignIn.objects.get()
    assert unseal(bytes(sign_in.client_secret), secret_place(sign_in)) == b"a secret"


def test_what_no_key_opens_is_counted_and_left_as_it_is(secrets, settings):
    before = bytes(Authenticator.objects.get().secret)
    settings.BELLTOWN_KEYS = (NEW,)
    done = reseal()
    assert (done.sealed, done.unopened) == (0, {"accounts_authenticator": 1, "accounts_agencysignin": 1})
    assert bytes(Authenticator.objects.get().secret) == before
