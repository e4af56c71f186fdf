"""A law of the search by halves: it finds what a set would find, whatever the list."""

import hashlib
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from belltown_site.accounts.breached import check_quickly, check_wholly, holds

WORDS = some.text(max_size=8)


def digest(word):
    return hashlib.sha1(word.encode()).hexdigest().upper()


@given(some.sets(WORDS, min_size=1, max_size=40), some.lists(WORDS, max_size=10), some.sampled_from(["\n", "\r\n"]))
def test_the_search_by_halves_finds_what_is_there_and_nothing_else(stolen, others, end):
    with tempfile.NamedTemporaryFile() as file:
        path = Path(file.name)
        # counts of many lengths, so that lines begin anywhere
        lines = [f"{one}:{int(one[:4], 16) ** (int(one[4], 16) % 4)}" for one in sorted(map(digest, stolen))]
        path.write_bytes((end.join(lines) + end).encode())
        for word in [*stolen, *others]:
            assert holds(path, word) is (word in stolen)
        check_quickly(path)
        assert check_wholly(path) == len(stolen)
