"""The three algorithms that providers may sign with, the clock's play, and the keys that are taken."""

from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from belltown_site.accounts.id_token import Unproved, read_id_token
from belltown_site.accounts.models import AgencySignIn
from belltown_site.accounts.provider import ALGORITHMS, _public_key

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RSA, EC = RSAKey.generate_key(2048, auto_kid=True), ECKey.generate_key("P-256", auto_kid=True)
KEYS = {"RS256": RSA, "PS256": RSA, "ES256": EC}
SIGN_IN = AgencySignIn(issuer="https://id.example", client_id="us", second_factor_amr=["mfa"], second_factor_acr=["2"])


def token(alg="RS256", **more):
    seconds = int(NOW.timestamp())
    claims = {"iss": "https://id.example", "aud": "us", "sub": "o", "iat": seconds, "exp": seconds + 300, "nonce": "n"}
    return jwt.encode({"alg": alg, "kid": KEYS[alg].kid}, {**claims, **more}, KEYS[alg], [alg])


def read(text, now=NOW, nonce="n"):
    return read_id_token(text, KeySet([RSA, EC]), SIGN_IN, nonce=nonce, now=now)


@pytest.mark.parametrize("alg", ALGORITHMS)
def test_each_of_our_algorithms_is_read(alg):
    assert read(token(alg)).subject == "o"


def test_the_clocks_may_differ_by_a_minute_and_no_more():
    end = NOW + timedelta(minutes=5)
    assert read(token(), now=end + timedelta(seconds=59))
    with pytest.raises(Unproved):
        read(token(), now=end + timedelta(seconds=60))
    assert read(token(), now=NOW - timedelta(seconds=60))
    with pytest.raises(Unproved):
        read(token(), now=NOW - timedelta(seconds=61))


@pytest.mark.parametrize("at", range(0, 400, 23))
def test_no_letter_can_be_changed(at):
    whole = token()
    changed = whole[:at] + ("A" if whole[at] != "A" else "B") + whole[at + 1 :]
    with pytest.raises(Unproved):
        read(changed)


@pytest.mark.parametrize(
    ("said", "proved"),
    [({"amr": ["mfa"]}, True), ({"amr": ["pwd", "mfa"]}, True), ({"acr": "2"}, True), ({"amr": ["otp"]}, False),
     ({}, False), ({"acr": "1"}, False), ({"acr": 2}, False), ({"amr": {"mfa": 1}}, False), ({"amr": "mfa"}, False)],
)  # fmt: skip
def test_a_second_factor_is_one_that_was_named(said, proved):
    assert read(token(**said)).second_factor is proved


@pytest.mark.parametrize("time", ["1", True, 1.5, None, 10**30, -(10**30), []])
def test_a_time_that_is_none_is_unknown(time):
    assert read(token(auth_time=time)).authenticated_at is None


def test_a_time_is_read_in_utc():
    assert read(token(auth_time=int(NOW.timestamp()))).authenticated_at == NOW


@pytest.mark.parametrize(
    "listed",
    [None, "key", {}, {"kty": "oct", "k": "c2VjcmV0"}, {"kty": "RSA"}, {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
     {**EC.as_dict(private=False), "use": "enc"}, {**EC.as_dict(private=False), "crv": "P-999"},
     {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}],
)  # fmt: skip
def test_a_key_that_may_not_sign_here_is_not_taken(listed):
    assert _public_key(listed) is None


@pytest.mark.parametrize("key", [RSA, EC])
def test_a_key_that_may_is(key):
    assert _public_key(key.as_dict(private=False))
