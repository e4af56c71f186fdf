"""Seal what must be kept for a moment or a year and read by this site alone, under the installation's own keys."""

from __future__ import annotations

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class Unreadable(ValueError):
    """What was sealed does not open: a key is missing, or the bytes were changed or moved."""


def seal(value: bytes, place: str) -> bytes:
    """The sealed bytes of `value`, bound to `place`, under the newest key."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(settings.BELLTOWN_KEYS[0])).encrypt(nonce, value, place.encode())


def unseal(sealed: bytes, place: str) -> bytes:
    """What was sealed for this `place`. Raises Unreadable."""
    for key in settings.BELLTOWN_KEYS:
        try:
            return AESGCM(_key(key)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            continue
    raise Unreadable("This was sealed with a key that the server does not hold, or it was changed.")


def _key(configured: str) -> bytes:
    """A key of our own, derived, so that no two uses of one configured key share it."""
    return hashlib.sha256(b"belltown sign-in" + base64.b64decode(configured)).digest()
