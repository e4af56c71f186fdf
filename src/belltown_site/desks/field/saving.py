"""From the page to the vault: what is new is put, what no rule reads any more is forgotten, nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from belltown.protocol.answers import UNKNOWN, Answer
from belltown.protocol.decide import Encounter as Reading
from belltown.protocol.decide import answer_to
from belltown.protocol.facts import Value
from belltown.protocol.version import ProtocolVersion
from belltown.vocabulary import Pathway
from belltown_site.accounts.models import User
from belltown_site.desks.field.ages import age_told
from belltown_site.desks.field.forms import ELSEWHERE, EncounterForm
from belltown_site.desks.field.questions import AGE, OFFENSE, PLACE, ROOM, Question, relevant_facts
from belltown_site.jurisdiction import areas
from belltown_site.records import actions
from belltown_site.records.actions import Person, Scene
from belltown_site.records.sheets import DraftSheet, PersonSheet

Facts = dict[str, Value | None]
Checks = dict[str, bool | None]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the page says. A fact that is None is not known; a part that is None was not entered rightly."""

    facts: Facts
    checks: Checks
    scene: Scene
    person: Person | None
    at: datetime | None
    says_something: bool


class Writer:
    """Reads one filled-in page against what is known already."""

    def __init__(
        self, form: EncounterForm, before: Reading, version: ProtocolVersion, sheet: DraftSheet | None
    ) -> None:
        self.form, self.before, self.version, self.sheet = form, before, version, sheet
        self.told = form.told
        self.scene = _scene(form, sheet)

    def draft(self) -> Draft:
        """What is to be kept."""
        facts, checks = self._answers()
        facts |= self._offense() | self._place() | self._age()
        facts = self._relevant(facts)
        return Draft(
            facts=facts,
            checks=self._agreeing(facts, checks),
            scene=self.scene,
            person=_person(self.told, self.sheet.person if self.sheet else None),
            at=self.told.get("at"),
            says_something=self._says_something(facts, checks),
        )

    def _says_something(self, facts: Facts, checks: Checks) -> bool:
        """Whether anything was entered beyond what the page had chosen by itself."""
        said = any(value is not None for id, value in facts.items() if id != PLACE)
        person = self.told.get("name") or self.told.get("born")
        return bool(said or checks or self.scene.place or self.scene.latitude or self.told.get("at") or person)

    def _answers(self) -> tuple[Facts, Checks]:
        facts: Facts = {}
        taken_back = self._taken_back()
        kept = {id: met for id, met in self.before.checks.items() if id not in taken_back}
        standing = {**dict.fromkeys(self.form.affirmed & self._open_criteria(), True), **kept}
        checks: Checks = {id: met for id, met in standing.items() if id not in kept} | dict.fromkeys(taken_back)
        for question in self.form.frame.questions:
            if question.key not in self.told:
                continue
            value = self.told[question.key]
            if question.fact is None:
                checks |= _new_check(question, value, standing)
            elif not _said_by_check(question, value, standing):
                facts[question.fact.id] = value if value != "" else None
        return facts, checks

    def _taken_back(self) -> frozenset[str]:
        """The criteria checked once whose tile now says Not sure."""
        unsure = {
            question.criterion.id
            for question in self.form.frame.questions
            if question.criterion and self.form.data.get(question.key) == ""
        }
        return frozenset(unsure & set(self.before.checks) - self.form.affirmed)

    def _open_criteria(self) -> frozenset[str]:
        return frozenset(one.id for one in self.version.criteria_for(self.before.pathway))

    def _offense(self) -> Facts:
        if "offense" not in self.told:
            return {}
        choice = self.told["offense"]
        if choice is None:
            return {OFFENSE: None}
        level: Facts = {"level": choice.level} if choice.level and "level" in self.version.facts else {}
        return {OFFENSE: str(choice.group), **level}

    def _place(self) -> Facts:
        if PLACE not in self.version.facts or not self.form.frame.beats:
            return {}
        beat = self.scene.beat
        return {PLACE: None if not beat else beat != ELSEWHERE}

    def _age(self) -> Facts:
        """The age that the birth date tells, or None where it tells none. A date in doubt tells none."""
        if AGE not in self.version.facts or "born" not in self.told:
            return {}
        sure = self.told["born"] if self.told.get("who") == "known" else ""
        return {AGE: age_told(sure, self.before.on, self.version, self.before.pathway)}

    def _relevant(self, facts: Facts) -> Facts:
        """Without what no rule reads; what is stored and no longer read is forgotten."""
        known = {id: value for id, value in {**self.before.facts, **facts}.items() if value is not None}
        wanted = relevant_facts(self.version, self.before.pathway, known)
        mine = {one.fact.id for one in self.form.frame.questions if one.fact} | {AGE, PLACE}
        stale: Facts = dict.fromkeys((set(self.before.facts) & mine) - wanted)
        return {id: value for id, value in facts.items() if id in wanted} | stale

    def _agreeing(self, facts: Facts, checks: Checks) -> Checks:
        """With a fresh check where a fact just given speaks against an older one: the later word holds."""
        after = reading_after(self.before, facts, checks)
        standing = after.checks
        changed = {id for id, value in facts.items() if value != self.before.facts.get(id)}
        against = {
            one.id: said is Answer.YES
            for one in self.version.criteria_for(self.before.pathway)
            if one.id in standing and changed & {fact.id for fact in one.facts}
            if (said := answer_to(one, after)) is not UNKNOWN
        }
        return {**checks, **{id: met for id, met in against.items() if standing[id] is not met}}


def save(id: UUID, draft: Draft, sheet: DraftSheet | None, pathway: Pathway, *, by: User, now: datetime) -> None:
    """Keep the draft: a new encounter, or what is new of one there is. Raises whatever the actions raise."""
    if sheet is None:
        facts = {id: value for id, value in draft.facts.items() if value is not None}
        actions.encounters.start(
            id, pathway=pathway, by=by, now=now, at=draft.at, scene=draft.scene, person=draft.person, facts=facts,
            checks=draft.checks,
        )  # fmt: skip
        return
    new = {id: value for id, value in draft.facts.items() if value != sheet.facts.get(id)}
    scene = draft.scene if draft.scene != scene_of(sheet) else None
    person = draft.person if draft.person and draft.person != person_of(sheet.person) else None
    actions.encounters.revise(id, by=by, now=now, facts=new, checks=draft.checks, scene=scene, person=person)


def reading_after(before: Reading, facts: Mapping[str, Value | None], checks: Mapping[str, bool | None]) -> Reading:
    """What the protocol reads once these are kept."""
    known = {id: value for id, value in {**before.facts, **facts}.items() if value is not None}
    standing = {id: met for id, met in {**before.checks, **checks}.items() if met is not None}
    return replace(before, facts=known, checks=standing)


def blank(version: ProtocolVersion, pathway: Pathway, on: date, *, room: Callable[[], bool]) -> Reading:
    """What is known before anything is entered. `room` is asked only where a rule of this door reads it."""
    read = {fact.id for criterion in version.criteria_for(pathway) for fact in criterion.facts}
    return Reading(pathway, on, {ROOM: room()} if ROOM in read else {})


def scene_of(sheet: DraftSheet) -> Scene:
    """The scene as it is kept."""
    latitude, longitude = sheet.point or (None, None)
    return Scene(sheet.place, sheet.beat, latitude, longitude, sheet.charge.code, sheet.charge.text)


def person_of(sheet: PersonSheet | None) -> Person:
    """The person as kept."""
    if not sheet:
        return Person()
    return Person(
        sheet.chosen_name, sheet.name_given, sheet.name_unsure, sheet.born, sheet.born_unsure, sheet.contact or ""
    )


def _scene(form: EncounterForm, sheet: DraftSheet | None) -> Scene:
    told, kept = form.told, scene_of(sheet) if sheet else Scene()
    choice = told.get("offense")
    charge = {"charge_code": choice.code, "charge_text": choice.label if choice.code else ""} if choice else {}
    if "offense" in told and choice is None:
        charge = {"charge_code": "", "charge_text": ""}
    point = told.get("position")
    where = {"latitude": point[0], "longitude": point[1]} if point else {"latitude": None, "longitude": None}
    beat = _beat_of(form, point) if point else told.get("beat", kept.beat)
    return replace(kept, place=told.get("place", kept.place), beat=beat, **where, **charge)


def _beat_of(form: EncounterForm, point: tuple[float, float]) -> str:
    """The beat of the officer's position; elsewhere when it lies outside, and what was tapped when nobody can tell."""
    beat = areas.beat_at(*point, site=form.frame.site)
    if beat is not None:
        return beat.code
    inside = areas.in_catchment(*point, site=form.frame.site)
    return ELSEWHERE if inside is False else form.told.get("beat", "")


def _person(told: Mapping[str, object], kept: PersonSheet | None) -> Person | None:
    """The person as entered; None where a field of it is faulty: then what is kept stands."""
    if not {"who", "name", "born"} <= set(told):
        return None
    before = person_of(kept)
    if told["who"] not in ("known", "unsure"):
        return Person(chosen_name=before.chosen_name, contact=before.contact)
    unsure = told["who"] == "unsure"
    name, born = str(told["name"]), str(told["born"])
    return replace(
        before, name_given=name, born=born, name_unsure=unsure and bool(name), born_unsure=unsure and bool(born)
    )


def _new_check(question: Question, value: bool | None, standing: Mapping[str, bool]) -> Checks:
    if value is None or question.criterion is None or standing.get(question.criterion.id) is value:
        return {}
    return {question.criterion.id: value}


def _said_by_check(question: Question, value: object, standing: Mapping[str, bool]) -> bool:
    """Whether the page only repeats a check: its tile was set by it, or was left alone."""
    if question.criterion is None or question.criterion.id not in standing:
        return False
    return value is None or (value == question.yes) is standing[question.criterion.id]
