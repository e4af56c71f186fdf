"""The one way to write the vault: verbs, one noun a file. Keyword-only, `by=`, `now=`, one transaction, one line."""

from belltown_site.records.actions import (
    approvals,
    circles,
    consents,
    encounters,
    glasses,
    handoffs,
    holds,
    links,
    names,
    offers,
    outbox,
    own_windows,
    paging,
    papers,
    persons,
    questions,
    referrals,
)
from belltown_site.records.actions.deciding import replay
from belltown_site.records.actions.encounters import Scene
from belltown_site.records.actions.glasses import Emergency
from belltown_site.records.actions.persons import Person

__all__ = [
    "Emergency",
    "Person",
    "Scene",
    "approvals",
    "circles",
    "consents",
    "encounters",
    "glasses",
    "handoffs",
    "holds",
    "links",
    "names",
    "offers",
    "outbox",
    "own_windows",
    "paging",
    "papers",
    "persons",
    "questions",
    "referrals",
    "replay",
]
