"""The one way to write the vault: verbs, one noun a file. Keyword-only, `by=`, `now=`, one transaction, one line."""

from belltown_site.records.actions import (
    approvals,
    consents,
    encounters,
    handoffs,
    holds,
    links,
    names,
    offers,
    outbox,
    paging,
    persons,
    referrals,
)
from belltown_site.records.actions.deciding import replay
from belltown_site.records.actions.encounters import Scene
from belltown_site.records.actions.persons import Person

__all__ = [
    "Person",
    "Scene",
    "approvals",
    "consents",
    "encounters",
    "handoffs",
    "holds",
    "links",
    "names",
    "offers",
    "outbox",
    "paging",
    "persons",
    "referrals",
    "replay",
]
