"""The six digits of an authenticator app (RFC 6238: SHA-1, thirty seconds), and the picture that hands over the key."""

from __future__ import annotations

import base64
import hmac
import io
import os
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

import segno

DIGITS = 6
SECONDS = 30
SECRET_BYTES = 20
DRIFT = 1
"""Steps before and after now that are accepted: a phone's clock may be half a minute off."""


def new_secret() -> bytes:
    return os.urandom(SECRET_BYTES)


def step_at(now: datetime) -> int:
    """The number of the half minute `now` lies in."""
    return int(now.timestamp()) // SECONDS


def code_for(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one step."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, code: str, *, now: datetime, after: int) -> int | None:
    """The step whose code this is; None when there is none near `now`, or it is not newer than `after`."""
    here = step_at(now)
    near = range(max(after + 1, here - DRIFT), here + DRIFT + 1)
    found = [step for step in near if hmac.compare_digest(code_for(secret, step).encode(), code.encode())]
    return found[-1] if found else None


def words_of(secret: bytes) -> str:
    """The key as people type it into an app: groups of four letters and digits."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def picture_of(secret: bytes, email: str, site: str = "Belltown") -> str:
    """The key as a QR code, drawn as SVG without any style of its own."""
    address = otpauth_address(secret, email, site)
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, scale=5, border=4, dark="#000", light="#fff",
        nl=False, svgclass="qr", lineclass=None,
    )  # fmt: skip
    return drawn.getvalue().decode()


def otpauth_address(secret: bytes, email: str, site: str) -> str:
    """The address an authenticator app reads from the picture."""
    key = base64.b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{quote(f'{site}:{email}')}?{urlencode({'secret': key, 'issuer': site})}"
