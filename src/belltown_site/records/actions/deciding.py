"""Reading the protocol anew and keeping what it said, so that every decision can be replayed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from belltown.errors import BadInput, Fault
from belltown.protocol import projection
from belltown.protocol.decide import Encounter as Reading
from belltown.protocol.decide import Finding, decide
from belltown.protocol.facts import AskedOf, Value
from belltown.protocol.version import ProtocolVersion
from belltown.vocabulary import Pathway, Role
from belltown.workflow import encounter as workflow
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.areas import in_catchment
from belltown_site.jurisdiction.protocols import version_of
from belltown_site.records.gate.encounters import machine_of
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.gate.readings import finding_of, reading_of, standing_checks
from belltown_site.records.gate.room import room_remains
from belltown_site.records.guard import reads_as_worker
from belltown_site.records.models import Approval, Check, Encounter

Facts = Mapping[str, Value | None]
"""Facts to put; a fact given as None is forgotten: it is unknown again."""

Checks = Mapping[str, bool | None]
"""Criteria found met or not met; a check given as None is taken back: whoever looked is not sure any more."""


def decide_anew(encounter: Encounter, now: datetime) -> Finding:
    """The finding for the encounter as its rows stand now, kept on it (not saved yet)."""
    version = version_of(encounter.protocol_digest)
    finding = decide(version, reading_of(encounter, version))
    encounter.finding = projection.finding_to_json(finding)
    encounter.answer, encounter.decided_at = finding.answer.value, now
    return finding


@reads_as_worker("a replay proves a decision to nobody in particular, and shows no person")
def replay(encounter_id: str) -> tuple[Finding, Finding]:
    """The finding as it was kept, and as the same version, facts and checks give it again. They must be equal."""
    found = (
        Encounter.objects.prefetch_related("checks", "overrides").filter(pk=as_uuid(encounter_id, "encounter")).first()
    )
    if found is None:
        raise no_such("encounter")
    version = version_of(found.protocol_digest)
    return finding_of(found, version), decide(version, reading_of(found, version))


def put_facts(encounter: Encounter, facts: Facts) -> bool:
    """Put these facts on the encounter; whether anything changed. Raises BadInput naming every fault at once."""
    version = version_of(encounter.protocol_digest)
    check_facts(facts, version)
    before = dict(encounter.facts)
    forgotten = {id for id, value in facts.items() if value is None}
    kept = {id: value for id, value in before.items() if id not in forgotten}
    encounter.facts = kept | _plain(facts, version, encounter)
    encounter.offense = str(encounter.facts.get("offense", ""))
    return encounter.facts != before


def check_facts(facts: Facts, version: ProtocolVersion) -> None:
    """Raises BadInput naming every fact that is not the protocol's, not of its kind, or only records could answer."""
    faults = [fault for id, value in facts.items() if (fault := _fault(id, value, version))]
    if faults:
        raise BadInput("Some answers cannot be kept. Nothing was saved.", faults)


def check_criteria(checks: Checks, version: ProtocolVersion, pathway: str) -> None:
    """Raises BadInput naming every checked criterion that this door does not have."""
    known = {criterion.id for criterion in version.criteria_for(Pathway(pathway))}
    faults = [Fault(id, "is no criterion of this door") for id in checks if id not in known]
    if faults:
        raise BadInput("Some checks cannot be kept. Nothing was saved.", faults)


def put_checks(encounter: Encounter, checks: Checks, by: User, now: datetime) -> bool:
    """Keep who looked, when, and what they found; whether anything changed. The latest check of a criterion holds."""
    check_criteria(checks, version_of(encounter.protocol_digest), encounter.pathway)
    standing = standing_checks(encounter)
    fresh = {criterion: met for criterion, met in checks.items() if standing.get(criterion) is not met}
    for criterion, met in fresh.items():
        Check.objects.create(encounter=encounter, criterion=criterion, met=met, by=by, at=now)
    if fresh:
        forget(encounter, "checks")
    return bool(fresh)


def system_facts(version: ProtocolVersion, latitude: float | None, longitude: float | None) -> dict[str, Value]:
    """What the site itself can answer: room on a caseload, and whether a known point lies in the program area."""
    found: dict[str, Value] = {}
    if "capacity_remains" in version.facts:
        found["capacity_remains"] = room_remains()
    if "in_catchment" in version.facts and latitude is not None and longitude is not None:
        inside = in_catchment(latitude, longitude, site=version.site)
        found |= {} if inside is None else {"in_catchment": inside}
    return found


def back_to_start(encounter: Encounter, by: User, now: datetime) -> None:
    """New facts make a new finding: whoever was heard or approved is asked anew."""
    machine = machine_of(encounter)
    encounter.state = machine.next_state(workflow.State(encounter.state), workflow.Event.CORRECT_FACTS, Role(by.role))
    waiting = Approval.objects.filter(encounter=encounter, granted__isnull=True, withdrawn_at__isnull=True)
    waiting.update(withdrawn_by=by, withdrawn_at=now)


def step(encounter: Encounter, event: workflow.Event, by: User) -> None:
    """Move the encounter by its own protocol's table (not saved yet). Raises NotAllowed or NotPossible."""
    encounter.state = machine_of(encounter).next_state(workflow.State(encounter.state), event, Role(by.role))


def unknown_of(encounter: Encounter) -> list[str]:
    """The criteria nobody could answer, as last decided."""
    return [one["criterion"] for one in encounter.finding["because"] if one["answer"] == "unknown"]


def _fault(id: str, value: Value | None, version: ProtocolVersion) -> Fault | None:
    fact = version.facts.get(id)
    if fact is None:
        return Fault(id, f"is no fact of {version.key}")
    if fact.asked_of is AskedOf.RECORDS:
        return Fault(id, "comes from records, which are never kept; say instead whether its criterion is met")
    reason = None if value is None else fact.fault_in(value)
    return Fault(id, reason) if reason else None


def _plain(facts: Facts, version: ProtocolVersion, encounter: Encounter) -> dict[str, bool | int | float | str]:
    known = {id: value for id, value in facts.items() if value is not None}
    reading = Reading(Pathway(encounter.pathway), encounter.on, known)
    return dict(projection.encounter_to_json(reading, version)["facts"])


def forget(encounter: Encounter, relation: str) -> None:
    """Drop a prefetched list, so that the next look sees the row just made."""
    getattr(encounter, "_prefetched_objects_cache", {}).pop(relation, None)
