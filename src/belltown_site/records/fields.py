"""Fields that keep a person's identity unreadable in the database, and the keyed digests that still let one search."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12


class Unreadable(RuntimeError):
    """A stored value does not open: a key is missing, or the bytes were changed or moved to another column."""


class SealedField(models.BinaryField):
    """A value at rest as `version | key id | nonce | AES-256-GCM ciphertext`, bound to its own table and column.

    What is empty is stored as empty bytes. A value copied into another column does not open: `Unreadable`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        return value

    @property
    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"


class EncryptedText(SealedField):
    """Text, sealed."""

    def get_default(self) -> str:
        return ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = seal(value, self._place) if isinstance(value, str) else value
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, *_: object) -> str | None:
        return None if value is None else unseal(bytes(value), self._place)

    def value_to_string(self, obj: models.Model) -> str:
        return base64.b64encode(seal(self.value_from_object(obj), self._place)).decode()


@dataclass(frozen=True, slots=True)
class Plain:
    """Bytes as they are before they are sealed: told apart from bytes that are sealed already."""

    content: bytes


class EncryptedBytes(SealedField):
    """A file's bytes, sealed. It takes and gives `Plain`; bare bytes are taken for sealed ones, as in a rotation."""

    def get_default(self) -> Plain:
        return Plain(b"")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = seal_bytes(value.content, self._place) if isinstance(value, Plain) else value
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, *_: object) -> Plain | None:
        return None if value is None else Plain(unseal_bytes(bytes(value), self._place))

    def value_to_string(self, obj: models.Model) -> str:
        return base64.b64encode(seal_bytes(self.value_from_object(obj).content, self._place)).decode()


def seal(text: str, place: str) -> bytes:
    """The sealed bytes of `text` for the column `place`, under the newest key; of empty text, empty bytes."""
    return seal_bytes(text.encode(), place)


def unseal(sealed: bytes, place: str) -> str:
    """The text in `sealed`. Raises Unreadable."""
    return unseal_bytes(sealed, place).decode()


def seal_bytes(content: bytes, place: str) -> bytes:
    """As `seal`, for bytes of any kind."""
    if not content:
        return b""
    key_id, nonce = current_key_id(), os.urandom(NONCE_BYTES)
    return VERSION + key_id + nonce + AESGCM(_keys()[key_id]).encrypt(nonce, content, place.encode())


def unseal_bytes(sealed: bytes, place: str) -> bytes:
    """The bytes in `sealed`. Raises Unreadable."""
    if not sealed:
        return b""
    key = _keys().get(key_id_of(sealed))
    if sealed[:1] != VERSION or key is None:
        raise Unreadable(f"a value in {place} was sealed with a key this server does not hold")
    rest = sealed[1 + KEY_ID_BYTES :]
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], place.encode())
    except InvalidTag:
        raise Unreadable(f"a value in {place} was changed or moved") from None


def key_id_of(sealed: bytes) -> bytes:
    """The id of the key a value was sealed with: what a rotation looks for."""
    return sealed[1 : 1 + KEY_ID_BYTES]


def current_key_id() -> bytes:
    """The id of the key that new values are sealed with: the newest."""
    return next(iter(_keys()))


def blind(kind: str, text: str) -> bytes:
    """A 16-byte keyed digest: equal texts of one kind have equal digests, and nothing else can be read from it.

    Its key is derived from the newest configured key.
    """
    return _digest(settings.BELLTOWN_KEYS[0], kind, text)


def blinds(kind: str, text: str) -> tuple[bytes, ...]:
    """The digest under every configured key: what a search asks for until `rotate-keys` has indexed all anew."""
    return tuple(_digest(key, kind, text) for key in settings.BELLTOWN_KEYS)


def _digest(key: str, kind: str, text: str) -> bytes:
    return hmac.new(_index_key(key), f"{kind}|{text}".encode(), hashlib.sha256).digest()[:16]


def _keys() -> dict[bytes, bytes]:
    """The configured keys by id, the newest first."""
    return _by_id(tuple(settings.BELLTOWN_KEYS))


@lru_cache(maxsize=4)
def _by_id(configured: tuple[str, ...]) -> dict[bytes, bytes]:
    decoded = [base64.b64decode(key) for key in configured]
    return {hashlib.sha256(b"belltown key id" + key).digest()[:KEY_ID_BYTES]: key for key in decoded}


@lru_cache(maxsize=4)
def _index_key(configured: str) -> bytes:
    return hashlib.sha256(b"belltown blind index" + base64.b64decode(configured)).digest()
