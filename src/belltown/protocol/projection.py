"""Versions, encounters and findings as plain data (for JSON), and back, so that a decision can be kept and replayed.

Dates are ISO text, and a LAST_DATE that never happened is "never". A fact asked of RECORDS is refused: it is never
kept. A version is written in the pack's own shape, with every fact spelled out and its digest beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import singledispatch
from typing import Any

import yaml

from belltown.errors import BadInput, BadPack, Fault
from belltown.protocol.answers import Answer
from belltown.protocol.decide import Encounter, Finding, Reason, Standing
from belltown.protocol.facts import NEVER, STANDARD_FACTS, AskedOf, Fact, Value
from belltown.protocol.form import Faults, Form, meant
from belltown.protocol.located import plant
from belltown.protocol.read_encounter import EncounterReader
from belltown.protocol.read_pack import DAYS, read_pack
from belltown.protocol.rules import All, AnyOf, AtLeast, AtMost, Ever, In, Is, Not, Period, Test, Within
from belltown.protocol.version import ClockRule, Criterion, PathwayRules, ProtocolVersion
from belltown.vocabulary import Pathway, Role

Json = dict[str, Any]
_DIGEST = re.compile(r"[0-9a-f]{64}")


def version_to_json(version: ProtocolVersion) -> Json:
    """The version as plain data in a stable order, with all its facts and its digest."""
    return {"digest": version.digest, **_pack(version, version.facts)}


def version_from_json(data: Mapping[str, Any]) -> ProtocolVersion:
    """The version written by `version_to_json`, its digest as written. Raises BadPack."""
    digest = data.get("digest")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise BadPack("The stored version has no digest of 64 hexadecimal digits; store it again from its pack.")
    pack = {key: part for key, part in data.items() if key != "digest"}
    return read_pack(plant(pack), "stored version", digest=digest, standard={})


def dump(version: ProtocolVersion) -> str:
    """The version as the text of a pack. Loading it gives the same version, but for the digest of another text."""
    own = {id: fact for id, fact in version.facts.items() if STANDARD_FACTS.get(id) != fact}
    return yaml.safe_dump(_pack(version, own), sort_keys=False, allow_unicode=True, width=110)


def encounter_to_json(encounter: Encounter, version: ProtocolVersion) -> Json:
    """The encounter as plain data. Raises BadInput when it holds a fact asked of RECORDS, or one it cannot."""
    faults = [fault for id, value in encounter.facts.items() if (fault := _unfit(id, value, version))]
    if faults:
        raise BadInput("This encounter cannot be stored.", faults)
    return {
        "pathway": encounter.pathway.value,
        "on": encounter.on.isoformat(),
        "facts": {id: _value(encounter.facts[id]) for id in sorted(encounter.facts)},
        "checks": {id: encounter.checks[id] for id in sorted(encounter.checks)},
        "overrides": sorted(encounter.overrides),
    }


def encounter_from_json(data: Mapping[str, Any], version: ProtocolVersion) -> Encounter:
    """The encounter written by `encounter_to_json`, read against its version. Raises BadInput naming every fault."""
    faults = Faults("stored encounter")
    form = Form(plant(data), faults, "an encounter", ("pathway", "on", "facts", "checks", "overrides"))
    reader, on = EncounterReader(form, version), form.day("on", first_year=1)
    facts, checks, overrides = reader.facts(), reader.checks(), reader.criteria_in("overrides")
    if faults.found or reader.pathway is None or on is None:
        raise BadInput("The stored encounter cannot be read.", dict.fromkeys(faults.found))
    return Encounter(reader.pathway, on, facts, checks, frozenset(overrides))


def finding_to_json(finding: Finding) -> Json:
    """The finding as plain data: criteria and facts by id, the version by key and digest."""
    return {
        "protocol": finding.protocol,
        "digest": finding.digest,
        "pathway": finding.pathway.value,
        "answer": finding.answer.value,
        "overridable_by": [role.value for role in finding.overridable_by],
        "because": [_reason(reason) for reason in finding.because],
    }


def finding_from_json(data: Mapping[str, Any], version: ProtocolVersion) -> Finding:
    """The finding written by `finding_to_json`. Raises BadInput when it was made under another version."""
    if data["digest"] != version.digest:
        raise BadInput(f"The finding was made under {data['protocol']}, not under this text of {version.key}.")
    criteria = {criterion.id: criterion for criterion in version.criteria}
    return Finding(
        pathway=Pathway(data["pathway"]),
        answer=Answer(data["answer"]),
        because=tuple(_reason_from(one, criteria, version) for one in data["because"]),
        overridable_by=tuple(Role(role) for role in data["overridable_by"]),
        protocol=data["protocol"],
        digest=data["digest"],
    )


def _unfit(id: str, value: Value, version: ProtocolVersion) -> Fault | None:
    fact = version.facts.get(id)
    if fact is None:
        return Fault(id, f"{version.key} has no such fact; {meant(id, version.facts)}")
    if fact.asked_of is AskedOf.RECORDS:
        return Fault(id, "comes from records and is never stored; store the check of its criterion instead")
    reason = fact.fault_in(value)
    return Fault(id, reason) if reason else None


def _value(value: Value) -> bool | int | float | str:
    if isinstance(value, date):
        return "never" if value == NEVER else value.isoformat()
    return str(value) if isinstance(value, str) else value


def _reason(reason: Reason) -> Json:
    return {
        "criterion": reason.criterion.id,
        "answer": reason.answer.value,
        "standing": reason.standing.value,
        "missing": [fact.id for fact in reason.missing],
    }


def _reason_from(data: Json, criteria: Mapping[str, Criterion], version: ProtocolVersion) -> Reason:
    missing = tuple(version.facts[id] for id in data["missing"])
    return Reason(criteria[data["criterion"]], Answer(data["answer"]), Standing(data["standing"]), missing)


def _pack(version: ProtocolVersion, facts: Mapping[str, Fact]) -> Json:
    return {
        "site": version.site,
        "name": version.name,
        **({"summary": version.summary} if version.summary else {}),
        "effective": version.effective.isoformat(),
        "timezone": version.timezone,
        **({"holidays": version.holidays} if version.holidays else {}),
        "invented": version.invented,
        "sources": {id: _given(title=source.title, url=source.url) for id, source in version.sources.items()},
        "facts": [_fact(fact) for fact in facts.values()],
        "criteria": [_criterion(criterion) for criterion in version.criteria],
        "pathways": {pathway.value: _pathway(rules) for pathway, rules in version.pathways.items()},
        "on_call": [
            {"days": [DAYS[day] for day in one.days], "from": f"{one.starts:%H:%M}", "to": f"{one.ends:%H:%M}"}
            for one in version.on_call
        ],
    }


def _given(**parts: Any) -> Json:
    """The parts that say something; an empty text, list or None is left out."""
    return {key: part for key, part in parts.items() if part not in ("", [], None)}


def _fact(fact: Fact) -> Json:
    choices = [str(choice) for choice in fact.choices]
    return _given(
        id=fact.id,
        kind=fact.kind.value,
        question=fact.question,
        asked_of=fact.asked_of.value,
        unit=fact.unit,
        choices=choices,
    )


def _criterion(criterion: Criterion) -> Json:
    return _given(
        id=criterion.id,
        text=criterion.text,
        source=criterion.source.id,
        place=criterion.place,
        verified=criterion.verified,
        pathways=[pathway.value for pathway in criterion.pathways],
        strength=criterion.strength.value,
        override=[role.value for role in criterion.override],
        when=test_to_json(criterion.when) if criterion.when else None,
        test=test_to_json(criterion.test),
    )


def _pathway(rules: PathwayRules) -> Json:
    return {
        "bja": rules.bja.value if rules.bja else "none",
        "open_charge": rules.open_charge,
        "approval": [role.value for role in rules.approval],
        "complainant": rules.complainant.value,
        "intake": list(rules.intake),
        **({"clocks": {name: _clock(clock) for name, clock in rules.clocks.items()}} if rules.clocks else {}),
    }


def _clock(clock: ClockRule) -> Json:
    limit = {"minutes": clock.minutes, "days": clock.days, "business_days": clock.business_days}
    return {
        **{unit: count for unit, count in limit.items() if count},
        **_given(source=clock.source.id, pauses=[pause.value for pause in clock.pauses]),
        "verified": clock.verified,
    }


@singledispatch
def test_to_json(test: Test) -> Json:
    """The test in the pack's shape, such as {"fact": "drug_grams", "at_most": 3}."""
    raise TypeError(f"no shape for [{type(test).__name__}]")


test_to_json.__test__ = False  # type: ignore[attr-defined]  # not a pytest function


@test_to_json.register
def _(test: Is) -> Json:
    return {"fact": test.fact.id, "is": _value(test.value)}


@test_to_json.register
def _(test: In) -> Json:
    return {"fact": test.fact.id, "in": [str(value) for value in test.values]}


@test_to_json.register
def _(test: AtMost) -> Json:
    return {"fact": test.fact.id, "at_most": test.limit}


@test_to_json.register
def _(test: AtLeast) -> Json:
    return {"fact": test.fact.id, "at_least": test.limit}


@test_to_json.register
def _(test: Within) -> Json:
    return {"fact": test.fact.id, "within": _period(test.period)}


@test_to_json.register
def _(test: Ever) -> Json:
    return {"fact": test.fact.id, "ever": True}


@test_to_json.register
def _(test: Not) -> Json:
    return {"not": test_to_json(test.test)}


@test_to_json.register
def _(test: All) -> Json:
    return {"all": [test_to_json(part) for part in test.tests]}


@test_to_json.register
def _(test: AnyOf) -> Json:
    return {"any": [test_to_json(part) for part in test.tests]}


def _period(period: Period) -> Json:
    parts = {"years": period.years, "months": period.months, "days": period.days}
    return {unit: count for unit, count in parts.items() if count}
