"""A password may not be made of the words that everybody here would try first, nor be within reach of a guesser."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

_KNOWN = (
    "belltown diversion police sheriff officer sergeant prosecutor defender outreach participant county city "
    "password passwort passphrase welcome letmein qwerty secret login signin admin administrator changeme monday "
    "tuesday wednesday thursday friday saturday sunday spring summer autumn winter"
)
WORDS = frozenset(_KNOWN.split())
LEAST_OF_ITS_OWN = 8
LEAST_GUESSES = 10**10
"""zxcvbn's own mark (score 4) for what withstands guessing at a stolen, slowly hashed password."""
JUDGED = 72
"""Letters that are judged; more would take long and change nothing."""


class OwnWordsValidator:
    """Takes the words of the site, the agency and the person out of a password, and asks whether enough is left."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError when fewer than eight different characters' worth remains."""
        rest = password.lower()
        for word in sorted(WORDS | _words_about(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        letters = re.sub(r"[\W\d_]+", "", rest)
        if len(letters) < LEAST_OF_ITS_OWN or len(set(letters)) < LEAST_OF_ITS_OWN // 2:
            raise ValidationError(self.get_help_text(), code="password_of_known_words")

    def get_help_text(self) -> str:
        return "Choose a sentence of your own: not the names of this site, your agency, months, digits or common words."


class GuessableValidator:
    """Asks zxcvbn how many guesses a password stands: by its lists of 30,000 common passwords, names, words, repeats,
    rows of the keyboard, dates, and letters written as digits."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError when it stands fewer than ten thousand million."""
        judged = zxcvbn(password[:JUDGED], user_inputs=sorted(WORDS | _words_about(user)))
        if judged["guesses"] < LEAST_GUESSES:
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return (
            "This could be guessed: it is made of common words, repeats or rows of keys. Choose a sentence of your own."
        )


def _words_about(user: Any) -> set[str]:
    agency = getattr(user, "agency", None)
    said = f"{getattr(agency, 'name', '')} {getattr(user, 'name', '')} {' '.join(settings.ALLOWED_HOSTS)}"
    return {word for word in re.findall(r"[a-z]+", said.lower()) if len(word) > 3}
