"""Photos and scans that people send, as pictures of our own: drawn anew apart, with nothing else of the file kept."""

from __future__ import annotations

from dataclasses import dataclass

from belltown.errors import BadInput, Fault
from belltown_site.web.apart import Failed, Refused, TookTooLong, apart

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 8
SECONDS = 25
_WORDS = {
    "unknown_kind": "this is neither a photo (JPEG, PNG, HEIC) nor a PDF. Please photograph the paper, then try again",
    "broken": "it cannot be opened: it is damaged or cut off. Please take the photo again",
    "locked": "this is a PDF locked with a password. Please photograph the paper instead",
    "too_large": "this is larger than a photo can be. Please take a photo with a phone",
    "too_small": "it is too small to read. Please take the photo again, closer to the paper",
    "too_many_pages": "it has no page, or makes more than eight. Please send the signed form alone",
    "too_slow": "it takes too long to open. Please photograph the paper instead",
    "too_many_bytes": "it has more than 10 megabytes. Please send a smaller photo",
    "nothing": "the photo is missing. Please choose a photo of the signed paper",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that may be kept: pages that `drawn_anew` drew, each a JPEG. Made there alone."""

    pages: tuple[bytes, ...]


def drawn_anew(sent: bytes) -> Drawn:
    """Every page as a JPEG that holds what can be seen and nothing else. Raises BadInput, saying what to do.

    Takes up to half a minute, so never call it inside a transaction.
    """
    if not sent:
        raise unusable("nothing")
    if len(sent) > MOST_BYTES:
        raise unusable("too_many_bytes")
    try:
        return Drawn(tuple(_parts(apart("belltown_site.web.drawing_anew", sent, seconds=SECONDS))))
    except Refused as word:
        raise unusable(str(word)) from None
    except TookTooLong:
        raise unusable("too_slow") from None
    except Failed:
        raise unusable("broken") from None


def unusable(why: str) -> BadInput:
    """The refusal of a file, in words; `why` is one of the words above."""
    return BadInput(
        "This file cannot be used. Nothing was kept.", [Fault("picture", _WORDS.get(why, _WORDS["broken"]))]
    )


def _parts(answer: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(answer):
        size = int.from_bytes(answer[at : at + 4], "big")
        found.append(answer[at + 4 : at + 4 + size])
        at += 4 + size
    return found
