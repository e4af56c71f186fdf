"""A list of breached passwords is searched where it lies, and refused where it is none."""

import hashlib

import pytest
from django.core.exceptions import ValidationError

from belltown.errors import NotPossible
from belltown_site.accounts import breached
from belltown_site.accounts.breached import LONGEST_LINE, StolenPasswordValidator, check_quickly, check_wholly, holds
from belltown_site.accounts.passwords import GuessableValidator

STOLEN = [f"stolen sentence {number}" for number in range(2000)]


def digest(password):
    return hashlib.sha1(password.encode()).hexdigest().upper()


def write(path, passwords, end="\n", last=True, count=":7"):
    text = end.join(f"{one}{count}" for one in sorted(map(digest, passwords))) + (end if last else "")
    path.write_bytes(text.encode())
    return path


@pytest.fixture(scope="module")
def list_of_many(tmp_path_factory):
    return write(tmp_path_factory.mktemp("list") / "pwned", STOLEN)


def test_every_password_of_the_list_is_found(list_of_many):
    assert all(holds(list_of_many, one) for one in STOLEN)


def test_no_other_is(list_of_many):
    assert not any(holds(list_of_many, f"a sentence of my own {number}") for number in range(2000))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("count", [":7", "", ":123456789"])
def test_however_the_lines_end(tmp_path, end, last, size, count):
    path = write(tmp_path / "pwned", STOLEN[:size], end, last, count)
    assert [one for one in STOLEN[:20] if holds(path, one)] == STOLEN[:size]
    check_quickly(path)
    assert check_wholly(path) == size


def test_an_empty_list_has_none(tmp_path):
    path = tmp_path / "pwned"
    path.touch()
    assert not holds(path, "x")


def test_a_search_reads_little_of_a_long_list(list_of_many, monkeypatch):
    class Counted:
        def __init__(self, file):
            self.file, self.read = file, 0

        def seek(self, *place):
            return self.file.seek(*place)

        def readline(self, most):
            line = self.file.readline(most)
            self.read += len(line)
            return line

    with list_of_many.open("rb") as file:
        counted = Counted(file)
        breached._first_from(counted, digest(STOLEN[3]).encode())
    assert counted.read < 2 * 20 * LONGEST_LINE < list_of_many.stat().st_size / 20


BAD = {
    "unsorted": lambda lines: lines[::-1],
    "in small letters": lambda lines: [one.lower() for one in lines],
    "NTLM": lambda lines: [one[8:] for one in lines],
    "prose": lambda _: ["these are not hashes"] * 10,
    "one line without end": lambda _: ["x" * 100_000],
    "nothing": lambda _: [],
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("check", [check_quickly, check_wholly])
def test_what_is_no_list_is_refused_with_what_to_do(tmp_path, kind, check):
    path = tmp_path / "pwned"
    lines = BAD[kind](sorted(f"{digest(one)}:1" for one in STOLEN[:50]))
    path.write_text("".join(f"{one}\n" for one in lines))
    with pytest.raises(NotPossible, match="ordered by hash"):
        check(path)


@pytest.mark.parametrize("check", [check_quickly, check_wholly])
def test_what_is_not_there_or_a_folder_is_refused(tmp_path, check):
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(NotPossible, match="cannot be read"):
            check(path)


def test_one_line_out_of_order_is_named_by_the_whole_reading(tmp_path):
    lines = sorted(f"{digest(one)}:1" for one in STOLEN)
    lines[1500], lines[1501] = lines[1501], lines[1500]
    path = tmp_path / "pwned"
    path.write_text("".join(f"{one}\n" for one in lines))
    with pytest.raises(NotPossible, match="line 1502"):
        check_wholly(path)


def test_a_stolen_password_may_not_be_chosen(list_of_many, settings):
    settings.BELLTOWN_BREACHED_PASSWORDS = str(list_of_many)
    with pytest.raises(ValidationError, match="stolen elsewhere"):
        StolenPasswordValidator().validate(STOLEN[5])
    StolenPasswordValidator().validate("my cat sleeps on the radio")


def test_without_a_list_none_is_stolen(settings):
    settings.BELLTOWN_BREACHED_PASSWORDS = ""
    StolenPasswordValidator().validate(STOLEN[5])


def test_a_list_that_is_gone_lets_nobody_choose_unchecked(settings):
    settings.BELLTOWN_BREACHED_PASSWORDS = "/nowhere/pwned"
    with pytest.raises(ValidationError, match="cannot be looked up"):
        StolenPasswordValidator().validate("my cat sleeps on the radio")


@pytest.mark.parametrize(
    "password",
    ["qwertyuiopasdfghjkl", "iloveyouiloveyou1", "qazwsxedcrfvtgb1", "p4ssw0rdp4ssw0rd", "manchesterunited1878",
     "january february", "abcdefghijklmnopqrstuvwxyz", "0123456789012345"],
)  # fmt: skip
def test_a_long_one_within_a_guessers_reach_is_refused(password):
    with pytest.raises(ValidationError, match="could be guessed"):
        GuessableValidator().validate(password)


@pytest.mark.parametrize("password", ["my cat sleeps on the radio", "Regenschirm am Fenster", "x7#kQ9!vLm2@pR5$" * 60])
def test_a_sentence_of_ones_own_is_out_of_it(password):
    GuessableValidator().validate(password)
