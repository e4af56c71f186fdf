"""Reading what is known of an encounter, from a case or from storage, against the version it is about."""

from __future__ import annotations

from collections.abc import Mapping

from belltown.protocol.facts import NEVER, Fact, Kind, Value
from belltown.protocol.form import Form, meant, shown
from belltown.protocol.located import Node, Scalar
from belltown.protocol.version import Criterion, ProtocolVersion
from belltown.vocabulary import Pathway


class EncounterReader:
    """Reads the keys pathway, facts, checks and lists of criteria from one form, noting faults."""

    def __init__(self, form: Form, version: ProtocolVersion) -> None:
        self.form, self.version = form, version
        self.pathway = form.one_of("pathway", Pathway)
        self.criteria: Mapping[str, Criterion] = {}
        if self.pathway and self.pathway not in version.pathways:
            form.note(f"the version does not open [{self.pathway}]; {meant(self.pathway, version.pathways)}")
        elif self.pathway:
            self.criteria = {criterion.id: criterion for criterion in version.criteria_for(self.pathway)}

    def facts(self) -> dict[str, Value]:
        """The facts told, each of a kind it can have."""
        found: dict[str, Value] = {}
        for name, node in self.form.rows("facts", required=False, empty=True).items():
            fact = self.version.facts.get(name)
            if fact is None:
                self.form.note(f"there is no fact {shown(name)}; {meant(name, self.version.facts)}", node)
            elif (value := value_in(node, fact, self.form)) is not None:
                found[name] = value
        return found

    def checks(self) -> dict[str, bool]:
        """The criteria someone has checked: true for met."""
        found: dict[str, bool] = {}
        for name, node in self.form.rows("checks", required=False, empty=True).items():
            self._know(name, node)
            value = node.value if isinstance(node, Scalar) else None
            if not isinstance(value, bool):
                self.form.note(f"the check {shown(name)} must be true (met) or false (not met)", node)
            found[name] = value is True
        return found

    def criteria_in(self, key: str) -> tuple[str, ...]:
        """The ids of criteria listed under this key; none when it is absent."""
        nodes = self.form.items(key, required=False, empty=True)
        names = tuple(self.form.text_of(node, key) for node in nodes)
        for name, node in zip(names, nodes, strict=True):
            self._know(name, node)
        return names

    def _know(self, name: str, node: Node) -> None:
        if self.criteria and name not in self.criteria:
            self.form.note(f"this pathway has no criterion {shown(name)}; {meant(name, self.criteria)}", node)


def value_in(node: Node, fact: Fact, form: Form) -> Value | None:
    """The fact's value as written in this node; None with a fault noted when it can be none."""
    if fact.kind is Kind.CHOICE:
        text = form.text_of(node, fact.id)
        if text and text not in fact.choices:
            form.note(f"[{fact.id}] is never {shown(text)}; {meant(text, fact.choices)}", node)
        return text
    if fact.kind is Kind.LAST_DATE:
        is_never = isinstance(node, Scalar) and node.text == "never"
        return NEVER if is_never else form.day_of(node, fact.id, first_year=1)
    value = node.value if isinstance(node, Scalar) else None
    if fault := fact.fault_in(value):
        form.note(f"[{fact.id}] {fault}", node)
        return None
    return value
