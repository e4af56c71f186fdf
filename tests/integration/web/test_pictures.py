"""Photos and scans that people send: what can be seen is kept, and nothing else of the file."""

import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belltown.errors import BadInput
from belltown_site.web import apart, pictures
from belltown_site.web.drawing_anew import sniffed
from belltown_site.web.pictures import MOST_BYTES, MOST_PAGES, drawn_anew
from tests.lib.pictures import HEIC, LOCKED_PDF, SECRET, bomb, is_dark, jpeg, opened, page, pdf, photo, png

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KEPT_OF_A_JPEG = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def only_page(sent):
    (found,) = drawn_anew(sent).pages
    return found


def why_not(sent):
    with pytest.raises(BadInput) as refused:
        drawn_anew(sent)
    assert str(refused.value).startswith("This file cannot be used. Nothing was kept.")
    return refused.value.faults[0].reason


class TestWhatIsKept:
    def test_a_photo_says_no_place_no_camera_and_no_comment(self):
        sent = photo()
        assert SECRET in sent
        kept = only_page(sent)
        assert SECRET not in kept
        assert b"Exif" not in kept
        assert set(opened(kept).info) == KEPT_OF_A_JPEG
        assert not opened(kept).getexif()

    def test_a_turned_photo_is_turned_upright_before_the_turn_is_forgotten(self):
        image = opened(only_page(photo()))
        assert image.size == (800, 600)
        assert is_dark(image, 780, 20)
        assert not is_dark(image, 20, 20)

    def test_a_png_becomes_a_jpeg_on_white_ground_without_its_words(self):
        kept = only_page(png(Comment=SECRET.decode()))
        assert (opened(kept).format, SECRET in kept) == ("JPEG", False)

    def test_what_is_transparent_is_white(self):
        image = page()
        image.putalpha(0)
        out = __import__("io").BytesIO()
        image.save(out, "PNG")
        assert not is_dark(opened(only_page(out.getvalue())), 5, 5)

    def test_an_apple_phones_photo_is_read(self):
        sent = HEIC.read_bytes()
        assert SECRET in sent
        kept = only_page(sent)
        assert (opened(kept).format, opened(kept).size, SECRET in kept) == ("JPEG", (640, 480), False)
        assert is_dark(opened(kept), 60, 60)

    def test_a_pdf_becomes_pictures_of_its_pages_without_script_or_attachment(self):
        sent = pdf(pages=3)
        assert SECRET in sent
        kept = drawn_anew(sent).pages
        assert [opened(one).format for one in kept] == ["JPEG"] * 3
        assert not any(word in one for one in kept for word in (SECRET, b"JavaScript", b"alert"))

    def test_what_hides_behind_a_picture_is_gone(self):
        assert b"<script>" not in only_page(jpeg() + b"<script>alert(1)</script>" + pdf())

    def test_a_huge_photo_is_made_smaller(self):
        assert max(opened(only_page(jpeg(page(5000, 4000)))).size) == 2400

    def test_the_same_photo_gives_the_same_bytes(self):
        assert drawn_anew(photo()) == drawn_anew(photo())


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            (b"", "is missing"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is neither a photo"),
            (b"GIF89a" + b"\0" * 500, "is neither a photo"),
            (b"PK\x03\x04" + b"\0" * 500, "is neither a photo"),
            (b"MZ" + jpeg(), "is neither a photo"),
            (b"\xff\xd8\xff" + b"\0" * 500, "cannot be opened"),
            (jpeg()[:3000], "cannot be opened"),
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "cannot be opened"),
            (b"\0\0\0\x18ftypheic" + b"\0" * 500, "cannot be opened"),
            (b"%PDF-1.7 nothing more", "cannot be opened"),
            (pdf(pages=MOST_PAGES + 1), "has no page, or makes more than eight"),
            (LOCKED_PDF.read_bytes(), "locked with a password"),
            (jpeg(page(200, 900)), "too small to read"),
            (bomb(), "larger than a photo can be"),
            (b"\xff\xd8\xff" + b"\0" * MOST_BYTES, "more than 10 megabytes"),
        ],
        ids=lambda part: part if isinstance(part, str) else "",
    )
    def test_with_words_that_say_what_to_do(self, sent, words):
        assert words in why_not(sent)

    def test_what_takes_too_long(self, monkeypatch):
        monkeypatch.setattr(pictures, "SECONDS", 0.001)
        assert "too long to open" in why_not(jpeg())

    def test_a_name_or_a_header_is_never_believed(self):
        assert sniffed(pdf()) == "PDF"
        assert sniffed(b"image/jpeg" + jpeg()) == ""

    @FEW
    @given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4\n"]))
    def test_whatever_the_bytes_are_there_is_a_refusal_in_words(self, noise, start):
        with pytest.raises(BadInput):
            drawn_anew(start + noise)

    @FEW
    @given(st.integers(20, 4000), st.integers(0, 255))
    def test_a_photo_with_one_wrong_byte_is_drawn_or_refused(self, at, byte):
        sent = bytearray(photo())
        sent[at % len(sent)] = byte
        try:
            kept = drawn_anew(bytes(sent)).pages
        except BadInput:
            return
        assert all(SECRET not in one for one in kept)


class TestApart:
    def test_the_child_is_told_no_key_and_no_database(self, monkeypatch):
        told = []
        real = subprocess.run
        monkeypatch.setattr(
            apart.subprocess, "run", lambda *args, **more: (told.append((args, more)), real(*args, **more))[1]
        )
        drawn_anew(jpeg())
        (((command,), more),) = told
        assert command[1:] == ["-I", "-m", "belltown_site.web.drawing_anew"]
        assert set(more["env"]) == {"PATH", "LC_ALL"}
        assert more["cwd"] == "/"

    def test_a_child_that_breaks_tells_nothing_of_what_it_was_sent(self):
        with pytest.raises(apart.Failed) as broken:
            apart.apart("belltown_site.web.setting_type", b'{"secret": "Juniper"', seconds=5)
        assert "Juniper" not in str(broken.value)

    def test_no_more_than_two_work_at_once(self, monkeypatch):
        for _ in range(apart.AT_ONCE):
            apart._room.acquire()
        try:
            with pytest.raises(apart.TookTooLong):
                apart.apart("belltown_site.web.drawing_anew", b"", seconds=0.01)
        finally:
            for _ in range(apart.AT_ONCE):
                apart._room.release()
        assert drawn_anew(jpeg()).pages
