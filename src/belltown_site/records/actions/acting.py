"""What every action does: find the row and lock it, ask whether it is the actor's business, and leave its trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from belltown.disclosure.classes import InformationClass
from belltown.errors import BadInput, Fault
from belltown_site import ledger
from belltown_site.accounts.models import User
from belltown_site.records.gate import fetch
from belltown_site.records.gate.reach import GRANTS, as_uuid, is_here, no_such, relation_of
from belltown_site.records.guard import reads_as_worker
from belltown_site.records.models import (
    Alias,
    Approval,
    BirthDate,
    Circle,
    Consent,
    Encounter,
    Glass,
    Handoff,
    Hold,
    Intake,
    Link,
    NotSame,
    OwnWindow,
    Question,
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


Topics = tuple[tuple[str, UUID], ...]


def _woken_by(row: VaultModel) -> Topics:
    """The topics whose pages must look again, each with the id of the thing they show."""
    return _WOKEN.get(type(row), _of_encounter)(row)


def _itself(row: VaultModel) -> Topics:
    return ((str(row._meta.model_name), row.pk),)


def _of_encounter(row: Any) -> Topics:
    return (("encounter", row.encounter_id),)


def _itself_and_encounter(row: VaultModel) -> Topics:
    return (*_itself(row), *_of_encounter(row))


def _itself_and_person(row: Any) -> Topics:
    return (*_itself(row), ("participant", _wakes_by(row.participant_id)))


def _of_intake(row: Intake) -> Topics:
    hold = Hold.objects.filter(encounter=row.encounter_id).first()
    return (("hold", hold.pk),) if hold else ()


def _of_person(participant: UUID) -> tuple[tuple[str, UUID], ...]:
    """Whatever is open about the person looks again: their own page, and the holds that show what they allow."""
    return (("participant", _wakes_by(participant)), *(("hold", hold) for hold in _holds_of(participant)))


def _wakes_by(participant: UUID) -> UUID:
    """Behind a circle a person's pages wake by the circle's id: whoever knew theirs before hears nothing any more."""
    standing = Circle.objects.filter(participant=participant, lifted_at__isnull=True)
    return standing.values_list("pk", flat=True).first() or participant


@reads_as_worker("a participant who stops sharing may not know the holds whose open pages must look again at once")
def _holds_of(participant: UUID) -> tuple[UUID, ...]:
    return tuple(Hold.objects.filter(encounter__participant=participant).values_list("pk", flat=True))


_WOKEN: dict[type[VaultModel], Callable[[Any], Topics]] = {
    Encounter: _itself,
    Referral: _itself,
    Handoff: _itself_and_encounter,
    Hold: _itself_and_encounter,
    Approval: _itself_and_encounter,
    Intake: _of_intake,
    Consent: lambda row: _of_person(row.participant_id),
    Restriction: lambda row: _of_person(row.participant_id),
    Alias: lambda row: _of_person(row.participant_id),
    BirthDate: lambda row: _of_person(row.participant_id),
    Link: lambda row: (*_of_person(row.left_id), *_of_person(row.right_id)),
    NotSame: lambda row: (*_of_person(row.left_id), *_of_person(row.right_id)),
    Circle: lambda row: (("participant", row.participant_id), ("participant", row.pk)),
    Glass: _itself_and_person,
    Question: _itself_and_person,
    OwnWindow: lambda row: (("participant", _wakes_by(row.participant_id)),),
}
"""By kind of row; any other wakes the page of its encounter. A new circle wakes those it now keeps out, once."""


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
