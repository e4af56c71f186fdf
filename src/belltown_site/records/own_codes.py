"""One-time codes and links into a participant's own window: made, read as people type them, and kept as digests."""

from __future__ import annotations

import secrets
from uuid import UUID

import phonenumbers
from django.utils.crypto import salted_hmac

from belltown.errors import BadInput, Fault

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, and without U, which is taken for V."""
LENGTH, PLACE = 8, 3
"""The first three letters find the code, the other five prove it: 24 million to try, and five tries."""
HOME = "US"
"""Where a number without its country is."""


def new_code() -> str:
    """A fresh code, by a generator fit for secrets."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def shown(code: str) -> str:
    """The code in two halves, as people read it aloud: ABCD-2345."""
    return f"{code[:4]}-{code[4:]}"


def read(typed: str) -> str:
    """The code in what somebody typed, in any case and with blanks and dashes; empty where there is none."""
    bare = "".join(typed.split()).replace("-", "").upper()
    return bare if len(bare) == LENGTH and set(bare) <= set(LETTERS) else ""


def digest_of(secret: str) -> str:
    """What is kept of a whole code or link."""
    return _keyed("window-code", secret)


def place_of(code: str) -> str:
    """What is kept of a code's first letters."""
    return _keyed("window-place", code[:PLACE])


def link_of(id: UUID) -> UUID:
    """The secret in the link of this row. It is worked out from the row's id under the site's key, and kept nowhere."""
    return UUID(hex=_keyed("window-link", str(id))[:32], version=4)


def phone_of(typed: str) -> str:
    """The number as the world writes it, +13165550101. Raises BadInput, without repeating it."""
    try:
        number = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise BadInput("That is no phone number.", [Fault("phone", "must be a phone number with its area code")])
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _keyed(kind: str, text: str) -> str:
    return salted_hmac(f"belltown.{kind}", text, algorithm="sha256").hexdigest()
