"""The participants' consents, gathered set-wise: the one place where rows become rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from belltown.disclosure import consent as rules
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Recipient, Share, SharingPurpose, Viewer
from belltown.disclosure.ruling import Restriction, Ruling, Wish, rule
from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.records import models
from belltown_site.records.gate.links import restrictions_binding


@dataclass(frozen=True, slots=True)
class Allowed:
    """Everything that some participants have signed and asked, ready to be asked about each without another query."""

    consents: Mapping[UUID, tuple[rules.Consent, ...]]
    restrictions: Mapping[UUID, tuple[Restriction, ...]]
    at: datetime

    def ruling(self, participant: UUID, viewer: User, holder: UUID, kind: Class, purpose: SharingPurpose) -> Ruling:
        """Whether this viewer may see this class of what this agency holds about this participant, and why."""
        wish = Wish(viewer_of(viewer), str(holder), kind, purpose)
        return rule(
            wish,
            consents=self.consents.get(participant, ()),
            restrictions=self.restrictions.get(participant, ()),
            at=self.at,
        )


def allowed_by(participants: Iterable[UUID], now: datetime) -> Allowed:
    """What these participants allow at this moment: four queries, however many they are."""
    wanted = list(participants)
    return Allowed(_consents_of(wanted), restrictions_binding(wanted), local(now))


def local(now: datetime) -> datetime:
    """The moment in the site's own timezone: a consent's last day ends at its midnight."""
    return now.astimezone(ZoneInfo(preferences().timezone))


def viewer_of(user: User) -> Viewer:
    return Viewer(str(user.pk), Role(user.role), str(user.agency_id))


def pure(row: models.Consent) -> rules.Consent:
    """The consent as the rules read it. Its shares must have been fetched with it."""
    return rules.Consent(
        id=str(row.pk),
        kind=ConsentKind(row.kind),
        participant=str(row.participant_id),
        discloser=str(row.discloser_id),
        shares=tuple(share_of(share) for share in row.shares.all()),
        begins=row.begins,
        until=row.until,
        until_event=row.until_event,
        right_to_revoke_told=bool(row.wording),
        consequences_told=bool(row.wording),
        signed_on=row.signed_on,
        template=row.wording,
        form=row.form_digest,
        event_happened=row.event_happened_at is not None,
        revoked_at=row.revoked_at,
    )


def share_of(row: models.ConsentShare) -> Share:
    recipient = Recipient(
        person=str(row.person_id or ""), agency=str(row.agency_id or ""), role=Role(row.role) if row.role else None
    )
    return Share(recipient, frozenset(Class(one) for one in row.classes_shared), SharingPurpose(row.purpose))


def _consents_of(participants: list[UUID]) -> dict[UUID, tuple[rules.Consent, ...]]:
    rows = models.Consent.objects.filter(participant__in=participants).defer("form", "signature")
    found: dict[UUID, list[rules.Consent]] = defaultdict(list)
    for row in rows.prefetch_related("shares"):
        found[row.participant_id].append(pure(row))
    return {participant: tuple(consents) for participant, consents in found.items()}
