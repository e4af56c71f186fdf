"""The digits of an authenticator app, against the table of RFC 6238, and against reuse."""

from datetime import UTC, datetime, timedelta

import pytest

from belltown_site.accounts import totp

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(second, code):
    step = totp.step_at(datetime.fromtimestamp(second, UTC))
    assert totp.code_for(SECRET, step, digits=8) == code
    assert totp.code_for(SECRET, step) == code[2:]


@pytest.mark.parametrize(("drift", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_off(now, drift, fits):
    code = totp.code_for(SECRET, totp.step_at(now) + drift)
    found = totp.matching_step(SECRET, code, now=now, after=0)
    assert (found is not None) == fits


def test_a_step_once_used_and_all_before_it_are_over(now):
    here = totp.step_at(now)
    for step in (here - 1, here):
        assert totp.matching_step(SECRET, totp.code_for(SECRET, step), now=now, after=here) is None
    assert totp.matching_step(SECRET, totp.code_for(SECRET, here + 1), now=now, after=here) == here + 1
    later = now + timedelta(seconds=30)
    assert totp.matching_step(SECRET, totp.code_for(SECRET, here + 1), now=later, after=here) == here + 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "\x00" * 6])
def test_what_is_no_code_fits_nothing(now, code):
    assert totp.matching_step(SECRET, code, now=now, after=0) is None


def test_the_picture_and_the_words_carry_the_same_key():
    address = totp.otpauth_address(SECRET, "ofelia@demo.belltown.example", "Belltown")
    assert totp.words_of(SECRET).replace(" ", "") in address
    assert address.startswith("otpauth://totp/Belltown%3Aofelia%40demo.belltown.example?")


def test_the_picture_needs_no_style_of_its_own():
    picture = totp.picture_of(SECRET, "ofelia@demo.belltown.example")
    assert picture.startswith("<svg")
    assert "style" not in picture
    assert "<script" not in picture


def test_the_picture_fits_whatever_room_it_is_given():
    assert "viewBox" in totp.picture_of(SECRET, "ofelia@demo.belltown.example").partition(">")[0]
