"""That intake is done, and on which day: told outside the agency that did it by the participant's consent alone."""

from __future__ import annotations

from uuid import UUID

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import SharingPurpose, Viewer
from belltown.disclosure.ruling import Reason, Ruling, Wish
from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.records.gate.consents import Allowed, viewer_of
from belltown_site.records.gate.notices import notice_to
from belltown_site.records.models import Encounter
from belltown_site.records.sheets import IntakeLine, Withheld


def told_of_intake(encounter: Encounter, viewer: User, allowed: Allowed) -> IntakeLine | Withheld | None:
    """Done or not and the day; None while there is no intake; withheld where the participant does not allow it."""
    intake = getattr(encounter, "intake", None)
    if intake is None:
        return None
    ruling = _ruling(encounter.participant_id, viewer_of(viewer), intake.by.agency_id, allowed)
    if not ruling.allowed:
        return Withheld(ruling.sentence)
    papers = allowed.consents.get(encounter.participant_id, ())
    relied_on = [one for one in papers if one.id == ruling.consent]
    return IntakeLine(intake.completed, intake.on, notice_to(viewer, relied_on, allowed.at))


def may_tell_office(participant: UUID | None, holder: UUID, office: UUID, allowed: Allowed) -> Ruling:
    """Whether this prosecutor's office may be told of an intake done by this agency."""
    return _ruling(participant, Viewer("", Role.PROSECUTOR, str(office)), holder, allowed)


def _ruling(participant: UUID | None, viewer: Viewer, holder: UUID, allowed: Allowed) -> Ruling:
    if participant is None and viewer.agency != str(holder):
        return Ruling(False, Reason.NO_CONSENT)
    return allowed.ruling_on(participant, Wish(viewer, str(holder), Class.LEGAL, SharingPurpose.INTAKE_CONFIRMATION))
