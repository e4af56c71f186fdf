"""How easily a text reads.

Syllables are counted twice, by the hyphens of pyphen (LibreOffice's dictionaries) and by the vowels, and the larger
count stands: a mistake can only make a text look harder than it is.
"""

from __future__ import annotations

import re

import pyphen

from belltown.disclosure.wording import Language

EN, ES = Language.ENGLISH, Language.SPANISH
_BLANK = re.compile(r"\{(\w+)\}")
_NUCLEI = {
    EN: re.compile(r"(?!(?<=[^aeiouyl])e$)[aeiouy]+"),  # a last e is silent, but not in "people"
    ES: re.compile(r"[iuü]?[aeoáéó][iuy]?|[íú]|[iuüy]+"),
}
_HYPHENS = {EN: pyphen.Pyphen(lang="en_US"), ES: pyphen.Pyphen(lang="es")}


def syllables(word, language):
    by_hyphens = len(_HYPHENS[language].positions(word)) + 1
    return max(by_hyphens, len(_NUCLEI[language].findall(word.lower())), 1)


def grade(text, language):
    """English: 0.39 words/sentence + 11.8 syllables/word - 15.59 (Kincaid, Fishburne, Rogers and Chissom 1975).

    Spanish: 206.84 - 60 syllables/word - 1.02 words/sentence (Fernández Huerta 1959; Law 2011 showed that its last
    term is words in a sentence). A heading and a list's opening line are sentences; a blank is one word of one
    syllable, and one that holds whole sentences is left out.
    """
    plain = _BLANK.sub(lambda blank: "" if blank[1] in {"shares", "ends"} else "x", text)
    sentences = [one for one in re.split(r"[.!?]+(?:\s|$)|\n+", plain) if re.search(r"\w", one)]
    words = [word for one in sentences for word in re.findall(r"[^\W_]+(?:'\w+)?", one)]
    per_sentence, per_word = len(words) / len(sentences), sum(syllables(word, language) for word in words) / len(words)
    if language is EN:
        return round(0.39 * per_sentence + 11.8 * per_word - 15.59, 1)
    return round(206.84 - 60 * per_word - 1.02 * per_sentence, 1)
