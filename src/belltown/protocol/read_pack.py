"""Reading the tree of a pack into a frozen version, section by section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from zoneinfo import ZoneInfo, available_timezones

from belltown.errors import BadPack, Fault
from belltown.protocol.facts import STANDARD_FACTS, AskedOf, Fact, Kind
from belltown.protocol.form import Faults, Form, meant, shown
from belltown.protocol.located import Node
from belltown.protocol.read_tests import TestReader
from belltown.protocol.sense import contradictions
from belltown.protocol.version import (
    ClockRule,
    Criterion,
    OnCallHours,
    PathwayRules,
    ProtocolVersion,
    Source,
)
from belltown.vocabulary import BjaPathway, ComplainantRule, Pathway, PauseReason, Role, Strength
from belltown.workflow.calendar import WorkCalendar

PACK_KEYS = ("site", "name", "summary", "effective", "timezone", "holidays", "invented", "sources", "facts", "criteria",
             "pathways", "on_call")  # fmt: skip
CRITERION_KEYS = ("id", "text", "source", "place", "verified", "pathways", "strength", "override", "when", "test")
PATHWAY_KEYS = ("bja", "open_charge", "approval", "complainant", "intake", "clocks")
CLOCK_KEYS = ("minutes", "days", "business_days", "source", "pauses", "verified")
CLOCK_NAMES = ("arrive", "approval", "first_contact", "screening", "assessment", "intake", "care_plan", "release",
               "filing_hold")  # fmt: skip
"""The clocks a pathway may have, so that a misspelled one cannot go unseen."""
INTAKE_STEPS = ("screening", "assessment", "release", "care_plan")
"""What may complete intake."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def read_pack(
    tree: Node, name: str, *, digest: str, already: Iterable[Fault] = (), standard: Mapping[str, Fact] = STANDARD_FACTS
) -> ProtocolVersion:
    """The version that the tree holds. Raises BadPack with every fault, those `already` found included."""
    faults = Faults(name, already)
    version = _PackReader(tree, faults, digest, standard).version()
    if faults.found or version is None:
        found = sorted(dict.fromkeys(faults.found), key=lambda fault: int(fault.place.rpartition(":")[2]))
        raise BadPack(f"The pack [{name}] has {len(found)} fault{'' if len(found) == 1 else 's'}:", found)
    return version


class _PackReader:
    """Reads each section once; later sections see what the earlier ones declared."""

    def __init__(self, tree: Node, faults: Faults, digest: str, standard: Mapping[str, Fact]) -> None:
        self.faults, self.digest, self.standard = faults, digest, standard
        self.form = Form(tree, faults, "a pack", PACK_KEYS)
        self.asked_for: set[Pathway] = set()
        self.ids: dict[str, int] = {}

    def version(self) -> ProtocolVersion | None:
        form = self.form
        self.sources = self._sources()
        self.facts = {**self.standard, **self._facts()}
        self.opened = form.rows("pathways")
        criteria, pathways, on_call = self._criteria(), self._pathways(), self._on_call()
        site, name, timezone = form.name("site"), form.text("name"), self._timezone()
        summary, invented = form.text("summary", required=False), form.flag("invented", default=False)
        effective = form.day("effective")
        if effective is None:
            return None
        self._check_sense(criteria, pathways, effective)
        return ProtocolVersion(
            site, name, effective, timezone, self.facts, criteria, pathways, self.sources, on_call, self.digest,
            summary, invented, self._holidays(),
        )  # fmt: skip

    def _holidays(self) -> str:
        text = self.form.text("holidays", required=False)
        node = self.form.node_at("holidays", required=False)
        if text and node:
            self.faults.attempt(node, lambda: WorkCalendar(text))
        return text

    def _timezone(self) -> str:
        text = self.form.text("timezone")
        node = self.form.node_at("timezone", required=False)
        if text and node and not _is_timezone(text):
            close = meant(text, sorted(available_timezones()))
            self.form.note(f"[timezone] is {shown(text)}, which no clock knows; {close}", node)
        return text

    def _sources(self) -> dict[str, Source]:
        read = {name: self._source(name, node) for name, node in self.form.rows("sources").items()}
        return {name: source for name, source in read.items() if source}

    def _source(self, name: str, node: Node) -> Source:
        form = Form(node, self.faults, f"the source {shown(name)}", ("title", "url"))
        return Source(name, form.text("title"), form.text("url", required=False))

    def _facts(self) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        for node in self.form.items("facts", required=False, empty=True):
            fact = self._fact(node)
            if fact and (fact.id in found or fact.id in self.standard):
                self.faults.note(node, f"the fact [{fact.id}] is declared already; drop this one or name it otherwise")
            elif fact:
                found[fact.id] = fact
        return found

    def _fact(self, node: Node) -> Fact | None:
        form = Form(node, self.faults, "a fact", ("id", "kind", "question", "asked_of", "unit", "choices"))
        name, kind = form.name("id"), form.one_of("kind", Kind)
        question, unit = form.text("question"), form.text("unit", required=False)
        asked_of = form.one_of("asked_of", AskedOf, AskedOf.OFFICER)
        choices = form.texts("choices", required=False)
        if not form.sound or kind is None or asked_of is None:
            return None
        return self.faults.attempt(node, lambda: Fact(name, kind, question, asked_of, unit, choices))

    def _criteria(self) -> tuple[Criterion, ...]:
        tests = TestReader(self.facts, self.faults)
        read = [self._criterion(node, tests) for node in self.form.items("criteria")]
        return tuple(criterion for criterion in read if criterion)

    def _criterion(self, node: Node, tests: TestReader) -> Criterion | None:
        form = Form(node, self.faults, "a criterion", CRITERION_KEYS)
        name, text, source = form.name("id"), form.text("text"), form.known("source", self.sources, "source")
        self._note_twice(form, name)
        pathways = self._pathways_of(form)
        strength = form.one_of("strength", Strength, Strength.HARD)
        override = form.many_of("override", Role, required=False)
        when = tests.read(at) if (at := form.node_at("when", required=False)) else None
        test = tests.read(at) if (at := form.node_at("test")) else None
        place, verified = form.text("place", required=False), form.flag("verified", default=True)
        if not form.sound or test is None or source is None or strength is None:
            return None
        return self.faults.attempt(
            node, lambda: Criterion(name, text, test, source, pathways, place, when, strength, override, verified)
        )

    def _note_twice(self, form: Form, name: str) -> None:
        if name and name in self.ids:
            form.note(f"the criterion [{name}] is there already (line {self.ids[name]}); give each its own id")
        self.ids.setdefault(name, form.node.line)

    def _pathways_of(self, form: Form) -> tuple[Pathway, ...]:
        pathways = form.many_of("pathways", Pathway)
        self.asked_for.update(pathways)
        for pathway in pathways:
            if pathway not in self.opened:
                opened = meant(pathway, self.opened)
                form.note(f"a criterion belongs to [{pathway}], a pathway this pack does not open; {opened}")
        return pathways

    def _pathways(self) -> dict[Pathway, PathwayRules]:
        found: dict[Pathway, PathwayRules] = {}
        for name, node in self.opened.items():
            if name not in list(Pathway):
                self.faults.note(node, f"there is no pathway {shown(name)}; {meant(name, Pathway)}")
            elif rules := self._pathway(Pathway(name), node):
                found[rules.pathway] = rules
        return found

    def _pathway(self, pathway: Pathway, node: Node) -> PathwayRules | None:
        form = Form(node, self.faults, f"the pathway [{pathway}]", PATHWAY_KEYS)
        if pathway not in self.asked_for:
            form.note(f"the pathway [{pathway}] has no criteria, so everybody would be eligible; give it at least one")
        bja = None if form.text("bja") == "none" else form.one_of("bja", BjaPathway)
        approval = form.many_of("approval", Role, empty=True)
        complainant = form.one_of("complainant", ComplainantRule, ComplainantRule.NONE)
        open_charge, intake, clocks = form.flag("open_charge"), self._intake(form), self._clocks(form)
        if not form.sound or complainant is None:
            return None
        return PathwayRules(pathway, bja, open_charge, approval, complainant, intake, clocks)

    def _intake(self, form: Form) -> tuple[str, ...]:
        steps = form.texts("intake")
        for step in steps:
            if step not in INTAKE_STEPS:
                node = form.node_at("intake")
                form.note(f"[intake] cannot hold {shown(step)}; {meant(step, INTAKE_STEPS)}", node)
        return steps

    def _clocks(self, form: Form) -> dict[str, ClockRule]:
        rows = form.rows("clocks", required=False)
        read = {name: self._clock(name, node) for name, node in rows.items()}
        return {name: clock for name, clock in read.items() if clock}

    def _clock(self, name: str, node: Node) -> ClockRule | None:
        form = Form(node, self.faults, f"the clock {shown(name)}", CLOCK_KEYS)
        if name not in CLOCK_NAMES:
            form.note(f"there is no clock {shown(name)}; {meant(name, CLOCK_NAMES)}")
        source = form.known("source", self.sources, "source")
        pauses = form.many_of("pauses", PauseReason, required=False)
        minutes, days, business_days = form.whole("minutes"), form.whole("days"), form.whole("business_days")
        verified = form.flag("verified", default=True)
        if not form.sound or source is None:
            return None
        return self.faults.attempt(
            node, lambda: ClockRule(name, source, minutes, days, business_days, pauses, verified)
        )

    def _on_call(self) -> tuple[OnCallHours, ...]:
        read = [self._hours(node) for node in self.form.items("on_call", required=False, empty=True)]
        return tuple(hours for hours in read if hours)

    def _hours(self, node: Node) -> OnCallHours | None:
        form = Form(node, self.faults, "an on-call shift", ("days", "from", "to"))
        days = form.texts("days")
        for day in days:
            if day not in DAYS:
                form.note(f"[days] cannot hold {shown(day)}; {meant(day, DAYS)}", form.node_at("days"))
        starts, ends = _time(form, "from"), _time(form, "to")
        if not form.sound or starts is None or ends is None:
            return None
        return OnCallHours(tuple(DAYS.index(day) for day in days), starts, ends)

    def _check_sense(self, criteria: tuple[Criterion, ...], pathways: Iterable[Pathway], effective: date) -> None:
        for pathway in pathways:
            if clash := contradictions(criteria, pathway, effective):
                names = ", ".join(f"[{criterion.id}]" for criterion in clash)
                can = f"{names} can never be met" if len(clash) == 1 else f"{names} can never all be met at once"
                reason = f"{can}, so nobody could take the pathway [{pathway}]; loosen one of them"
                self.faults.note(self.ids[clash[-1].id], reason)


def _is_timezone(text: str) -> bool:
    try:
        return bool(ZoneInfo(text))
    except (KeyError, ValueError, OSError):
        return False


def _time(form: Form, key: str) -> time | None:
    text = form.text(key)
    if found := _TIME.fullmatch(text):
        return time(int(found[1]), int(found[2]))
    if text:
        form.note(f"[{key}] is {shown(text)}; it must be a time such as 07:00", form.node_at(key))
    return None
