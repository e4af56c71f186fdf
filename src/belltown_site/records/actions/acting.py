"""What every action does: find the row and lock it, ask whether it is the actor's business, and leave its trace."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from belltown.disclosure.classes import InformationClass
from belltown.errors import BadInput, Fault
from belltown_site import ledger
from belltown_site.accounts.models import User
from belltown_site.records.gate import fetch
from belltown_site.records.gate.reach import GRANTS, as_uuid, is_here, no_such, relation_of
from belltown_site.records.models import (
    Alias,
    Approval,
    BirthDate,
    Consent,
    Encounter,
    Handoff,
    Hold,
    Intake,
    Link,
    NotSame,
    Referral,
    Restriction,
    VaultModel,
)
from belltown_site.records.sheets import Relation
from belltown_site.web import live

M = TypeVar("M", bound=VaultModel)
E = TypeVar("E", bound=StrEnum)
Detail = dict[str, str | int | bool]

POLICE_SIDE = (Relation.AUTHOR, Relation.SUPERVISOR)
"""Who may change what was found at the scene."""


def aware(now: datetime) -> datetime:
    """`now` itself. Raises ValueError without a timezone: nobody could tell when it was."""
    if now.utcoffset() is None:
        raise ValueError("now has no timezone")
    return now


def locked(model: type[M], id: UUID | str, noun: str) -> M:
    """The row, held until the transaction ends so that two acts cannot cross. Raises NotFound."""
    found = model.objects.select_for_update().filter(pk=as_uuid(id, noun)).first()
    if found is None:
        raise no_such(noun)
    return found


def encounter_of(id: UUID | str, by: User, noun: str = "encounter") -> tuple[Encounter, Relation]:
    """The encounter, locked, and what makes it the actor's business. Raises NotFound where nothing does."""
    key = as_uuid(id, noun)
    lock(Encounter, key)
    return _fetched(key, by, noun)


def draft_of(id: UUID | str, by: User) -> tuple[Encounter, Relation]:
    """As `encounter_of`, with what the protocol reads and nothing of what comes after the offer."""
    found = fetch.drafts().select_for_update(of=("self",)).filter(pk=as_uuid(id, "encounter")).first()
    return _theirs(found, by, "encounter")


def handoff_of(id: UUID | str, by: User) -> tuple[Handoff, Encounter]:
    """The handoff, locked with its encounter. Raises NotFound where it is not the actor's business."""
    key = as_uuid(id, "handoff")
    encounter_id = Handoff.objects.filter(pk=key).values_list("encounter_id", flat=True).first()
    if encounter_id is None:
        raise no_such("handoff")
    lock(Encounter, encounter_id)  # always before its handoff, so that two acts can never wait for each other
    lock(Handoff, key)
    encounter, relation = _fetched(encounter_id, by, "handoff")
    if InformationClass.DIVERSION_EVENT not in GRANTS[relation]:
        raise no_such("handoff")
    return next(one for one in encounter.handoffs.all() if one.pk == key), encounter


def lock(model: type[VaultModel], key: UUID) -> None:
    """Hold the row until the transaction ends. SQLite holds the whole database instead."""
    model.objects.select_for_update().filter(pk=key).values_list("pk", flat=True).first()


def _fetched(key: UUID, by: User, noun: str) -> tuple[Encounter, Relation]:
    return _theirs(fetch.encounters().filter(pk=key).first(), by, noun)


def _theirs(found: Encounter | None, by: User, noun: str) -> tuple[Encounter, Relation]:
    relation = relation_of(by, found) if found else None
    if found is None or relation is None:
        raise no_such(noun)
    return found, relation


def hold_of(id: UUID | str, by: User) -> tuple[Hold, Encounter]:
    """The hold, locked with its encounter. Raises NotFound where it is not the actor's business."""
    found = Hold.objects.filter(pk=as_uuid(id, "hold")).first()
    if found is None:
        raise no_such("hold")
    encounter, relation = encounter_of(found.encounter_id, by, "hold")
    if relation is Relation.RUNG:
        raise no_such("hold")
    locked(Hold, id, "hold")
    return fetch.holds().get(pk=id), encounter


def approval_of(id: UUID | str, by: User) -> tuple[Approval, Encounter]:
    """The approval, locked with its encounter. Raises NotFound where it is not the actor's business.

    Whoever decided it may come back to it, so that a second tap is not told that there is nothing.
    """
    found = Approval.objects.filter(pk=as_uuid(id, "approval")).first()
    if found is None:
        raise no_such("approval")
    if found.decided_by_id == by.pk and is_here(by):
        encounter = fetch.encounters().get(pk=found.encounter_id)
    else:
        encounter, _ = encounter_of(found.encounter_id, by, "approval")
    return locked(Approval, id, "approval"), encounter


def trace(act: str, row: VaultModel, by: User | None, **detail: str | int | bool) -> None:
    """The act's line in the ledger, in the same transaction: ids and codes, never a name or a word of anybody's."""
    ledger.append(by=by, act=act, subject_kind=row._meta.model_name or "", subject_id=row.pk, detail=detail)
    for topic, subject in _woken_by(row):
        live.publish(topic, act, subject)


def _woken_by(row: VaultModel) -> tuple[tuple[str, UUID], ...]:
    """The topics whose pages must look again, each with the id of the thing they show."""
    match row:
        case Encounter() | Handoff() | Hold() | Referral():
            own = (str(row._meta.model_name), row.pk)
        case Approval():
            own = ("approval", row.pk)
        case Consent() | Restriction() | Alias() | BirthDate():
            return _of_person(row.participant_id)
        case Link() | NotSame():
            return (*_of_person(row.left_id), *_of_person(row.right_id))
        case Intake():
            hold = Hold.objects.filter(encounter=row.encounter_id).first()
            return (("hold", hold.pk),) if hold else ()
        case _:
            return (("encounter", row.encounter_id),)  # type: ignore[attr-defined]
    return (own, ("encounter", row.encounter_id)) if isinstance(row, Approval | Handoff | Hold) else (own,)


def _of_person(participant: UUID) -> tuple[tuple[str, UUID], ...]:
    """Whatever is open about the person looks again: their own page, and the holds that show what they allow."""
    holds = Hold.objects.filter(encounter__participant=participant).values_list("pk", flat=True)
    return (("participant", participant), *(("hold", hold) for hold in holds))


def check_texts(limits: dict[str, tuple[str, int]]) -> None:
    """Raises BadInput naming every text that is longer than its limit. `limits` maps a field to (text, most)."""
    faults = [
        Fault(field, f"has {len(text)} characters; the most is {most}. Please shorten it")
        for field, (text, most) in limits.items()
        if len(text) > most
    ]
    if faults:
        raise BadInput("Something is too long to be kept. Nothing was saved.", faults)


def one_of(kind: type[E], value: str, field: str) -> E:
    """The value as a member of its closed list. Raises BadInput that names the list."""
    try:
        return kind(value)
    except ValueError:
        raise BadInput(
            "Something chosen is not on its list.", [Fault(field, f"must be one of {', '.join(kind)}")]
        ) from None
