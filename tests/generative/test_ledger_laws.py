"""Any single change, deletion, swap or insertion is found, when the heads are known from elsewhere."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from belltown.errors import Tampered
from belltown.ledger.chain import MAIN, verify
from belltown.ledger.entry import canonical_bytes, in_order, seal, sealed_subjects
from tests.lib.ledgers import written

chains = st.sampled_from([MAIN, "north", "south"])
acts = st.lists(st.tuples(chains, st.sampled_from(["offer", "accept", "checkpoint"])), min_size=2, max_size=12)
ledgers = acts.map(written)


def found(lines, writer):
    with pytest.raises(Tampered):
        verify(lines, writer.heads.values())


def some_place(data, lines):
    return data.draw(st.integers(0, len(lines) - 1))


@given(ledgers)
def test_what_was_written_verifies(writer):
    report = verify(writer.lines, writer.heads.values())
    assert report.entries == len(writer.sealed)
    assert {head.chain: head for head in report.heads} == writer.heads


@given(ledgers, st.data())
def test_any_changed_byte_is_found(writer, data):
    lines = writer.lines
    at = some_place(data, lines)
    byte = data.draw(st.integers(0, len(lines[at]) - 2))
    value = data.draw(st.integers(0, 255))
    assume(value != lines[at][byte])
    lines[at] = lines[at][:byte] + bytes([value]) + lines[at][byte + 1 :]
    found(lines, writer)


@given(ledgers, st.data())
def test_any_rewritten_entry_is_found_even_when_its_own_digest_was_made_to_fit(writer, data):
    lines = writer.lines
    at = some_place(data, lines)
    old = writer.sealed[at]
    lines[at] = seal(old.chain, old.number, old.previous, {**old.entry, "act": "forged"}).line()
    found(lines, writer)


pairs = st.tuples(st.sampled_from(["participant", "encounter"]), st.sampled_from(["p0", "p1", "p2"]))


@given(ledgers, st.lists(pairs, max_size=3), st.data())
def test_anybody_added_to_taken_from_or_changed_in_what_a_list_showed_is_found(writer, shown, data):
    at = some_place(data, writer.lines)
    old = writer.sealed[at]
    assume(in_order(shown) != old.subjects)
    lines = writer.lines
    lines[at] = replace(old, subjects=in_order(shown)).line()
    with pytest.raises(Tampered, match=f"^Line {at + 1}:"):
        verify(lines, writer.heads.values())


@given(st.lists(pairs), st.randoms(use_true_random=False))
def test_whom_a_list_showed_is_sealed_alike_in_any_order_and_however_often(shown, random):
    again = [*shown, *shown]
    random.shuffle(again)
    assert sealed_subjects(again) == sealed_subjects(shown)
    assert bool(sealed_subjects(shown)) is bool(shown)


@given(ledgers, st.data())
def test_any_deleted_line_is_found(writer, data):
    lines = writer.lines
    del lines[some_place(data, lines)]
    found(lines, writer)


@given(ledgers, st.data())
def test_any_swap_within_a_chain_is_found(writer, data):
    one, other = some_place(data, writer.sealed), some_place(data, writer.sealed)
    assume(one != other and writer.sealed[one].chain == writer.sealed[other].chain)
    lines = writer.lines
    lines[one], lines[other] = lines[other], lines[one]
    found(lines, writer)


@given(ledgers, st.data())
def test_any_inserted_line_is_found_unless_it_extends_an_end(writer, data):
    old = writer.sealed[some_place(data, writer.sealed)]
    forged = seal(old.chain, old.number, old.previous, {"act": "forged"}).line()
    lines = writer.lines
    lines.insert(data.draw(st.integers(0, len(lines))), forged)
    found(lines, writer)


@given(ledgers, st.data())
def test_any_cut_is_found(writer, data):
    found(writer.lines[: some_place(data, writer.lines)], writer)


@given(ledgers, st.randoms(use_true_random=False))
def test_how_chains_are_interleaved_does_not_matter(writer, random):
    waiting = {chain: [s.line() for s in writer.sealed if s.chain == chain] for chain in writer.heads}
    lines = []
    while waiting:
        chain = random.choice(sorted(waiting))
        lines.append(waiting[chain].pop(0))
        waiting = {name: rest for name, rest in waiting.items() if rest}
    assert verify(lines).heads == verify(writer.lines).heads


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcé", max_size=3), inner, max_size=3),
)


@given(st.dictionaries(st.text("abc"), values, max_size=4), st.randoms(use_true_random=False))
def test_bytes_do_not_depend_on_the_order_of_keys(entry, random):
    keys = list(entry)
    random.shuffle(keys)
    assert canonical_bytes({key: entry[key] for key in keys}) == canonical_bytes(entry)
