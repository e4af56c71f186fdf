"""From rows to the small parts of sheets."""

from __future__ import annotations

from datetime import datetime, timedelta

from belltown.disclosure.circle import CircleReason
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.glass import EmergencyNature
from belltown.vocabulary import OffenseGroup, OfferOutcome, Pathway, Role
from belltown.workflow import encounter as workflow
from belltown.workflow.clocks import State, Status
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.models import DropOffCentre
from belltown_site.records.gate.reach import NOT_YOURS, Eyes, Naming
from belltown_site.records.models import (
    Approval,
    Check,
    Circle,
    ComplainantWord,
    Encounter,
    Glass,
    Offer,
    Override,
    Participant,
    Ring,
)
from belltown_site.records.sheets import (
    ApprovalLine,
    CentreLine,
    Charge,
    CheckLine,
    CircleLine,
    ComplainantLine,
    EncounterLine,
    OfferLine,
    OpenGlass,
    OverrideLine,
    PersonSheet,
    RingLine,
    Who,
    Withheld,
)

NEARLY_OVER = timedelta(minutes=10)


def who(user: User) -> Who:
    """Someone at work. Their agency must have been fetched with them."""
    return Who(user.pk, user.name, Role(user.role), user.agency.name, user.unit, user.phone)


def who_or_none(user: User | None) -> Who | None:
    return who(user) if user else None


def person(participant: Participant | None, eyes: Eyes) -> PersonSheet | Withheld | None:
    """The person, as far as known and as far as these eyes see. None: identity not known at all."""
    if not eyes.see(Class.IDENTITY):
        return eyes.show(Class.IDENTITY, None)
    if participant is None:
        return None
    if eyes.naming is not Naming.WHOLLY:
        return _as_charged(participant) if eyes.naming is Naming.AS_CHARGED else Withheld(NOT_YOURS)
    return PersonSheet(
        id=participant.pk,
        chosen_name=participant.chosen_name,
        name_given=participant.name_given,
        name_unsure=participant.name_unsure,
        born=participant.born,
        born_unsure=participant.born_unsure,
        contact=eyes.show(Class.CONTACT, participant.contact),
    )


def _as_charged(participant: Participant) -> PersonSheet:
    """Somebody behind a circle, by the name the charge was written under and by nothing else."""
    return PersonSheet(
        id=participant.pk,
        chosen_name="",
        name_given=participant.name_given,
        name_unsure=participant.name_unsure,
        born="",
        born_unsure=False,
        contact=Withheld(NOT_YOURS),
    )


def person_label(participant: Participant | None, eyes: Eyes) -> str | Withheld:
    """What to call the person in a list."""
    found = person(participant, eyes)
    return found if isinstance(found, Withheld) else found.label if found else "Identity not known"


def charge(encounter: Encounter) -> Charge:
    group = OffenseGroup(encounter.offense) if encounter.offense else None
    return Charge(group, encounter.charge_code, encounter.charge_text)


def encounter_line(encounter: Encounter, eyes: Eyes) -> EncounterLine:
    return EncounterLine(
        id=encounter.pk,
        at=encounter.at,
        pathway=Pathway(encounter.pathway),
        state=workflow.State(encounter.state),
        charge=eyes.show(Class.LEGAL, charge(encounter)),
        person=person_label(encounter.participant, eyes),
        answer=eyes.show(Class.ELIGIBILITY, encounter.answer),
        officer=who(encounter.officer),
    )


def approval_line(approval: Approval, encounter: Encounter, eyes: Eyes) -> ApprovalLine:
    return ApprovalLine(
        id=approval.pk,
        encounter_id=encounter.pk,
        role=Role(approval.role),
        requested_by=who(approval.requested_by),
        requested_at=approval.requested_at,
        granted=approval.granted,
        reason=approval.reason,
        decided_by=who_or_none(approval.decided_by),
        decided_at=approval.decided_at,
        withdrawn=approval.withdrawn_at is not None,
        pathway=Pathway(encounter.pathway),
        charge=eyes.show(Class.LEGAL, charge(encounter)),
        answer=eyes.show(Class.ELIGIBILITY, encounter.answer),
    )


def check_line(check: Check) -> CheckLine:
    return CheckLine(check.criterion, check.met, who(check.by), check.at)


def override_line(override: Override) -> OverrideLine:
    return OverrideLine(override.criterion, override.reason, who(override.by), override.at)


def complainant_line(word: ComplainantWord) -> ComplainantLine:
    return ComplainantLine(word.answer, who(word.by), word.at)


def offer_line(offer: Offer, eyes: Eyes) -> OfferLine:
    return OfferLine(
        outcome=OfferOutcome(offer.outcome),
        reason=offer.reason,
        answer=eyes.show(Class.ELIGIBILITY, offer.answer),
        unknown=eyes.show(Class.ELIGIBILITY, tuple(offer.unknown)),
        by=who(offer.by),
        at=offer.at,
    )


def ring_line(ring: Ring) -> RingLine:
    return RingLine(ring.pk, who(ring.user), ring.rank, ring.rung_at, ring.outcome, ring.channel, ring.answered_at)


def centre_line(centre: DropOffCentre | None) -> CentreLine | None:
    if centre is None:
        return None
    return CentreLine(centre.pk, centre.name, centre.address, centre.phone, centre.hours, centre.notes, centre.is_open)


def open_glass(row: Glass, now: datetime) -> OpenGlass:
    """How one opening stands, with its clock."""
    left = row.until - now
    state = State.LAPSED if left <= timedelta(0) else State.DUE_SOON if left <= NEARLY_OVER else State.RUNNING
    return OpenGlass(row.pk, EmergencyNature(row.nature), row.until, Status(state, row.until, left))


def circle_line(row: Circle, paused: int) -> CircleLine:
    """The circle around a person. Its members and their agencies must have been fetched with it."""
    members = tuple(who(one.user) for one in row.members.all())
    return CircleLine(row.pk, CircleReason(row.reason), members, who(row.drawn_by), row.drawn_at, paused)
