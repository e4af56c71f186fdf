from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest

from belltown.ledger.entry import canonical_bytes, digest, genesis, prose_in, seal
from belltown.vocabulary import Role

SOME_ID = UUID("11111111-2222-3333-4444-555555555555")


def test_the_bytes_of_an_entry_are_spelled_out():
    entry = {
        "subject_id": SOME_ID, "act": "offer", "at": datetime(2026, 3, 8, 9, 30, tzinfo=UTC), "on": date(2026, 3, 8),
        "n": 3, "sure": True, "by": None, "role": Role.OFFICER, "detail": {"b": 1, "a": ["x"]},
    }  # fmt: skip
    assert canonical_bytes(entry) == (
        b'{"act":"offer","at":"2026-03-08T09:30:00.000000Z","by":null,"detail":{"a":["x"],"b":1},"n":3,'
        b'"on":"2026-03-08","role":"officer","subject_id":"11111111-2222-3333-4444-555555555555","sure":true}'
    )


def test_the_order_in_which_keys_were_given_does_not_matter():
    assert canonical_bytes({"a": 1, "b": 2}) == canonical_bytes({"b": 2, "a": 1})


def test_two_spellings_of_one_letter_are_one():
    assert canonical_bytes({"a": "e\u0301"}) == canonical_bytes({"a": "\u00e9"}) == '{"a":"é"}'.encode()


def test_one_moment_is_written_alike_from_every_timezone():
    there = datetime(2026, 3, 8, 1, 30, tzinfo=timezone(timedelta(hours=-8)))
    assert canonical_bytes({"at": there}) == b'{"at":"2026-03-08T09:30:00.000000Z"}'


def test_true_and_one_are_not_the_same():
    assert canonical_bytes({"a": True}) != canonical_bytes({"a": 1})


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (1.5, "a float"),
        (float("nan"), "a float"),
        (datetime(2026, 3, 8), "without a timezone"),  # noqa: DTZ001
        (b"bytes", "a bytes"),
        ({1, 2}, "a set"),
        ("\ud800", "half a character"),
        ({1: "x"}, "keys are text"),
        ({"e\u0301": 1, "\u00e9": 2}, "two spellings of one key"),
        ([{"deep": 0.1}], "a float"),
    ],
)
def test_what_machines_write_differently_is_refused(value, reason):
    with pytest.raises(ValueError, match=reason):
        canonical_bytes({"a": value})


def test_the_digest_is_sha256_of_the_previous_one_and_the_bytes():
    previous = "ab" * 32
    assert digest(previous, b"{}") == sha256(bytes.fromhex(previous) + b"{}").hexdigest()


def test_each_chain_begins_from_its_own_genesis():
    assert genesis("main") != genesis("agency-1")
    assert len(genesis("main")) == 64


def test_a_sealed_entry_is_one_canonical_line():
    sealed = seal("main", 1, genesis("main"), {"act": "offer"})
    assert sealed.line().startswith(b'{"chain":"main","digest":"' + sealed.digest.encode())
    assert sealed.line().endswith(b'"}\n')
    assert sealed.line().count(b"\n") == 1


@pytest.mark.parametrize("value", ["Pat Example", "pat@example.org", "12 Elm Street", "x" * 101, "naïve", "a\nb"])
def test_names_notes_and_addresses_look_like_prose(value):
    assert prose_in({"act": "offer", "note": value}) == ("note",)
    assert prose_in({"detail": {"inner": [value]}}) == ("detail",)


def test_ids_codes_and_moments_do_not_look_like_prose():
    entry = {"id": str(SOME_ID), "act": "handoff.accept", "at": "2026-03-08T09:30:00.000000Z", "n": 3, "by": None}
    assert prose_in(entry) == ()
