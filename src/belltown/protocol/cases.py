"""Cases: named situations with the answer their authors expect. People who own the rule can read and write them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from belltown.errors import BadPack
from belltown.protocol.answers import Answer
from belltown.protocol.decide import Encounter, Finding
from belltown.protocol.form import Faults, Form, shown
from belltown.protocol.load import packaged_cases_text, text_of, tree_of
from belltown.protocol.located import Listing, Node
from belltown.protocol.read_encounter import EncounterReader
from belltown.protocol.version import ProtocolVersion
from belltown.vocabulary import Role

CASE_KEYS = ("name", "pathway", "on", "facts", "checks", "overrides", "answer", "unmet", "unknown", "overridable_by")


class _Answers(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Case:
    """One situation and what must come of it. `overridable_by` None means the case does not say."""

    name: str
    line: int
    encounter: Encounter
    answer: Answer
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    overridable_by: tuple[Role, ...] | None = None


def load_cases(path: Path, version: ProtocolVersion) -> tuple[Case, ...]:
    """The cases in this file. Raises BadPack naming every fault as file:line: reason."""
    return cases_in(text_of(path), version, name=str(path))


def packaged_cases(version: ProtocolVersion) -> tuple[Case, ...]:
    """The cases that come with a packaged version. Raises BadPack when it has none or they have faults."""
    name, text = packaged_cases_text(version.key)
    return cases_in(text, version, name=name)


def cases_in(text: str, version: ProtocolVersion, *, name: str = "cases") -> tuple[Case, ...]:
    """The cases written in `text`; `name` stands for the file in faults. Raises BadPack."""
    tree, found = tree_of(text, name)
    faults = Faults(name, found)
    nodes = tree.items if isinstance(tree, Listing) else ()
    if not nodes:
        faults.note(tree, "a file of cases must be a list with at least one case")
    read = [_case(node, version, faults) for node in nodes]
    _refuse_twins([case for case in read if case], faults)
    if faults.found:
        raise BadPack(f"The cases [{name}] have faults:", dict.fromkeys(faults.found))
    return tuple(case for case in read if case)


def differences(case: Case, finding: Finding) -> list[str]:
    """How a finding departs from what the case expects, in sentences; empty when it does not."""
    unmet = tuple(reason.criterion.id for reason in finding.because if reason.answer is Answer.NO)
    unknown = tuple(reason.criterion.id for reason in finding.because if reason.answer is Answer.UNKNOWN)
    pairs: list[tuple[str, object, object]] = [
        ("the answer", case.answer.value, finding.answer.value),
        ("unmet", sorted(case.unmet), sorted(unmet)),
        ("unknown", sorted(case.unknown), sorted(unknown)),
    ]
    if case.overridable_by is not None:
        wanted, got = ([role.value for role in roles] for roles in (case.overridable_by, finding.overridable_by))
        pairs.append(("overridable by", sorted(wanted), sorted(got)))
    return [f"{what} should be {right} and is {given}" for what, right, given in pairs if right != given]


def _refuse_twins(cases: list[Case], faults: Faults) -> None:
    first: dict[str, int] = {}
    for case in cases:
        if first.setdefault(case.name, case.line) != case.line:
            faults.note(case.line, f"the case {shown(case.name)} is there already (line {first[case.name]})")


def _case(node: Node, version: ProtocolVersion, faults: Faults) -> Case | None:
    form = Form(node, faults, "a case", CASE_KEYS)
    reader = EncounterReader(form, version)
    name, on, answer = form.text("name"), form.day("on"), form.one_of("answer", _Answers)
    facts, checks, overrides = reader.facts(), reader.checks(), reader.criteria_in("overrides")
    unmet, unknown = reader.criteria_in("unmet"), reader.criteria_in("unknown")
    who = form.many_of("overridable_by", Role, required=False, empty=True) if form.has("overridable_by") else None
    if not form.sound or reader.pathway is None or on is None or answer is None:
        return None
    encounter = Encounter(reader.pathway, on, facts, checks, frozenset(overrides))
    return Case(name, node.line, encounter, Answer(answer.value), unmet, unknown, who)
