"""The window's words: the same keys in both languages, none missing, none over, and plain enough for a tired person."""

import re
import string
from pathlib import Path

import pytest

import belltown_site.desks.mine as desk
from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown.disclosure.wording import Language
from belltown.vocabulary import Role
from belltown_site.desks.mine.saying import say, say_one_of, words_in
from belltown_site.records.sheets import Purpose
from tests.lib.reading_ease import EN, grade

HOME = Path(desk.__file__).parent
TEMPLATES = sorted(HOME.glob("templates/mine/*.html"))
SOURCES = [*TEMPLATES, *sorted(HOME.rglob("*.py"))]
CODES = ("role_", "look_", "why_", "event_", "nature_", "verdict_")
LOOKED_AT = {"participant", "own", "consent", "accounting", "encounter", "draft", "handoff", "hold", "approval",
             "referral", "list", "circle", "opening", "glass", "linked_record", "signed_page", "other"}  # fmt: skip
EVENTS = {"met", "charge", "handed_over", "intake", "no_intake"}


def blanks(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def prefixed(language, prefix):
    return {key.removeprefix(prefix) for key in words_in(language) if key.startswith(prefix)}


def test_both_languages_say_the_same_things():
    assert list(words_in(Language.ENGLISH)) == list(words_in(Language.SPANISH))


@pytest.mark.parametrize("key", sorted(words_in(Language.ENGLISH)))
def test_both_languages_fill_the_same_blanks_and_neither_is_left_untranslated(key):
    english, spanish = (words_in(language)[key] for language in Language)
    assert english.strip()
    assert spanish.strip()
    assert blanks(english) == blanks(spanish)
    assert english != spanish


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_page_says_only_what_there_are_words_for_with_its_blanks_filled(path):
    for key, rest in re.findall(r"\{% say [\"'](\w+)[\"']([^%]*)%\}", path.read_text()):
        assert key in words_in(Language.ENGLISH), key
        assert set(re.findall(r"(\w+)=", rest)) == blanks(words_in(Language.ENGLISH)[key]), key


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_page_has_no_words_of_its_own(path):
    """Whatever letters stand between the tags would be English to somebody who reads Spanish."""
    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<!DOCTYPE[^>]*>|<[^>]*>|&\w+;", " ", path.read_text(), flags=re.DOTALL)
    assert set(re.findall(r"[^\W\d_]+", bare)) == set()
    for name in ("aria-label", "title", "alt", "placeholder"):
        assert all("{%" in value for value in re.findall(rf'\s{name}="([^"]*)"', path.read_text()))


def test_no_words_lie_about_that_no_page_says():
    said = "\n".join(path.read_text() for path in SOURCES)
    plain = [key for key in words_in(Language.ENGLISH) if not key.startswith(CODES)]
    assert [key for key in plain if f'"{key}"' not in said and f"'{key}'" not in said] == []


@pytest.mark.parametrize("language", Language)
def test_every_code_that_may_come_has_its_words(language):
    assert prefixed(language, "role_") == {role.value for role in Role}
    assert prefixed(language, "why_") == {purpose.value for purpose in Purpose} | {""}
    assert prefixed(language, "look_") == LOOKED_AT
    assert prefixed(language, "event_") == EVENTS
    assert prefixed(language, "nature_") == {nature.value for nature in EmergencyNature} | {"other"}
    assert prefixed(language, "verdict_") == {verdict.value for verdict in Verdict} | {"other"}


def test_a_code_nobody_foresaw_is_said_in_words_all_the_same():
    assert say_one_of(Language.ENGLISH, "look", "something_new") == "something about you"


def test_a_name_can_add_no_markup():
    assert "&lt;b&gt;" in say(Language.ENGLISH, "page_hello", name="<b>")


def test_a_key_without_words_is_an_error():
    with pytest.raises(KeyError):
        say(Language.ENGLISH, "no_such_words")


def _page(language, *prefixes):
    return "\n".join(text for key, text in words_in(language).items() if key.startswith(prefixes))


PAGES = {
    "everywhere": ("skip", "leave", "back", "closes", "stay"),
    "way in": ("in_", "closed"),
    "my page": ("page_", "walks_", "dates_", "do_"),
    "sharing": ("shares_", "form_"),
    "looks": ("looks_", "look_", "why_", "emergency_", "nature_", "verdict_"),
    "questions": ("ask_",),
    "record": ("record_", "event_"),
    "rights": tuple(key for key in words_in(Language.ENGLISH) if key.startswith("rights_") and not key.endswith("_us")),
    "refusals": ("refused_",),
}
"""Without the address to complain at, which is as long as an address is."""


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", Language)
def test_every_page_reads_at_about_grade_six(language, name):
    found = grade(_page(language, *PAGES[name]), language)
    assert found <= 6 if language is EN else found >= 70
