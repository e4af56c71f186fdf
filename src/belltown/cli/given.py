"""Protocols and encounters as they are given on the command line, read with every fault named at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from belltown.errors import BadInput, BadPack
from belltown.protocol.decide import Encounter
from belltown.protocol.facts import Kind, Value
from belltown.protocol.form import Faults, Form, shown
from belltown.protocol.load import load, named, text_of, tree_of
from belltown.protocol.located import Listing, Node, Scalar, Table
from belltown.protocol.read_encounter import EncounterReader
from belltown.protocol.version import ProtocolVersion

KEYS = ("pathway", "on", "facts", "checks", "overrides")
_KEY = re.compile(r"[^/\\]+/\d{4}-\d{2}-\d{2}")
_CHECKED = {"met": "true", "not_met": "false"}
_SAID = {"yes": "true", "no": "false"}


def is_key(target: str) -> bool:
    """Whether this names a packaged protocol such as seattle/2011-10-01, and is no file here."""
    return _KEY.fullmatch(target) is not None and not Path(target).exists()


def version_of(target: str) -> ProtocolVersion:
    """The protocol of that key or in that file. Raises BadPack."""
    return named(target) if is_key(target) else load(Path(target))


@dataclass(frozen=True, slots=True)
class Told:
    """What the options of `decide` and `ask` say of an encounter, as text."""

    pathway: str | None
    on: str | None
    facts: Sequence[str]
    checks: Sequence[str]
    overrides: Sequence[str]
    file: Path | None

    @property
    def has_options(self) -> bool:
        return bool(self.pathway or self.on or self.facts or self.checks or self.overrides)


def encounter_of(version: ProtocolVersion, told: Told) -> Encounter:
    """The encounter in the file, else in the options; on today's local date when neither says. Raises BadInput."""
    if told.file and told.has_options:
        raise BadInput("Give the encounter in a file or in options, not in both.")
    if told.file:
        tree, faults = _file(told.file)
    else:
        faults = _OptionFaults("the options")
        tree = _tree(version, told, faults)
    return _read(version, tree, faults)


def _file(file: Path) -> tuple[Node, Faults]:
    try:
        tree, found = tree_of(text_of(file), str(file))
    except BadPack as bad:
        raise BadInput("The encounter cannot be read.", bad.faults) from None
    return tree, Faults(str(file), found)


def _read(version: ProtocolVersion, tree: Node, faults: Faults) -> Encounter:
    form = Form(tree, faults, "an encounter", KEYS)
    reader = EncounterReader(form, version)
    on = form.day("on") if form.has("on") else datetime.now(ZoneInfo(version.timezone)).date()
    facts, checks, overrides = reader.facts(), reader.checks(), reader.criteria_in("overrides")
    _refuse_the_future(facts, on, form)
    if faults.found or reader.pathway is None or on is None:
        raise BadInput("The encounter cannot be read.", dict.fromkeys(faults.found))
    return Encounter(reader.pathway, on, facts, checks, frozenset(overrides))


def _refuse_the_future(facts: Mapping[str, Value], on: date | None, form: Form) -> None:
    for name, value in facts.items():
        if on and isinstance(value, date) and value > on:
            form.note(f"[{name}] is [{value}], which lies after the encounter on {on}")


class _OptionFaults(Faults):
    """Faults of options have no line."""

    def note(self, where: Node | int, reason: str) -> None:  # noqa: ARG002
        super().note(1, reason)
        place, last = self.name, self.found[-1]
        self.found[-1] = type(last)(place, last.reason)


def _tree(version: ProtocolVersion, told: Told, faults: Faults) -> Node:
    yes_no = {id: _SAID for id, fact in version.facts.items() if fact.kind is Kind.YES_NO}
    checked = {criterion.id: _CHECKED for criterion in version.criteria}
    entries: dict[str, Node] = {
        "facts": _pairs("--fact", told.facts, faults, yes_no),
        "checks": _pairs("--check", told.checks, faults, checked),
        "overrides": Listing(1, tuple(Scalar(1, name) for name in told.overrides)),
    }
    if told.pathway:
        entries["pathway"] = Scalar(1, told.pathway, quoted=True)
    if told.on:
        entries["on"] = Scalar(1, told.on)
    return Table(1, entries, dict.fromkeys(entries, 1))


def _pairs(option: str, given: Sequence[str], faults: Faults, words: Mapping[str, Mapping[str, str]]) -> Table:
    """name=value as a table. `words` are other spellings of a value, by name."""
    entries: dict[str, Node] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            faults.note(1, f"{option} {shown(text)} must be written as name=value")
        elif name in entries:
            faults.note(1, f"{option} gives {shown(name)} twice")
        else:
            entries[name] = Scalar(1, words.get(name, {}).get(value, value))
    return Table(1, entries, dict.fromkeys(entries, 1))
