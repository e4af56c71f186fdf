"""What this site asks of an identity provider (OpenID Connect Core 1.0 §3.1, Discovery 1.0 §4): nothing is kept between
sign-ins but its name, so that keys it has changed or addresses it has moved are never old here."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from belltown.errors import NotAllowed
from belltown_site.accounts.models import AgencySignIn
from belltown_site.accounts.outbound import ProviderAway, ask, host_of, is_safe
from belltown_site.accounts.sealing import unseal

ALGORITHMS = ("RS256", "ES256", "PS256")
SCOPE = "openid email"
LEAST_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider's addresses, each on a host that the agency's sign-in names."""

    authorization: str
    token: str
    keys: str
    sign_out: str
    names_itself: bool
    """Whether its answers carry `iss` (RFC 9207): then one without is not from it."""
    secret_in_form: bool

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Provider:
        """What `asdict` made of one."""
        return cls(**kept)

    def kept(self) -> dict[str, Any]:
        """As plain values, for the session of whoever is on their way there."""
        return asdict(self)


def hosts_of(sign_in: AgencySignIn) -> frozenset[str]:
    """Every host that may be asked for this agency: the issuer's own, and those that were named when it was added."""
    return frozenset({host_of(sign_in.issuer), *sign_in.hosts})


def discover(sign_in: AgencySignIn) -> Provider:
    """The provider's addresses as it says them now. Raises ProviderAway when it is away or cannot be relied on."""
    hosts = hosts_of(sign_in)
    said = ask(f"{sign_in.issuer.rstrip('/')}/.well-known/openid-configuration", hosts=hosts)
    if said.get("issuer") != sign_in.issuer:
        raise ProviderAway("It gives another name for itself (issuer) than the one it was added under.")
    _check_ability(said)
    away, methods = said.get("end_session_endpoint"), said.get("token_endpoint_auth_methods_supported")
    return Provider(
        authorization=_address(said, "authorization_endpoint", hosts),
        token=_address(said, "token_endpoint", hosts),
        keys=_address(said, "jwks_uri", hosts),
        sign_out=str(away) if is_safe(away, hosts) else "",
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        secret_in_form="client_secret_basic" not in (methods or ["client_secret_basic"]),
    )


def _address(said: Mapping[str, Any], name: str, hosts: frozenset[str]) -> str:
    if not is_safe(said.get(name), hosts):
        raise ProviderAway(f"One of its addresses ({name}) is not secure, or lies on a host it was not added with.")
    return str(said[name])


def _check_ability(said: Mapping[str, Any]) -> None:
    wanted = {
        "response_types_supported": {"code"},
        "code_challenge_methods_supported": {"S256"},
        "id_token_signing_alg_values_supported": set(ALGORITHMS),
    }
    for name, ours in wanted.items():
        theirs = said.get(name, list(ours))
        if not isinstance(theirs, list) or not ours & {str(one) for one in theirs}:
            raise ProviderAway(f"It does not offer what this site needs ({name}).")


def way_there(provider: Provider, sign_in: AgencySignIn, asked: Mapping[str, str]) -> str:
    """Where the browser is sent. `asked` holds what is this one sign-in's own: state, nonce, verifier, addresses."""
    words = {
        "response_type": "code",
        "client_id": sign_in.client_id,
        "scope": SCOPE,
        "redirect_uri": asked["redirect_uri"],
        "state": asked["state"],
        "nonce": asked["nonce"],
        "code_challenge": _challenge(asked["verifier"]),
        "code_challenge_method": "S256",
        "max_age": asked["max_age"],
    }
    if asked["max_age"] == "0":
        words["prompt"] = "login"
    if sign_in.second_factor_acr:
        words["acr_values"] = " ".join(sign_in.second_factor_acr)
    return f"{provider.authorization}{'&' if '?' in provider.authorization else '?'}{urlencode(words)}"


def _challenge(verifier: str) -> str:
    """RFC 7636 §4.2, S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def fetch_token(provider: Provider, sign_in: AgencySignIn, *, code: str, verifier: str, redirect_uri: str) -> str:
    """The ID token that the provider gives for this code. No other token is looked at or kept."""
    send = {
        "grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect_uri,
    }  # fmt: skip
    secret = unseal(bytes(sign_in.client_secret), secret_place(sign_in)).decode()
    login = None
    if provider.secret_in_form:
        send |= {"client_id": sign_in.client_id, "client_secret": secret}
    else:
        login = (quote(sign_in.client_id, safe=""), quote(secret, safe=""))  # RFC 6749 §2.3.1
    token = ask(provider.token, hosts=hosts_of(sign_in), send=send, login=login).get("id_token")
    if not isinstance(token, str):
        raise ProviderAway("It did not say who signed in.")
    return token


def secret_place(sign_in: AgencySignIn) -> str:
    """What the client secret is sealed for: one provider of one agency."""
    return f"agency sign-in {sign_in.pk}"


def fetch_keys(provider: Provider, sign_in: AgencySignIn) -> KeySet:
    """The public keys that the provider signs with now: RSA of 2048 bits or more, and elliptic curves."""
    listed = ask(provider.keys, hosts=hosts_of(sign_in)).get("keys")
    keys = [key for one in listed if (key := _public_key(one))] if isinstance(listed, list) else []
    if not keys:
        raise ProviderAway("It shows no key that this site can check its word with.")
    return KeySet(keys)


def _public_key(listed: object) -> RSAKey | ECKey | None:
    """One listed key; None where it is of a kind that may not sign here. A shared secret is never a public key."""
    kinds: dict[str, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}
    if not isinstance(listed, dict) or listed.get("use", "sig") != "sig" or listed.get("kty") not in kinds:
        return None
    if listed["kty"] == "RSA" and len(str(listed.get("n"))) * 6 < LEAST_RSA_BITS:  # six bits a letter of base64
        return None
    try:
        return kinds[listed["kty"]].import_key(listed)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def refused(agency: str) -> NotAllowed:
    """The refusal of whatever a provider said that does not hold. It tells nothing that would help a forger."""
    return NotAllowed(
        f"What {agency}'s sign-in said could not be relied on, so nobody was signed in. "
        "Please try again; if it happens again, tell your administrator."
    )
