"""PDFs: what was told stands there as it was told, on every page with its notice, for eyes and ears alike."""

import ctypes
from datetime import UTC, datetime

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from belltown.disclosure.disclosed import by_no_consent, of_the_records
from belltown.disclosure.notice import PROHIBITION_SHORT
from belltown.disclosure.wording import Language
from belltown.errors import NotPossible
from belltown_site.web import pdf as module
from belltown_site.web.pdf import pdf

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOSTILE = '#panic("x") #read("/etc/passwd") $x^2$ *b* _i_ `c` <label> @ref = Head // gone \\ "quoted" #eval("1")'
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("typeset") / "plain.typ"
    path.write_text('= Head\n#data.body\n#for one in data.at("rows", default: ()) [#par(one)]\n')
    return path


def made(template, body, *, told=by_no_consent, language=Language.ENGLISH, **more):
    return pdf(template, told({"body": body, **more}), title="A title", language=language, at=AT)


def pages(content):
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]


def flat(content):
    return " ".join(" ".join(pages(content)).split())


def test_what_looks_like_markup_is_printed_as_it_is(template):
    assert HOSTILE in flat(made(template, HOSTILE))


@FEW
@given(st.text(st.sampled_from("#$*_`<>@=/\\\"'[]{}()-+~ ab1é"), min_size=1, max_size=60))
def test_no_text_is_ever_read_as_markup(template, text):
    found = "".join(pages(made(template, f"[[{text}]]"))[0].split())
    assert "[[" + "".join(text.split()) + "]]" in found


def test_the_same_data_give_the_same_bytes_and_other_data_do_not(template):
    assert made(template, "one") == made(template, "one")
    assert made(template, "one") != made(template, "two")


def test_the_notice_stands_on_every_page(template):
    several = pages(made(template, "x", told=of_the_records, rows=["a line"] * 120))
    assert len(several) > 2
    assert all(PROHIBITION_SHORT in page for page in several)
    assert f"Page 2 of {len(several)}" in several[1]


def test_what_rests_on_no_consent_has_none(template):
    assert "42 CFR" not in flat(made(template, "x"))


@pytest.mark.parametrize("language", Language)
def test_a_screen_reader_finds_title_language_and_structure(template, language):
    content = made(template, "x", language=language)
    document = pypdfium2.PdfDocument(content)
    assert document.get_metadata_dict()["Title"] == "A title"
    assert raw.FPDFCatalog_IsTagged(document)
    room = (ctypes.c_ushort * 20)()
    raw.FPDFCatalog_GetLanguage(document, room, 40)
    assert bytes(room).decode("utf-16-le").rstrip("\0") == language.value
    assert b"pdfuaid:part" in content


def test_it_carries_its_own_fonts_and_no_word_of_who_made_it_when(template):
    content = made(template, "x")
    assert b"PublicSans" in content
    assert b"FontFile" in content
    assert pypdfium2.PdfDocument(content).get_metadata_dict()["Author"] == ""


def test_letters_without_a_font_are_told_of(template):
    assert "Some letters of this text could not be printed" in flat(made(template, "Name: 王小明"))
    assert "no se pudieron imprimir" in flat(made(template, "王", language=Language.SPANISH))


@pytest.mark.parametrize("body", ["José Núñez", "Łukasz Żółć", "Пётр", "Ελένη", "Nguyễn"])
def test_names_of_many_languages_have_their_letters(template, body):
    content = made(template, body)
    assert "could not be printed" not in flat(content)
    assert body in flat(content)


def test_a_template_reads_no_file_outside_its_folder(tmp_path):
    greedy = tmp_path / "greedy.typ"
    greedy.write_text('#read("../settings.py")')
    with pytest.raises(NotPossible, match="print the page"):
        pdf(greedy, by_no_consent({}), title="t", language=Language.ENGLISH, at=AT)


def test_a_template_without_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 0.5)
    endless = tmp_path / "endless.typ"
    endless.write_text("#let f(n) = { let x = 0; while x < 1000000000 { x += 1 }; x }\n#f(1)")
    with pytest.raises(NotPossible, match="try again"):
        pdf(endless, by_no_consent({}), title="t", language=Language.ENGLISH, at=AT)
