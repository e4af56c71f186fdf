import json

import pytest

from belltown.errors import Tampered, exit_code_of
from belltown.ledger.chain import MAIN, BadLedger, Damage, Head, verify
from belltown.ledger.entry import canonical_bytes, genesis, seal
from tests.lib.ledgers import Writer, written

ACTS = [
    (MAIN, "open"), ("north", "offer"), ("south", "offer"), ("north", "accept"), (MAIN, "checkpoint"),
    ("north", "release"), ("south", "accept"), (MAIN, "checkpoint"),
]  # fmt: skip


@pytest.fixture
def writer():
    return written(ACTS)


def damage(lines, expected=()):
    with pytest.raises(BadLedger) as caught:
        verify(lines, expected)
    assert str(caught.value).startswith(f"Line {caught.value.line}: ")
    return caught.value.damage, caught.value.line


def reseal(sealed, **changes):
    """The entry changed, and its digest made to fit again."""
    return seal(sealed.chain, sealed.number, sealed.previous, {**sealed.entry, **changes}, sealed.subjects).line()


def test_an_untouched_ledger_verifies_and_tells_its_heads(writer):
    report = verify(writer.lines)
    assert (report.entries, report.checkpoints, report.unsealed) == (8, 2, 1)
    assert report.heads == tuple(writer.heads[chain] for chain in ("main", "north", "south"))


def test_an_empty_ledger_holds_nothing():
    assert verify([]).entries == 0


def test_chains_may_stand_one_after_the_other(writer):
    by_chain = sorted(writer.sealed, key=lambda sealed: sealed.chain)
    assert verify(sealed.line() for sealed in by_chain) == verify(writer.lines)


def test_a_changed_entry_is_found_on_its_line(writer):
    lines = writer.lines
    lines[3] = lines[3].replace(b'"accept"', b'"decline"')
    assert damage(lines) == (Damage.CHANGED, 4)


def test_a_changed_entry_with_a_new_digest_is_found_on_the_next_line_of_its_chain(writer):
    lines = writer.lines
    lines[1] = reseal(writer.sealed[1], act="decline")
    assert damage(lines) == (Damage.CHANGED, 4)


def test_a_changed_last_entry_with_a_new_digest_is_found_by_its_checkpoint(writer):
    lines = writer.lines
    lines[6] = reseal(writer.sealed[6], act="decline")
    assert damage(lines) == (Damage.CHANGED, 8)


def test_a_missing_entry_is_named(writer):
    lines = writer.lines
    del lines[3]
    with pytest.raises(Tampered, match=r"^Line 5: entry 2 of \[north\] should stand before this line and is gone\.$"):
        verify(lines)


def test_several_missing_entries_are_named():
    lines = written([(MAIN, "a")] * 6).lines
    with pytest.raises(Tampered, match=r"entries 2 to 4 of \[main\]"):
        verify([lines[0], *lines[4:]])


def test_two_lines_that_changed_places_are_told_from_a_missing_one(writer):
    lines = writer.lines
    lines[3], lines[5] = lines[5], lines[3]
    assert damage(lines) == (Damage.REORDERED, 4)


def test_a_repeated_line_is_found(writer):
    lines = writer.lines
    lines.insert(5, lines[3])
    assert damage(lines) == (Damage.REPEATED, 6)


def test_a_fork_is_found(writer):
    lines = writer.lines
    lines.insert(4, reseal(writer.sealed[3], act="decline"))
    assert damage(lines) == (Damage.FORKED, 5)


def test_an_end_cut_off_is_found_by_the_checkpoint(writer):
    lines = [line for line in writer.lines if b'"act":"accept"' not in line and b'"act":"release"' not in line]
    assert damage(lines) == (Damage.TRUNCATED, 6)


def test_a_cut_after_the_last_checkpoint_needs_a_head_known_from_elsewhere(writer):
    lines = writer.lines[:-1]
    assert verify(lines).entries == 7
    assert damage(lines, [writer.heads[MAIN]]) == (Damage.TRUNCATED, 8)


def test_a_ledger_rewritten_whole_does_not_fit_the_printed_head(writer):
    forged = written([(chain, "offer" if act == "accept" else act) for chain, act in ACTS])
    assert verify(forged.lines).entries == 8
    assert damage(forged.lines, [writer.heads["north"]]) == (Damage.CHANGED, 6)


def test_a_printed_head_of_a_chain_that_is_not_there_is_a_cut(writer):
    assert damage(writer.lines, [Head("west", 1, "ab" * 32)]) == (Damage.TRUNCATED, 9)


def test_a_head_at_genesis_asks_for_nothing(writer):
    assert verify(writer.lines, [Head("west", 0, genesis("west"))]).entries == 8


def test_checkpoints_that_disagree_are_found():
    writer = Writer()
    writer.append(MAIN, {"act": "checkpoint", "heads": {"later": {"number": 1, "digest": "aa" * 32}}})
    writer.append(MAIN, {"act": "checkpoint", "heads": {"later": {"number": 1, "digest": "bb" * 32}}})
    assert damage(writer.lines) == (Damage.FORKED, 2)


@pytest.mark.parametrize("heads", [None, [], {"north": 3}, {"north": {"number": "3", "digest": "x"}}])
def test_a_checkpoint_without_proper_heads_is_refused(heads):
    writer = Writer()
    writer.append(MAIN, {"act": "checkpoint", "heads": heads})
    assert damage(writer.lines) == (Damage.CHANGED, 1)


def test_a_checkpoint_binds_only_in_the_main_chain():
    writer = Writer()
    writer.append("north", {"act": "checkpoint", "heads": None})
    assert verify(writer.lines).checkpoints == 0


def test_a_line_moved_to_another_chain_is_found(writer):
    lines = writer.lines
    lines[1] = lines[1].replace(b'"chain":"north"', b'"chain":"west"')
    assert damage(lines) == (Damage.CHANGED, 2)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: b"",
        lambda line: b"\n",
        lambda line: b"not json\n",
        lambda line: b"[]\n",
        lambda line: b'"text"\n',
        lambda line: b"\xff\xfe\n",
        lambda line: b"[" * 100_000 + b"\n",
        lambda line: line[: len(line) // 2],
        lambda line: b" " + line,
        lambda line: line.replace(b"\n", b"\r\n"),
        lambda line: line.replace(b'"number":1', b'"number":1.0'),
        lambda line: line.replace(b'"number":1', b'"number":true'),
        lambda line: line.replace(b'"number":1', b'"number":0'),
        lambda line: line.replace(b'"number":1', b'"number":' + b"9" * 5000),
        lambda line: line.replace(b'"act":"open"', b'"act":"hidden","act":"open"'),
        lambda line: line.replace(b'"act":"open"', b'"act":"op\\u0065n"'),
        lambda line: line.replace(b'"entry":{', b'"extra":1,"entry":{'),
        lambda line: json.dumps({**json.loads(line), "previous": "zz" * 32}).encode(),
        lambda line: json.dumps({**json.loads(line), "digest": None}).encode(),
    ],
)
def test_a_line_that_is_not_whole_is_refused(writer, spoil):
    lines = writer.lines
    lines[0] = spoil(lines[0])
    assert damage(lines) == (Damage.CHANGED, 1)


def test_tampering_has_its_own_exit_code(writer):
    with pytest.raises(Tampered) as caught:
        verify(writer.lines[1:])
    assert exit_code_of(caught.value) == 7


def test_lines_that_show_somebody_are_told_moved_from_missing_too():
    lines = written([("main", f"act{number}") for number in range(6)]).lines
    assert b"subjects" in lines[1]
    assert damage([lines[0], lines[2], lines[1], *lines[3:]]) == (Damage.REORDERED, 2)
    assert damage([lines[0], *lines[2:]]) == (Damage.MISSING, 2)


@pytest.mark.parametrize(
    "beside", [[], "p1", [["participant"]], [["a", "b"], ["a", "b"]], [["b", "b"], ["a", "b"]], [[1, 2]]]
)
def test_what_stands_beside_a_line_is_pairs_in_order_or_nothing(beside):
    (line,) = written([("main", "offer")]).lines
    spoiled = canonical_bytes({**json.loads(line), "subjects": beside})
    assert damage([spoiled]) == (Damage.CHANGED, 1)
