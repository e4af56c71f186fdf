"""Passkeys (WebAuthn): making one, and proving that it is there. A challenge waits in the session and is good once."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from belltown.errors import NotAllowed
from belltown_site.accounts.models import Passkey, User

WAITING = "belltown_passkey"
REFUSED = "That passkey did not work here. Please try again, or use another way to prove that it is you."


def offer_making(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey for this person."""
    entity = PublicKeyCredentialUserEntity(id=user.pk.bytes, name=user.email, display_name=user.name)
    options, state = _server(request).register_begin(
        entity,
        credentials=_known(user),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _wait(request, "make", user, state)
    return dict(options.public_key)


def keep_made(request: HttpRequest, user: User, answer: str, *, name: str, now: datetime) -> Passkey:
    """Keep the passkey the browser made. Raises NotAllowed."""
    state = _take(request, "make", user)
    try:
        made = _server(request).register_complete(state, json.loads(answer))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotAllowed(REFUSED) from None
    data = made.credential_data
    if data is None or Passkey.objects.filter(credential=data.credential_id.hex()).exists():
        raise NotAllowed("That passkey is already in use here. Please choose another.")
    return Passkey.objects.create(
        user=user, name=name.strip()[:60] or "Passkey", credential=data.credential_id.hex(), data=bytes(data),
        counter=made.counter, added_at=now,
    )  # fmt: skip


def offer_proving(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser needs to prove that one of this person's passkeys is there."""
    options, state = _server(request).authenticate_begin(
        credentials=_known(user), user_verification=UserVerificationRequirement.REQUIRED
    )
    _wait(request, "prove", user, state)
    return dict(options.public_key)


def use_passkey(request: HttpRequest, user: User, answer: str, *, now: datetime) -> None:
    """Accept one proof. Raises NotAllowed when it proves nothing, answers no challenge, or comes from a copied key."""
    state = _take(request, "prove", user)
    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        used = _server(request).authenticate_complete(state, _known(user), response)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotAllowed(REFUSED) from None
    _count_up(user, used.credential_id.hex(), response.response.authenticator_data.counter, now)


def _count_up(user: User, credential: str, counter: int, now: datetime) -> None:
    """A key that counts must count up: one that does not was copied. Many passkeys do not count, and say 0."""
    key = Passkey.objects.filter(user=user, credential=credential)
    fitting = key.filter(counter__lt=counter) if counter else key.filter(counter=0)
    if fitting.update(counter=counter, used_at=now) != 1:
        raise NotAllowed(REFUSED)


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host().rpartition(":")[0] or request.get_host()
    here = f"{request.scheme}://{request.get_host()}"
    entity = PublicKeyCredentialRpEntity(id=host, name="Belltown")
    return Fido2Server(entity, verify_origin=lambda origin: origin == here)


def _known(user: User) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(key.data)) for key in user.passkeys.all()]


def _wait(request: HttpRequest, what: str, user: User, state: dict[str, Any]) -> None:
    request.session[WAITING] = {"what": what, "user": str(user.pk), "state": state}


def _take(request: HttpRequest, what: str, user: User) -> dict[str, Any]:
    waiting = request.session.pop(WAITING, None)
    if waiting is None or (waiting["what"], waiting["user"]) != (what, str(user.pk)):
        raise NotAllowed(REFUSED)
    state: dict[str, Any] = waiting["state"]
    return state
