"""Sheets about referrals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from belltown.vocabulary import Pathway, RefusalReason
from belltown.workflow import referral as workflow
from belltown.workflow.machine import Transition
from belltown_site.records.sheets.base import Who, Withheld


@dataclass(frozen=True, slots=True)
class ReferralSheet:
    """One referral, as those who screen it see it."""

    id: UUID
    pathway: Pathway
    state: workflow.State
    received_at: datetime
    received_by: Who | None
    about: str | Withheld
    where: str | Withheld
    words: str | Withheld
    referrer_name: str | Withheld
    referrer_contact: str | Withheld
    reason: RefusalReason | None
    decided_by: Who | None
    decided_at: datetime | None
    acts: tuple[Transition[workflow.State, workflow.Event], ...]


@dataclass(frozen=True, slots=True)
class Received:
    """All a referrer learns."""

    id: UUID
    received_at: datetime
