"""The participants' consents, gathered set-wise: the one place where rows become rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from belltown.disclosure import consent as rules
from belltown.disclosure.circle import Circle
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Recipient, Share, SharingPurpose, Viewer
from belltown.disclosure.glass import Glass, opening
from belltown.disclosure.posture import Posture
from belltown.disclosure.ruling import Restriction, Ruling, Wish, rule
from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.preferences import preferences, site_zone
from belltown_site.records import models
from belltown_site.records.gate.circles import circles_of
from belltown_site.records.gate.links import restrictions_binding

T = TypeVar("T")

_OF_CONSENT = (
    "pk", "kind", "participant_id", "discloser_id", "begins", "until", "until_event", "wording", "signed_on",
    "form_digest", "event_happened_at", "revoked_at", "witnessed_at", "counsel_present", "discloser__part2_status",
)  # fmt: skip
_OF_SHARE = ("consent_id", "person_id", "agency_id", "role", "classes_shared", "purpose")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What some participants have signed and asked, with the circles around them and the glasses broken for them.

    Ready to be asked about each without another query.
    """

    consents: Mapping[UUID, tuple[rules.Consent, ...]]
    restrictions: Mapping[UUID, tuple[Restriction, ...]]
    at: datetime
    circles: Mapping[UUID, Circle] = field(default_factory=dict)
    glasses: Mapping[UUID, tuple[Glass, ...]] = field(default_factory=dict)
    postures: Mapping[str, Posture] = field(default_factory=dict)

    def ruling(self, participant: UUID, viewer: User, holder: UUID, kind: Class, purpose: SharingPurpose) -> Ruling:
        """Whether this viewer may see this class of what this agency holds about this participant, and why."""
        return self.of_seat(participant, viewer_of(viewer), str(holder), kind, purpose)

    def of_seat(self, participant: UUID, seat: Viewer, holder: str, kind: Class, purpose: SharingPurpose) -> Ruling:
        """The same for whoever sits in this seat."""
        return self.ruling_on(participant, Wish(seat, holder, kind, purpose))

    def ruling_on(self, participant: UUID | None, wish: Wish) -> Ruling:
        """The ruling on a wish about this participant; None: of whom nothing is known and nothing was signed."""
        if participant is None:
            return rule(wish, consents=(), at=self.at)
        return rule(
            wish,
            consents=self.consents.get(participant, ()),
            restrictions=self.restrictions.get(participant, ()),
            circle=self.circles.get(participant),
            glasses=self.glasses.get(participant, ()),
            at=self.at,
        )

    def admits(self, participant: UUID, viewer: User) -> bool:
        """Whether no circle keeps this viewer out."""
        circle = self.circles.get(participant)
        return circle is None or circle.admits(viewer_of(viewer))

    def glass_of(self, participant: UUID, viewer: User) -> Glass | None:
        """The glass that stands open for this viewer before this participant."""
        return opening(self.glasses.get(participant, ()), viewer_of(viewer), Class.IDENTITY, self.at)


def allowed_by(participants: Iterable[UUID], now: datetime) -> Allowed:
    """What these participants allow at this moment: six queries, however many they are."""
    wanted = list(participants)
    papers = _papers_of(wanted)
    shares = _shares_of(papers)
    return Allowed(
        consents=_by_participant((row.participant_id, pure(row, shares[row.pk])) for row in papers),
        restrictions=restrictions_binding(wanted, restriction_of),
        at=local(now),
        circles=circles_of(wanted, papers),
        glasses=_by_participant(_glasses_of(wanted, now)),
        postures={str(paper.discloser_id): Posture(paper.discloser__part2_status) for paper in papers},
    )


def local(now: datetime) -> datetime:
    """The moment in the site's own timezone: a consent's last day ends at its midnight."""
    return now.astimezone(site_zone())


def viewer_of(user: User) -> Viewer:
    return Viewer(str(user.pk), Role(user.role), str(user.agency_id))


def pure(row: models.Consent, shares: Iterable[models.ConsentShare] | None = None) -> rules.Consent:
    """The consent as the rules read it, with these shares, or those that were fetched with it."""
    return rules.Consent(
        id=str(row.pk),
        kind=ConsentKind(row.kind),
        participant=str(row.participant_id),
        discloser=str(row.discloser_id),
        shares=tuple(share_of(share) for share in (row.shares.all() if shares is None else shares)),
        begins=row.begins,
        until=row.until,
        until_event=row.until_event,
        right_to_revoke_told=bool(row.wording),
        consequences_told=bool(row.wording),
        signed_on=row.signed_on,
        template=row.wording,
        form=row.form_digest,
        counsel_present=bool(row.counsel_present),
        offered=is_offered(ConsentKind(row.kind)),
        event_happened=row.event_happened_at is not None,
        revoked_at=row.revoked_at,
    )


def is_offered(kind: ConsentKind) -> bool:
    """Whether this site makes such papers and acts on them. Those for proceedings wait for its own decision."""
    return kind is not ConsentKind.PROCEEDINGS or preferences().offers_proceedings


def restriction_of(row: models.Restriction) -> Restriction:
    recipient = Recipient(agency=str(row.agency_id), role=Role(row.role) if row.role else None)
    return Restriction(recipient if row.agency_id else None, frozenset(Class(one) for one in row.classes_kept))


def share_of(row: models.ConsentShare) -> Share:
    recipient = Recipient(
        person=str(row.person_id or ""), agency=str(row.agency_id or ""), role=Role(row.role) if row.role else None
    )
    return Share(recipient, frozenset(Class(one) for one in row.classes_shared), SharingPurpose(row.purpose))


def _papers_of(participants: list[UUID]) -> list[Any]:
    """Columns alone: a list of people has hundreds of papers, and rows as objects would cost most of its time."""
    return list(models.Consent.objects.filter(participant__in=participants).values_list(*_OF_CONSENT, named=True))


def _shares_of(papers: list[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    rows = models.ConsentShare.objects.filter(consent__in=[paper.pk for paper in papers])
    for row in rows.values_list(*_OF_SHARE, named=True):
        found[row.consent_id].append(row)
    return found


def _glasses_of(participants: list[UUID], now: datetime) -> Iterator[tuple[UUID, Glass]]:
    rows = models.Glass.objects.filter(participant__in=participants, closed_at__isnull=True, until__gt=now)
    for row in rows.defer("words", "given_to", "verdict_words"):
        yield row.participant_id, Glass(str(row.pk), str(row.opened_by_id), row.opened_at, row.until, row.closed_at)


def _by_participant(pairs: Iterable[tuple[UUID, T]]) -> dict[UUID, tuple[T, ...]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for participant, one in pairs:
        found[participant].append(one)
    return {participant: tuple(several) for participant, several in found.items()}
