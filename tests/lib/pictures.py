"""Photos and scans as phones and copiers make them, and as people with bad intentions do."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

FILES = Path(__file__).parent / "files"
HEIC = FILES / "signed.heic"
LOCKED_PDF = FILES / "locked.pdf"
SECRET = b"a secret place"
TURNED = 6
"""EXIF orientation: the top of what is seen is the right edge of what is stored."""


def page(width=600, height=800):
    """A white page with a black corner at the top left, so that one can see which way is up."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 5, height // 5), fill="black")
    return image


def jpeg(image=None, **how):
    out = io.BytesIO()
    (image or page()).save(out, "JPEG", **how)
    return out.getvalue()


def photo():
    """A phone's photo: turned, with the place, a description, a comment and a color profile."""
    image = page()
    exif = image.getexif()
    exif[0x0112], exif[0x010E] = TURNED, SECRET.decode()
    exif.get_ifd(0x8825)[2] = (47.0, 36.0, 22.0)
    return jpeg(image, exif=exif, comment=SECRET, icc_profile=SECRET * 20)


def png(**text):
    notes, out = PngInfo(), io.BytesIO()
    for key, value in text.items():
        notes.add_text(key, value)
    page().convert("RGBA").save(out, "PNG", pnginfo=notes)
    return out.getvalue()


def bomb(side=30_000):
    """A PNG of some hundred bytes that says it has 900 million pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def pdf(pages=1):
    """A scan with a script, an attachment, a form and words in its head."""
    kids = " ".join(f"{10 + number} 0 R" for number in range(pages))
    script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R /OpenAction {script} /Names << /EmbeddedFiles 6 0 R >> >>",
        6: "<< /Names [(x) 3 0 R] >>",
        2: f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>",
        3: "<< /Type /Filespec /F (x.exe) /EF << /F 4 0 R >> >>",
        4: f"<< /Length {len(SECRET)} >>\nstream\n{SECRET.decode()}\nendstream",
        5: f"<< /Title ({SECRET.decode()}) >>",
    }
    for number in range(pages):
        objects[10 + number] = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /AA << /O {script} >> >>"
    body = "%PDF-1.7\n" + "".join(f"{key} 0 obj\n{value}\nendobj\n" for key, value in objects.items())
    return (body + "trailer << /Root 1 0 R /Info 5 0 R >>\n%%EOF\n").encode()


def opened(content):
    return Image.open(io.BytesIO(content))


def is_dark(image, x, y):
    return sum(image.convert("RGB").getpixel((x, y))) < 200
