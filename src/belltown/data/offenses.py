"""Charges: the NIBRS codes, and the way from a city's own charge to a group that protocols speak of.

A charge that no rule covers has no group. It is counted and listed; it is never guessed. A charge that may belong to
several groups, such as NIBRS 35A which does not tell possession from sale, keeps them all.

Codes and names follow the FBI's NIBRS technical specification 2025.0, group A and group B.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from belltown.errors import BadPack, Fault
from belltown.vocabulary import OffenseGroup

LEVELS = ("infraction", "misdemeanor", "felony")
MOST_GROUPS = 4
"""The most groups one charge may be left open between: the table has that many columns for them."""

POSSESSION_ACTIVITIES, SALE_ACTIVITIES = frozenset("PU"), frozenset("CDT")
"""NIBRS types of criminal activity that settle a 35A: possess and use, against cultivate, distribute, transport."""

_COLUMNS = ("code", "text_pattern", "nibrs", "group", "level", "note")

Groups = tuple[OffenseGroup, ...]


@dataclass(frozen=True, slots=True)
class NibrsCode:
    """One NIBRS offense code. `groups` are the groups it may be; empty for 90Z, which may be anything."""

    code: str
    name: str
    group: str
    against: str
    groups: Groups


@cache
def nibrs() -> Mapping[str, NibrsCode]:
    """All NIBRS codes by code."""
    text = files("belltown.data").joinpath("nibrs.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {
        row["code"]: NibrsCode(row["code"], row["name"], row["group"], row["against"], _groups(row["offense"]))
        for row in rows
    }


@cache
def _by_name() -> Mapping[str, NibrsCode]:
    return {squeezed(code.name): code for code in nibrs().values()}


def nibrs_of(published: str, activity: str = "") -> tuple[str, Groups]:
    """The NIBRS code and its possible groups for a code or a description as published; ("", ()) when neither."""
    found = nibrs().get(published.strip().upper()) or _by_name().get(squeezed(published))
    if found is None:
        return "", ()
    return found.code, _drug_groups(activity, found.groups) if found.code == "35A" else found.groups


def _drug_groups(activity: str, open_groups: Groups) -> Groups:
    match activity.strip().upper():
        case "U":
            return (OffenseGroup.DRUG_POSSESSION, OffenseGroup.PUBLIC_DRUG_USE, OffenseGroup.UNDER_INFLUENCE)
        case "P":
            return (OffenseGroup.DRUG_POSSESSION,)
        case known if known in SALE_ACTIVITIES:
            return (OffenseGroup.DRUG_SALE,)
    return open_groups


def squeezed(text: str) -> str:
    """Letters and digits alone, in lower case: RCW 69.50.4013 and rcw-69-50-4013 are one code."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def plain(text: str) -> str:
    """Lower case, blanks made single: what text patterns are matched against."""
    return " ".join(text.lower().split())


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a charge was found to be. `groups` empty means unmapped; `by` says which rules decided."""

    groups: Groups
    nibrs: str = ""
    level: str = ""
    by: str = ""


UNMAPPED = Mapped(())


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a crosswalk: a code, or a pattern in the charge's text, and what it means."""

    code: str
    pattern: str
    mapped: Mapped

    def matches_text(self, text: str) -> bool:
        if not self.pattern:
            return False
        return bool(re.search(self.pattern[1:-1], text)) if _is_regex(self.pattern) else self.pattern in text


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Ordered rules. Codes go before text, earlier lines before later ones."""

    name: str
    rules: tuple[Rule, ...]

    @classmethod
    def load(cls, path: Path) -> Crosswalk:
        """The rules of an offenses.csv. Raises BadPack naming every fault as file:line: reason."""
        try:
            return cls.of_text(path.read_text(encoding="utf-8-sig"), name=str(path))
        except OSError as error:
            raise BadPack(f"The charges [{path}] cannot be opened: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise BadPack(f"The charges [{path}] are not UTF-8 text; save them as UTF-8.") from error

    @classmethod
    def of_text(cls, text: str, *, name: str = "offenses.csv") -> Crosswalk:
        """The rules written in `text`. Raises BadPack naming every fault."""
        reader = csv.DictReader(io.StringIO(text))
        if missing := [column for column in _COLUMNS if column not in (reader.fieldnames or ())]:
            raise BadPack(f"The charges [{name}] lack the columns {', '.join(missing)}.")
        lines = [(reader.line_num, row) for row in reader]
        faults = [Fault(f"{name}:{line}", reason) for line, row in lines for reason in _faults_in(row)]
        if faults:
            raise BadPack(f"The charges [{name}] have faults.", faults)
        return cls(name, tuple(_rule(row, name) for _, row in lines))

    def of_charge(self, codes: Iterable[str], text: str) -> Mapped:
        """What the charge is by these rules; UNMAPPED when no rule covers it."""
        wanted = {squeezed(code) for code in codes} - {""}
        for rule in self.rules:
            if rule.code and rule.code in wanted:
                return rule.mapped
        matched = (rule.mapped for rule in self.rules if rule.matches_text(plain(text)))
        return next(matched, UNMAPPED)


def classify(codes: Iterable[str], text: str, published_nibrs: str, crosswalks: Iterable[Crosswalk]) -> Mapped:
    """What a charge is: by the first crosswalk that covers it, else by the NIBRS code or name the city published."""
    codes = tuple(codes)
    for crosswalk in crosswalks:
        if (mapped := crosswalk.of_charge(codes, text)).groups:
            return mapped
    code, groups = nibrs_of(published_nibrs)
    return Mapped(groups, code, by="NIBRS") if groups else UNMAPPED


def _rule(row: Mapping[str, str], name: str) -> Rule:
    groups = _groups(row["group"]) or nibrs()[row["nibrs"].strip().upper()].groups
    mapped = Mapped(groups, row["nibrs"].strip().upper(), row["level"].strip(), by=name)
    pattern = row["text_pattern"].strip()
    return Rule(squeezed(row["code"]), pattern if _is_regex(pattern) else plain(pattern), mapped)


def _is_regex(pattern: str) -> bool:
    return len(pattern) > 2 and pattern[0] == pattern[-1] == "/"


def _groups(text: str) -> Groups:
    return tuple(OffenseGroup(group.strip()) for group in text.split("|") if group.strip())


def _faults_in(row: Mapping[str, str | None]) -> list[str]:
    cells = {name: (row.get(name) or "").strip() for name in _COLUMNS}
    groups = [group.strip() for group in cells["group"].split("|") if group.strip()]
    code = nibrs().get(cells["nibrs"].upper())
    checks = [
        (
            None in row or any(row.get(name) is None for name in _COLUMNS),
            "has not six cells; quote a text with a comma",
        ),
        (not cells["code"] and not cells["text_pattern"], "needs a code or a text_pattern"),
        (bool(cells["nibrs"]) and code is None, f"[{cells['nibrs']}] is no NIBRS code"),
        (not groups and not (code and code.groups), "needs a group, or a NIBRS code that tells one"),
        (len(groups) > MOST_GROUPS, f"names more than {MOST_GROUPS} groups"),
        (
            bool(cells["level"]) and cells["level"] not in LEVELS,
            f"[{cells['level']}] must be {', '.join(LEVELS)} or empty",
        ),
        (not _compiles(cells["text_pattern"]), f"[{cells['text_pattern']}] is no regular expression"),
    ]
    strangers = [f"[{group}] is no offense group" for group in groups if group not in tuple(OffenseGroup)]
    return [reason for wrong, reason in checks if wrong] + strangers


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern[1:-1] if _is_regex(pattern) else "")
    except re.error:
        return False
    return True
