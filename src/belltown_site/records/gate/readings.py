"""What the protocol reads of a stored encounter."""

from __future__ import annotations

from belltown.protocol import projection
from belltown.protocol.decide import Encounter as Reading
from belltown.protocol.decide import Finding
from belltown.protocol.version import ProtocolVersion
from belltown_site.records.models import Encounter


def reading_of(encounter: Encounter, version: ProtocolVersion) -> Reading:
    """Facts, the latest check of each criterion, and overrides, as `decide` wants them."""
    kept = {
        "pathway": encounter.pathway,
        "on": encounter.on.isoformat(),
        "facts": encounter.facts,
        "checks": standing_checks(encounter),
        "overrides": sorted({override.criterion for override in encounter.overrides.all()}),
    }
    return projection.encounter_from_json(kept, version)


def standing_checks(encounter: Encounter) -> dict[str, bool]:
    """The latest check of each criterion, without those taken back."""
    latest = {check.criterion: check.met for check in encounter.checks.all()}
    return {criterion: met for criterion, met in latest.items() if met is not None}


def finding_of(encounter: Encounter, version: ProtocolVersion) -> Finding:
    """The finding as it was stored when last decided."""
    return projection.finding_from_json(encounter.finding, version)
