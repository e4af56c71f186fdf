"""Checking one pack and the cases beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from belltown.cli.given import is_key, version_of
from belltown.errors import BadPack, Fault
from belltown.protocol.cases import Case, differences, load_cases, packaged_cases
from belltown.protocol.decide import decide
from belltown.protocol.version import ProtocolVersion


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `cases` counts those that were read; `key` is empty when the pack did not load."""

    target: str
    key: str
    digest: str
    cases: int
    faults: tuple[Fault, ...]

    def lines(self) -> list[str]:
        if not self.faults:
            return [f"{self.target}: sound ({self.key}, {self.cases} cases agree, digest {self.digest[:12]})"]
        count = len(self.faults)
        return [f"{self.target}: {count} {'fault' if count == 1 else 'faults'}", *(f"  {one}" for one in self.faults)]

    def as_json(self) -> dict[str, Any]:
        return {
            "target": self.target,
            "ok": not self.faults,
            "key": self.key,
            "digest": self.digest,
            "cases": self.cases,
            "faults": [{"place": fault.place, "reason": fault.reason} for fault in self.faults],
        }


def checked(target: str) -> Checked:
    """What is wrong with the pack of that key or in that file, and with its cases if it has any."""
    try:
        version = version_of(target)
    except BadPack as bad:
        return Checked(target, "", "", 0, _faults(target, bad))
    try:
        cases = _cases_beside(target, version)
    except BadPack as bad:
        return Checked(target, version.key, version.digest, 0, _faults(target, bad))
    found = tuple(fault for case in cases for fault in _case_faults(case, version))
    return Checked(target, version.key, version.digest, len(cases), found)


def _faults(target: str, bad: BadPack) -> tuple[Fault, ...]:
    return bad.faults or (Fault(target, bad.summary),)


def _cases_beside(target: str, version: ProtocolVersion) -> tuple[Case, ...]:
    if is_key(target):
        return packaged_cases(version)
    pack = Path(target)
    beside = [pack.with_name(f"{pack.stem}.cases.yaml"), pack.with_name("cases.yaml")]
    return next((load_cases(file, version) for file in beside if file.is_file()), ())


def _case_faults(case: Case, version: ProtocolVersion) -> list[Fault]:
    found = differences(case, decide(version, case.encounter))
    return [Fault(f"case on line {case.line}", f"{case.name}: {difference}") for difference in found]
