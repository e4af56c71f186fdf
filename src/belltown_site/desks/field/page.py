"""What the encounter page draws: worked out here, so that its templates hold no reasoning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.forms import BoundField
from django.urls import reverse
from django.utils.safestring import SafeString

from belltown.protocol.answers import NO, UNKNOWN
from belltown.protocol.decide import Encounter as Reading
from belltown.protocol.decide import Finding, decide
from belltown.protocol.facts import NEVER, Kind, Value
from belltown.protocol.version import Criterion, ProtocolVersion
from belltown_site.desks.field import offenses
from belltown_site.desks.field.ages import limits
from belltown_site.desks.field.forms import ELSEWHERE, WHO, EncounterForm
from belltown_site.desks.field.questions import Question, keys_asked, reads_offense, remaining
from belltown_site.desks.field.tiles import Tile, tiles
from belltown_site.records.sheets import DraftSheet
from belltown_site.web.templatetags.belltown import ANSWER_ICONS, ANSWER_WORDS

NOT_SURE = ("", "Not sure")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its tiles or its input, and whether it matters now."""

    question: Question
    field: BoundField
    options: tuple[Tile, ...]
    sent: str
    visible: bool

    @property
    def kind(self) -> str:
        fact = self.question.fact
        return fact.kind.value if fact else "check"

    @property
    def unit(self) -> str:
        return self.question.fact.unit if self.question.fact else ""

    @property
    def tiles(self) -> SafeString:
        return tiles(self.question.key, self.field.auto_id, self.options, self.sent or None)

    @property
    def is_never(self) -> bool:
        return self.field.value() in ("never", NEVER)


@dataclass(frozen=True)  # no slots: what is costly is worked out once
class WritePage:
    """The page of one encounter: its form, what the protocol says of it now, and what the browser reads it with."""

    id: UUID
    form: EncounterForm
    version: ProtocolVersion
    reading: Reading
    found: tuple[offenses.Choice, ...] = ()
    searched: str = ""
    saved_at: datetime | None = None
    is_new: bool = True

    @cached_property
    def finding(self) -> Finding:
        return decide(self.version, self.reading)

    @property
    def word(self) -> str:
        return self.finding.answer.value

    @property
    def note(self) -> str:
        return note_on(self.finding)

    @cached_property
    def remaining(self) -> tuple[Criterion, ...]:
        """The criteria that one tap may affirm, once the charge is known where the rules read it."""
        if reads_offense(self.version, self.reading.pathway) and "offense" not in self.reading.facts:
            return ()
        return remaining(self.finding)

    @cached_property
    def questions(self) -> tuple[Asked, ...]:
        asked = keys_asked(self.finding, self.reading, self.form.frame.questions)
        return tuple(self._asked(question, asked) for question in self.form.frame.questions)

    @property
    def amounts(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.questions if one.question.is_amount)

    @property
    def others(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.questions if not one.question.is_amount)

    @property
    def shown_keys(self) -> str:
        return " ".join(one.question.key for one in self.questions if one.visible)

    @property
    def asks_offense(self) -> bool:
        return reads_offense(self.version, self.reading.pathway)

    @property
    def offense_tiles(self) -> SafeString:
        """The most common groups, what was found, and what was chosen, each once."""
        chosen = offenses.chosen(self.chosen_offense, self.form.frame.site)
        every = [*offenses.tiles(self.version, self.reading.pathway), *self.found, *([chosen] if chosen else [])]
        return offense_tiles({one.value: one for one in every}.values(), "offense", self.chosen_offense)

    @property
    def pathway_tiles(self) -> SafeString:
        choices = [Tile(one.value, one.label) for one in self.form.frame.pathways]
        return tiles("pathway", "pathway", choices, self.reading.pathway.value)

    @property
    def who_tiles(self) -> SafeString:
        return tiles("who", "who", [Tile(*one) for one in WHO.items()], str(self.form["who"].value() or ""))

    @property
    def chosen_offense(self) -> str:
        return str(self.form["offense"].value() or "")

    @property
    def chosen_beat(self) -> str:
        return str(self.form["beat"].value() or "")

    @property
    def beat_tiles(self) -> SafeString:
        """Every beat, and elsewhere."""
        beats = [Tile(code, code, name) for code, name in self.form.frame.beats]
        return tiles("beat", "beat", [*beats, Tile(ELSEWHERE, "Elsewhere", "outside them")], self.chosen_beat or None)

    @property
    def protocol_url(self) -> str:
        return reverse("field:protocol", args=[self.version.digest])

    @property
    def age_limits(self) -> str:
        return " ".join(f"{one:g}" for one in sorted(limits(self.version, self.reading.pathway)))

    @property
    def known(self) -> str:
        """What the browser cannot see on the page and reads all the same, as JSON: no name, no place."""
        asked = {one.fact.id for one in self.form.frame.questions if one.fact} | {"offense", "age", "in_catchment"}
        facts = {id: _plain(value) for id, value in self.reading.facts.items() if id not in asked}
        return json.dumps({
            "pathway": self.reading.pathway.value,
            "on": self.reading.on.isoformat(),
            "facts": facts,
            "checks": dict(self.reading.checks),
            "overrides": sorted(self.reading.overrides),
        })  # fmt: skip

    @property
    def words(self) -> str:
        """The words and icons of the three answers, as JSON."""
        return json.dumps({answer: [ANSWER_WORDS[answer], ANSWER_ICONS[answer]] for answer in ANSWER_WORDS})

    def _asked(self, question: Question, asked: Iterable[str]) -> Asked:
        field = self.form[question.key]
        value = _as_sent(field.value())
        options = tuple(Tile(sent, label) for sent, label in _options(question, field))
        return Asked(question, field, options, value, question.key in asked or bool(value) or bool(field.errors))


def offense_tiles(choices: Iterable[offenses.Choice], prefix: str, chosen: str) -> SafeString:
    """Charges to tap; the script reads group and level from them."""
    drawn = [Tile(one.value, one.label, one.hint, (("group", one.group), ("level", one.level))) for one in choices]
    return tiles("offense", prefix, drawn, chosen or None)


def note_on(finding: Finding) -> str:
    """The second line of the answer. The browser says the same in desk.js."""
    if finding.answer is UNKNOWN:
        still = sum(reason.answer is UNKNOWN for reason in finding.because)
        return f"{still} {'rule' if still == 1 else 'rules'} still open."
    if finding.answer is NO:
        unmet = [reason.criterion.text.rstrip(".") for reason in finding.because if reason.answer is NO]
        more = f" (and {len(unmet) - 1} more)" if len(unmet) > 1 else ""
        return f"Not met: {unmet[0]}{more}."
    return "Nothing in the protocol stands in the way."


def initial_of(sheet: DraftSheet, questions: Iterable[Question], site: str) -> dict[str, Any]:
    """What is kept, as the form shows it."""
    choice = offenses.of_sheet(sheet.charge, site)
    person = sheet.person
    unsure = bool(person and (person.name_unsure or person.born_unsure))
    named = bool(person and (person.name_given or person.born))
    return {
        "pathway": sheet.pathway.value,
        "offense": choice.value if choice else "",
        "beat": sheet.beat,
        "place": sheet.place,
        "position": ",".join(str(part) for part in sheet.point or ()),
        "who": "unsure" if unsure else "known" if named else "unknown",
        "name": person.name_given if person else "",
        "born": person.born if person else "",
        **{question.key: _kept(question, sheet.facts, sheet.reading.checks) for question in questions},
    }


def _kept(question: Question, facts: Mapping[str, Value], checks: Mapping[str, bool]) -> str:
    if question.fact is None:
        met = checks.get(question.criterion.id) if question.criterion else None
        return "" if met is None else "met" if met else "not_met"
    value = facts.get(question.fact.id)
    if value is None and question.criterion and question.criterion.id in checks:
        value = question.yes if checks[question.criterion.id] else not question.yes
    return "" if value is None else _as_sent(_plain(value))


def _plain(value: Value) -> bool | int | float | str:
    if isinstance(value, date):
        return "never" if value == NEVER else value.isoformat()
    return str(value) if isinstance(value, str) else value


def _as_sent(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _options(question: Question, field: BoundField) -> tuple[tuple[str, str], ...]:
    if question.is_check and question.of_records:
        return (("met", "Met"), ("not_met", "Not met"), ("", "Not checked"))
    if question.is_check:
        return (("met", "Yes"), ("not_met", "No"), NOT_SURE)
    if question.fact and question.fact.kind is Kind.YES_NO:
        yes, no = ("true", "false") if question.yes else ("false", "true")
        return ((yes, "Yes"), (no, "No"), NOT_SURE)
    if question.fact and question.fact.kind is Kind.CHOICE:
        return (*((str(value), str(label)) for value, label in field.field.choices if value), NOT_SURE)
    return ()
