"""The ID token (OpenID Connect Core 1.0 §3.1.3.7): what a provider says of whoever signed in, checked or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from belltown_site.accounts.models import AgencySignIn
from belltown_site.accounts.provider import ALGORITHMS

SKEW = timedelta(seconds=60)
LONGEST_SUBJECT = 255


class Unproved(ValueError):
    """The token does not hold. The word says what of it, for the log: never what it carried."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider said of one person. `email` is empty unless the provider has verified it."""

    issuer: str
    subject: str
    email: str
    second_factor: bool
    authenticated_at: datetime | None


def read_id_token(token: str, keys: KeySet, sign_in: AgencySignIn, *, nonce: str, now: datetime) -> Said:
    """What the token says. Raises Unproved unless it is whole, new, meant for us, and signed by one of `keys`."""
    claims = _opened(token, keys)
    registry = JWTClaimsRegistry(
        now=int(now.timestamp()), leeway=int(SKEW.total_seconds()),
        iss={"essential": True, "value": sign_in.issuer}, aud={"essential": True, "value": sign_in.client_id},
        sub={"essential": True}, exp={"essential": True}, iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )  # fmt: skip
    try:
        registry.validate(claims)
    except (JoseError, OverflowError) as error:
        raise Unproved(f"claims:{type(error).__name__}") from error
    _check_party(claims, sign_in.client_id)
    if claims["nonce"] != nonce or len(claims["sub"]) > LONGEST_SUBJECT:
        raise Unproved("claims:nonce-or-sub")
    return _said(claims, sign_in)


def _opened(token: str, keys: KeySet) -> dict[str, Any]:
    try:
        opened = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unproved(f"signature:{type(error).__name__}") from error
    if str(opened.header.get("typ", "JWT")).upper() not in ("JWT", "APPLICATION/JWT"):
        raise Unproved("header:typ")
    return opened.claims


def _check_party(claims: Mapping[str, Any], client_id: str) -> None:
    """A token for several audiences names the one it was issued to, and that is us."""
    audience, party = claims["aud"], claims.get("azp")
    alone = audience in (client_id, [client_id])
    if (party is None and not alone) or party not in (None, client_id):
        raise Unproved("claims:azp")


def _said(claims: Mapping[str, Any], sign_in: AgencySignIn) -> Said:
    email = claims.get("email")
    verified = claims.get("email_verified") is True and isinstance(email, str)
    return Said(
        issuer=sign_in.issuer,
        subject=claims["sub"],
        email=str(email).strip().lower() if verified else "",
        second_factor=_has_second_factor(claims, sign_in),
        authenticated_at=_moment(claims.get("auth_time")),
    )


def _has_second_factor(claims: Mapping[str, Any], sign_in: AgencySignIn) -> bool:
    """RFC 8176: whether one of the methods, or the level, is among those that the agency's sign-in was added with."""
    methods, level = claims.get("amr"), claims.get("acr")
    said = {one for one in methods if isinstance(one, str)} if isinstance(methods, list) else set()
    return bool(said & set(sign_in.second_factor_amr)) or (
        isinstance(level, str) and level in sign_in.second_factor_acr
    )


def _moment(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
