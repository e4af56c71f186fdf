"""The child that draws a photo or a scan anew: `python -m belltown_site.web.drawing_anew`, bytes in, JPEG pages out.

What a file is, its first bytes and a real decoder say; its name and its header say nothing. Nothing of the file is
kept but what can be seen: every page is drawn and written as a new JPEG. So a place, a camera, a comment, a script, a
form, an attachment or hidden text has no way through, known or unknown.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any

from belltown_site.web.apart import in_the_child, refuse
from belltown_site.web.pictures import MOST_PAGES

MOST_PIXELS = 60_000_000
"""A phone's largest photo has 50 million. More is refused before it is decoded."""

LONGEST, SHORTEST, QUALITY = 2400, 300, 82
SECONDS = 20
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def pages(sent: bytes) -> Iterator[bytes]:
    """Every page of the file as a JPEG of our own."""
    kind = sniffed(sent)
    if kind == "PDF":
        yield from map(_written, _drawn(sent))
    elif kind:
        yield _written(_decoded(sent, kind))
    else:
        refuse("unknown_kind")


def sniffed(sent: bytes) -> str:
    """JPEG, PNG, HEIF or PDF by the first bytes; empty for anything else."""
    if sent.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if sent.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if sent[4:8] == b"ftyp" and sent[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return "PDF" if sent.startswith(b"%PDF-") else ""


def _decoded(sent: bytes, kind: str) -> Any:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    if kind == "HEIF":
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False)
    image = Image.open(io.BytesIO(sent), formats=[kind])
    _check_size(*image.size)
    if kind == "JPEG":
        image.draft("RGB", (LONGEST, LONGEST))
    image.load()
    return ImageOps.exif_transpose(image)


def _drawn(sent: bytes) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sent)
    except pypdfium2.PdfiumError as error:
        refuse("locked" if "password" in str(error).lower() else "broken")
    if not 0 < len(document) <= MOST_PAGES:
        refuse("too_many_pages")
    for page in document:
        width, height = page.get_size()
        if min(width, height) < 1:
            refuse("broken")
        yield page.render(scale=LONGEST / max(width, height)).to_pil()


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        refuse("too_large")
    if min(width, height) < SHORTEST:
        refuse("too_small")


def _written(image: Any) -> bytes:
    """A new picture on white ground, with no part of the old one but its colors."""
    from PIL import Image

    image.thumbnail((LONGEST, LONGEST))
    seen = image.convert("RGBA")
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def main() -> None:
    """Each page as four bytes of length and then itself. A file that no decoder reads to its end is refused."""
    in_the_child(SECONDS)
    try:
        drawn = list(pages(sys.stdin.buffer.read()))
    except MemoryError:
        refuse("too_large")
    except Exception as error:
        refuse("too_large" if "DecompressionBomb" in type(error).__name__ else "broken")
    for page in drawn:
        sys.stdout.buffer.write(len(page).to_bytes(4, "big") + page)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
