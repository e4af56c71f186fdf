"""Find a charge by words or code, as people type it on a phone: "shoplift", "23c", "pipe", "rcw 69.50.4013"."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from belltown.data.offenses import nibrs, plain, squeezed
from belltown.vocabulary import OffenseGroup

MOST_WORDS = 8
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge to choose. `also` are other words for it; `groups` has one member where the charge is settled."""

    code: str
    name: str
    also: str
    nibrs: str
    groups: tuple[OffenseGroup, ...]
    level: str = ""

    @property
    def group(self) -> OffenseGroup | None:
        """The one group a protocol reads; None where this charge may be several."""
        return self.groups[0] if len(self.groups) == 1 else None


def charges(site: str) -> tuple[Charge, ...]:
    """The charges of a site's pack that carry a code, in the pack's order; of a site without any, the NIBRS codes."""
    return _of_pack(site) or _of_nibrs()


def search(words: str, *, site: str, most: int = 12) -> tuple[Charge, ...]:
    """The charges in which every word begins a word, or the whole is a code; best first. Nothing finds nothing."""
    typed = plain(words[:LONGEST_QUERY])
    if not squeezed(typed):
        return ()
    ranked = [(rank, charge) for charge in charges(site) if (rank := _rank(typed, charge)) is not None]
    found = tuple(charge for _, charge in sorted(ranked, key=lambda pair: pair[0]))
    return found[:most]


def charge_of(code: str, *, site: str) -> Charge | None:
    """The charge with this code, however it is punctuated."""
    return next((charge for charge in charges(site) if squeezed(charge.code) == squeezed(code) != ""), None)


def _rank(typed: str, charge: Charge) -> int | None:
    """0 for its code, 1 where its name begins so, 2 for words of its name, 3 for other words; None for no match."""
    code = squeezed(charge.code)
    if squeezed(typed) == code or (len(squeezed(typed)) > 2 and code.startswith(squeezed(typed))):
        return 0
    name = plain(charge.name)
    if name.startswith(typed):
        return 1
    wanted = typed.split()[:MOST_WORDS]
    if _all_begin(wanted, name):
        return 2
    codes = f"{charge.code} {charge.nibrs} {code}"
    return 3 if _all_begin(wanted, plain(f"{name} {charge.also} {codes}")) else None


def _all_begin(wanted: Iterable[str], text: str) -> bool:
    words = text.replace(",", " ").replace(";", " ").split()
    return all(any(word.startswith(one) for word in words) for one in wanted)


@lru_cache(maxsize=16)
def _of_pack(site: str) -> tuple[Charge, ...]:
    file = files("belltown") / "jurisdictions" / site / "offenses.csv"
    if not site or not file.is_file():
        return ()
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    return tuple(_charge(row) for row in rows if row["code"].strip())


def _charge(row: dict[str, str]) -> Charge:
    name, _, also = row["note"].partition(":" if ":" in row["note"] else ";")
    groups = tuple(OffenseGroup(group.strip()) for group in row["group"].split("|") if group.strip())
    code = row["nibrs"].strip().upper()
    return Charge(
        code=row["code"].strip(),
        name=name.strip() or row["text_pattern"].strip("/ ").capitalize() or row["code"].strip(),
        also=also.strip(),
        nibrs=code,
        groups=groups or (nibrs()[code].groups if code in nibrs() else ()),
        level=row["level"].strip(),
    )


@lru_cache(maxsize=1)
def _of_nibrs() -> tuple[Charge, ...]:
    return tuple(Charge(one.code, one.name, "", one.code, one.groups) for one in nibrs().values() if one.groups)
