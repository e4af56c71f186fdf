"""Emergencies as tests need them: somebody outside asks, and the vault's own verb opens."""

from __future__ import annotations

import uuid

from belltown.disclosure.glass import EmergencyNature
from belltown_site.records import actions, gate

WORDS = "Found on the platform, not breathing well."


def emergency(**more):
    """Juniper, as whoever found her knows her."""
    asked = {"name": "Juniper Yarrow", "born": "1990-05-02", "nature": EmergencyNature.OVERDOSE, "words": WORDS, **more}
    return actions.Emergency(**asked)


def opened(by, now, **more):
    """The participant's id; None where nobody agrees."""
    return actions.glasses.open(uuid.uuid4(), emergency=emergency(**more), by=by, now=now)


def broken(by, now, **more):
    """The participant and the glass that now stands open."""
    opened(by, now, **more)
    ((participant, glass),) = gate.open_glasses(viewer=by, now=now)
    return participant, glass.id
