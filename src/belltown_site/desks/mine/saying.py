"""The window's words in the participant's language, from the files in `words`: a key without its words is an error."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation.trans_real import parse_accept_lang_header

from belltown.disclosure.wording import Language, day_words

COOKIE = "belltown_language"


@cache
def words_in(language: Language) -> dict[str, str]:
    """Every key with its words."""
    file = files("belltown_site.desks.mine") / "words" / f"{language}.toml"
    return {key: str(text) for key, text in tomllib.loads(file.read_text(encoding="utf-8")).items()}


def say(language: Language, key: str, **blanks: object) -> SafeString:
    """The words of this key, its blanks filled and escaped. Raises KeyError for a key or a blank that is not there."""
    return format_html(words_in(language)[key], **blanks) if blanks else SafeString(words_in(language)[key])


def say_one_of(language: Language, kind: str, code: object) -> SafeString:
    """The words of a code of a closed list; of one that has none, those for `other`."""
    found = words_in(language)
    key = f"{kind}_{code}"
    return SafeString(found[key if key in found else f"{kind}_other"])


def language_of(request: HttpRequest) -> Language:
    """The language that was chosen; else the first of the browser's that we speak; else English."""
    wanted = [request.COOKIES.get(COOKIE, "")]
    wanted += [code[:2] for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    spoken = {language.value: language for language in Language}
    return next((spoken[code] for code in wanted if code in spoken), Language.ENGLISH)


def day(language: Language, when: date | datetime) -> str:
    """The day, written out, as it was at the site."""
    return day_words(timezone.localtime(when).date() if isinstance(when, datetime) else when, language)


def clock_time(language: Language, when: datetime) -> str:
    """The time of day, at the site."""
    local = timezone.localtime(when)
    half = ("a.m.", "p.m.") if language is Language.ENGLISH else ("a. m.", "p. m.")
    return f"{local.hour % 12 or 12}:{local:%M} {half[local.hour >= 12]}"
