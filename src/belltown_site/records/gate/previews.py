"""What each seat would see by a paper, and lose by a request: the ruling itself is asked, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from belltown.disclosure.classes import POLICE, PROSECUTION
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import CARE, Consent, Recipient, SharingPurpose, Viewer
from belltown.disclosure.ruling import Reason, Restriction, Wish
from belltown.vocabulary import Role
from belltown_site.accounts.models import Agency, AgencyKind, User
from belltown_site.records.gate.consents import Allowed
from belltown_site.records.gate.recipients import SEATS_OF, partner_agencies, words_of
from belltown_site.records.gate.sight import INTAKE, sight, sight_words
from belltown_site.records.sheets import SeatLoss, SeatView

OUTSIDE_OF_CARE = (AgencyKind.POLICE, AgencyKind.PROSECUTOR, AgencyKind.DEFENDER, AgencyKind.PROGRAM_OFFICE)
NOT_WHO = "Their page stays shut to this seat: no paper tells it who the person is."
NO_INTAKE = "whether intake is done: the filing clock would run on, and the diverted charge could come back."
_CARE_KINDS = (AgencyKind.CASE_MANAGEMENT, AgencyKind.SERVICE)


def previewed(paper: Consent, participant: UUID, allowed: Allowed, today: date) -> tuple[SeatView, ...]:
    """What each seat sees with this paper in force, told apart from what it sees without, the ones with news first.

    An unsigned paper is taken as signed today; one that is stopped or over adds nothing, as the ruling has it.
    """
    others = tuple(one for one in allowed.consents.get(participant, ()) if one.id != paper.id)
    signed = paper if paper.signed_on else replace(paper, signed_on=today)
    before = _with(allowed, participant, others)
    after = _with(_let_in(allowed, participant, paper), participant, (*others, signed))
    glance = _Glance(participant, UUID(paper.discloser), signed, before, after)
    views = [_view(label, seat, glance) for label, seat in seats(glance.own, (*others, signed))]
    return tuple(sorted(views, key=lambda view: (not view.new, not view.already)))


def losses(participant: UUID, own: UUID, asked: Restriction, allowed: Allowed) -> tuple[SeatLoss, ...]:
    """What a request to keep something back takes from each seat that it names: also what it could never be told."""
    kept = allowed.restrictions.get(participant, ())
    after = replace(allowed, restrictions={**allowed.restrictions, participant: (*kept, asked)})
    found = []
    for label, seat in seats(own, allowed.consents.get(participant, ())):
        gone = sight(seat, participant, own, allowed) - sight(seat, participant, own, after)
        words = (*sight_words(gone - {INTAKE}), *_intake_lost(seat, own, asked))
        if words:
            found.append(SeatLoss(label, words))
    return tuple(found)


def seats(own: UUID, consents: Iterable[Consent]) -> list[tuple[str, Viewer]]:
    """Every seat of every partner outside of care, and of care whoever these papers name; each with its words."""
    kept = tuple(consents)
    named = {share.recipient for one in kept for share in one.shares}
    agencies = partner_agencies(own, (*OUTSIDE_OF_CARE, *_CARE_KINDS))
    wanted = [one for one in agencies if one.kind in OUTSIDE_OF_CARE or _names(named, one)]
    rows = [(agency, role) for agency in wanted for role in SEATS_OF[AgencyKind(agency.kind)]]
    return [*(_seat(agency, role) for agency, role in rows), *_people(named, agencies)]


def _names(named: Iterable[Recipient], agency: Agency) -> bool:
    """Whether a paper names this agency, or a seat of care wherever it is."""
    return any(one.agency == str(agency.pk) or (not one.agency and one.role in CARE) for one in named)


def _seat(agency: Agency, role: Role) -> tuple[str, Viewer]:
    recipient = Recipient(agency=str(agency.pk), role=role)
    return words_of(recipient, {str(agency.pk): agency.name}, {}), Viewer("", role, str(agency.pk))


def _people(named: Iterable[Recipient], agencies: Iterable[Agency]) -> list[tuple[str, Viewer]]:
    """Whoever is named alone, where they sit today."""
    names = {str(one.pk): one.name for one in agencies}
    rows = User.objects.filter(pk__in={one.person for one in named if one.person}, is_active=True).order_by("name")
    return [
        (
            words_of(Recipient(str(row.pk), str(row.agency_id), Role(row.role)), names, {str(row.pk): row.name}),
            Viewer(str(row.pk), Role(row.role), str(row.agency_id)),
        )
        for row in rows
        if str(row.agency_id) in names
    ]


def _let_in(allowed: Allowed, participant: UUID, paper: Consent) -> Allowed:
    """A paper that is signed today is signed since any circle was drawn, so the circle lets it count."""
    circle = allowed.circles.get(participant)
    if circle is None or paper.signed_on:
        return allowed
    opened = replace(circle, papers=circle.papers | {paper.id})
    return replace(allowed, circles={**allowed.circles, participant: opened})


def _with(allowed: Allowed, participant: UUID, papers: tuple[Consent, ...]) -> Allowed:
    return replace(allowed, consents={participant: papers})


@dataclass(frozen=True, slots=True)
class _Glance:
    """One paper of one participant: what is allowed without it and with it."""

    participant: UUID
    own: UUID
    paper: Consent
    before: Allowed
    after: Allowed

    def reason(self, seat: Viewer, kind: Class, purpose: SharingPurpose) -> Reason:
        return self.after.of_seat(self.participant, seat, str(self.own), kind, purpose).reason


def _view(label: str, seat: Viewer, glance: _Glance) -> SeatView:
    was, will = (sight(seat, glance.participant, glance.own, one) for one in (glance.before, glance.after))
    meant = [share for share in glance.paper.shares if share.recipient.includes(seat)]
    wanted = [(kind, share.purpose) for share in meant for kind in share.classes]
    reasons = {one: glance.reason(seat, *one) for one in wanted}
    shut = [one for one in wanted if reasons[one] is Reason.CONSENT and one not in will]
    return SeatView(
        seat=label,
        new=sight_words(will - was),
        already=sight_words(will & was),
        kept_back=sight_words(one for one in wanted if reasons[one] is Reason.RESTRICTED),
        note=NOT_WHO if shut and (Class.IDENTITY, shut[0][1]) not in will else "",
        is_walled=seat.role in POLICE | PROSECUTION,
    )


def _intake_lost(seat: Viewer, own: UUID, asked: Restriction) -> tuple[str, ...]:
    """A prosecutor who cannot learn that intake is done lets the clock run on, whatever is signed later."""
    told = Wish(seat, str(own), Class.LEGAL, SharingPurpose.INTAKE_CONFIRMATION)
    return (NO_INTAKE,) if seat.role in PROSECUTION and asked.keeps(told) else ()
