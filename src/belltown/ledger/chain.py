"""Verify an exported ledger: named chains, each entry holding the digest before it, tied together by checkpoints.

A line may carry `subjects` beside its entry: whom a list showed, as ids. The entry's detail holds their number and
digest, so they are held as fast as the entry. Files written before there were any verify as ever.

A checkpoint is an entry that states, for each chain, how many entries it had and the last one's digest. It is printed
in the council's minutes; against such a print even a ledger that was rewritten whole, or cut short, is found out.
Entries after the last checkpoint can be cut off the end of a chain unseen: that is why there are checkpoints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from belltown.errors import Tampered
from belltown.ledger.entry import SUBJECTS, canonical_bytes, digest, genesis, in_order, subjects_fit

MAIN = "main"
"""The chain that carries checkpoints."""

CHECKPOINT = "checkpoint"
"""The `act` of a checkpoint entry."""

_SIZE = 32
_FIELDS = {"chain", "number", "previous", "digest", "entry"}


class Damage(StrEnum):
    """What was done to a ledger."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    REPEATED = "repeated"
    FORKED = "forked"
    TRUNCATED = "truncated"


class BadLedger(Tampered):
    """The first damage found: what, and on which line (from 1; of a truncated file, the line after its last)."""

    def __init__(self, damage: Damage, line: int, sentence: str) -> None:
        self.damage = damage
        self.line = line
        super().__init__(f"Line {line}: {sentence}")


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain had come: its last entry's number (0 when it has none) and digest."""

    chain: str
    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a whole ledger holds. `unsealed` counts entries that no checkpoint speaks of yet."""

    entries: int
    heads: tuple[Head, ...]
    checkpoints: int
    unsealed: int

    def as_json(self) -> dict[str, Any]:
        """Plain data, the same from an export and from a site's database."""
        return {
            "ok": True,
            "entries": self.entries,
            "checkpoints": self.checkpoints,
            "unsealed": self.unsealed,
            "heads": [{"chain": head.chain, "number": head.number, "digest": head.digest} for head in self.heads],
        }


def checkpoint(heads: Iterable[Head]) -> dict[str, Any]:
    """The parts of an entry that make it a checkpoint of `heads`; add who, when and why, and put it in MAIN."""
    states = {head.chain: {"number": head.number, "digest": head.digest} for head in heads}
    return {"act": CHECKPOINT, "heads": states}


def verify(lines: Iterable[bytes], expected: Iterable[Head] = ()) -> Verified:
    """What the export holds, when every entry is as it was written. Chains may be interleaved in any way.

    `expected` are heads known from elsewhere, such as printed minutes. Raises BadLedger (a Tampered) at the first
    damage. Memory: 32 bytes an entry.
    """
    reading = _Reading()
    for head in expected:
        reading.claim(head, 0)
    rest = iter(enumerate(lines, start=1))
    for number, raw in rest:
        reading.take(number, raw, rest)
    return reading.finish()


@dataclass(slots=True)
class _Reading:
    digests: dict[str, bytearray] = field(default_factory=dict)
    awaited: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    sealed: dict[str, int] = field(default_factory=dict)
    checkpoints: int = 0
    lines: int = 0

    def take(self, at: int, raw: bytes, rest: Iterator[tuple[int, bytes]]) -> None:
        line = _parse(at, raw)
        chain, number = line["chain"], line["number"]
        if number != self.length(chain) + 1 or line["previous"] != self.digest_of(chain, number - 1):
            raise self._misplaced(at, line, rest)
        self.digests.setdefault(chain, bytearray()).extend(bytes.fromhex(line["digest"]))
        self.lines = at
        self._check(chain, number, at)
        _check_subjects(at, line)
        if chain == MAIN and line["entry"].get("act") == CHECKPOINT:
            self._checkpoint(line["entry"].get("heads"), at)

    def claim(self, head: Head, at: int) -> None:
        """Remember that `head` was said (on line `at`; 0 for elsewhere), and check it once it is reached."""
        if self.awaited.setdefault((head.chain, head.number), (head.digest, at))[0] != head.digest:
            raise BadLedger(Damage.FORKED, max(at, 1), f"two checkpoints disagree on entry {_place(head)}.")
        self.sealed[head.chain] = max(head.number, self.sealed.get(head.chain, 0))
        if head.number <= self.length(head.chain):
            self._check(head.chain, head.number, max(at, 1))

    def finish(self) -> Verified:
        for (chain, number), (_, at) in sorted(self.awaited.items()):
            raise BadLedger(Damage.TRUNCATED, self.lines + 1, self._cut(chain, number, at))
        lengths = {chain: self.length(chain) for chain in self.digests}
        heads = tuple(Head(chain, n, self.digest_of(chain, n)) for chain, n in sorted(lengths.items()))
        unsealed = sum(n - self.sealed.get(chain, 0) for chain, n in lengths.items())
        return Verified(self.lines, heads, self.checkpoints, unsealed)

    def length(self, chain: str) -> int:
        return len(self.digests.get(chain, b"")) // _SIZE

    def digest_of(self, chain: str, number: int) -> str:
        """The digest of an entry already taken; of number 0, the genesis."""
        if number <= 0:
            return genesis(chain)
        return self.digests[chain][(number - 1) * _SIZE : number * _SIZE].hex()

    def _check(self, chain: str, number: int, at: int) -> None:
        claimed = self.awaited.pop((chain, number), None)
        if claimed and claimed[0] != self.digest_of(chain, number):
            said = f"the checkpoint on line {claimed[1]}" if claimed[1] else "the head you gave"
            raise BadLedger(Damage.CHANGED, at, f"entry {number} of [{chain}] is not the one {said} speaks of.")

    def _checkpoint(self, heads: object, at: int) -> None:
        if not isinstance(heads, Mapping) or not all(_is_head(state) for state in heads.values()):
            raise BadLedger(Damage.CHANGED, at, "this checkpoint does not state heads as Belltown writes them.")
        self.checkpoints += 1
        for chain, state in heads.items():
            self.claim(Head(chain, state["number"], state["digest"]), at)

    def _misplaced(self, at: int, line: dict[str, Any], rest: Iterator[tuple[int, bytes]]) -> BadLedger:
        chain, number, length = line["chain"], line["number"], self.length(line["chain"])
        if number > length + 1:
            return _gap(at, chain, length + 1, number, rest)
        if number <= length and line["digest"] == self.digest_of(chain, number):
            return BadLedger(Damage.REPEATED, at, f"entry {number} of [{chain}] stands here a second time.")
        if number <= length and line["previous"] == self.digest_of(chain, number - 1):
            return BadLedger(Damage.FORKED, at, f"a second, different entry {number} of [{chain}]: the chain forks.")
        return BadLedger(Damage.CHANGED, at, f"entry {number} of [{chain}] does not follow the entry before it.")

    def _cut(self, chain: str, number: int, at: int) -> str:
        said = f"the checkpoint on line {at} says" if at else "the head you gave says"
        return f"[{chain}] ends after entry {self.length(chain)}, but {said} it had {number}: the end was cut off."


def _is_head(state: object) -> bool:
    return isinstance(state, Mapping) and type(state.get("number")) is int and isinstance(state.get("digest"), str)


def _place(head: Head) -> str:
    return f"{head.number} of [{head.chain}]"


def _gap(at: int, chain: str, wanted: int, number: int, rest: Iterator[tuple[int, bytes]]) -> BadLedger:
    """Whether the entry that should stand here comes later (reordered) or not at all (missing)."""
    if any(_is_entry(raw, chain, wanted) for _, raw in rest):
        sentence = f"entry {number} of [{chain}] stands here before entry {wanted}: lines were moved."
        return BadLedger(Damage.REORDERED, at, sentence)
    gone = f"entry {wanted}" if number == wanted + 1 else f"entries {wanted} to {number - 1}"
    return BadLedger(Damage.MISSING, at, f"{gone} of [{chain}] should stand before this line and is gone.")


def _is_entry(raw: bytes, chain: str, number: int) -> bool:
    """Whether this line is that entry, told from its bytes alone: the rest of a damaged file may be no JSON at all."""
    start = b'{"chain":' + json.dumps(chain, ensure_ascii=False).encode() + b","
    end = rb',"number":%d,"previous":"[0-9a-f]{%d}"(,"subjects":\[\[[^{}]*\]\])?\}\n?' % (number, 2 * _SIZE)
    return raw.startswith(start) and re.search(end + rb"\Z", raw) is not None


def _check_subjects(at: int, line: Mapping[str, Any]) -> None:
    beside = line.get(SUBJECTS, [])
    if not subjects_fit(line["entry"], [(kind, id) for kind, id in beside]):
        sentence = f"whom entry {line['number']} of [{line['chain']}] showed was changed: its digest does not fit them."
        raise BadLedger(Damage.CHANGED, at, sentence)


def _parse(at: int, raw: bytes) -> dict[str, Any]:
    try:
        line = json.loads(raw)
        whole = canonical_bytes(line) == raw.removesuffix(b"\n") and _has_shape(line)
        good = whole and digest(line["previous"], canonical_bytes(line["entry"])) == line["digest"]
    except (ValueError, RecursionError):
        whole = good = False
    if not whole:
        raise BadLedger(Damage.CHANGED, at, "this is not a whole ledger line as Belltown writes it.")
    if not good:
        sentence = f"entry {line['number']} of [{line['chain']}] was changed: its digest does not fit what it says."
        raise BadLedger(Damage.CHANGED, at, sentence)
    return dict(line)


def _has_shape(line: Any) -> bool:
    if not isinstance(line, dict) or set(line) - {SUBJECTS} != _FIELDS or not isinstance(line["entry"], dict):
        return False
    if SUBJECTS in line and not _are_subjects(line[SUBJECTS]):
        return False
    hashes = (line["previous"], line["digest"])
    number = line["number"]
    return (
        isinstance(line["chain"], str)
        and isinstance(number, int)
        and number is not True
        and number > 0
        and all(isinstance(text, str) and len(text) == 2 * _SIZE for text in hashes)
    )


def _are_subjects(beside: Any) -> bool:
    """Whether this is what stands beside an entry: pairs of kind and id, each once and in order, and at least one."""
    return (
        isinstance(beside, list)
        and bool(beside)
        and all(
            isinstance(one, list) and len(one) == 2 and all(isinstance(text, str) for text in one) for one in beside
        )
        and beside == [list(one) for one in in_order((kind, id) for kind, id in beside)]
    )
