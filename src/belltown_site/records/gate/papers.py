"""What a participant signed, as papers: in a list, whole, and as the notice that travels with what is shared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from belltown.disclosure import consent as rules
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Share
from belltown.disclosure.notice import Scope, notice
from belltown.disclosure.posture import Posture, strictest
from belltown.disclosure.wording import EndEvent, Language, NamedShare, event_words, share_words, wording_of
from belltown_site.accounts.models import Agency, User
from belltown_site.records import models
from belltown_site.records.gate import lines
from belltown_site.records.gate.consents import pure, viewer_of
from belltown_site.records.gate.recipients import preview, recipient_words
from belltown_site.records.sheets import ConsentLine, ConsentSheet, PersonSheet, RestrictionLine, ShareLine

UNSIGNED = "signature"


def papers_of(participant: UUID, at: datetime) -> tuple[ConsentLine, ...]:
    """The papers of one participant, the newest first; `at` in the site's timezone."""
    rows = models.Consent.objects.filter(participant=participant).prefetch_related("shares")
    return tuple(paper_line(row, at) for row in reversed(rows))


def paper_line(row: models.Consent, at: datetime) -> ConsentLine:
    language, paper = Language(row.language), pure(row)
    return ConsentLine(
        id=row.pk,
        kind=ConsentKind(row.kind),
        title=wording_of(row.wording).title,
        standing=rules.standing(paper, at),
        signed_on=row.signed_on,
        until=row.until,
        until_words=event_words(EndEvent(row.until_event), language) if row.until_event else "",
        revoked_at=row.revoked_at,
        shares=share_lines(paper.shares, Language.ENGLISH),
    )


def paper(row: models.Consent, person: PersonSheet, at: datetime) -> ConsentSheet:
    """One paper whole, with what it lacks and what each seat would see."""
    template, as_rule = wording_of(row.wording), pure(row)
    return ConsentSheet(
        line=paper_line(row, at),
        participant_id=row.participant_id,
        person=person,
        discloser=row.discloser.name,
        language=Language(row.language),
        form=row.form,
        form_digest=row.form_digest,
        grade=template.grade,
        lacking=tuple(fault for fault in rules.lacking(as_rule) if fault.place != UNSIGNED),
        preview=preview(as_rule.shares),
        signing=models.SigningWay(row.signing).label if row.signing else "",
        witness=lines.who_or_none(row.witnessed_by),
        revoked_through=models.RevokedThrough(row.revoked_through).label if row.revoked_through else "",
    )


def share_lines(shares: Iterable[Share], language: Language) -> tuple[ShareLine, ...]:
    """Each share in plain words."""
    kept = tuple(shares)
    agencies, people = names_in(kept)
    return tuple(_share_line(share, recipient_words(share, agencies, people), language) for share in kept)


def named(shares: Iterable[Share]) -> tuple[NamedShare, ...]:
    """The shares as the wording prints them."""
    lines = share_lines(shares, Language.ENGLISH)
    return tuple(NamedShare(line.recipient, line.classes, line.purpose) for line in lines)


def restriction_lines(participant: UUID) -> tuple[RestrictionLine, ...]:
    """What the participant asked to be kept back, and still asks."""
    rows = models.Restriction.objects.filter(participant=participant, ended_at__isnull=True).select_related("agency")
    return tuple(
        RestrictionLine(row.pk, row.agency.name, tuple(Class(one) for one in row.classes_kept), row.asked_at)
        for row in rows
    )


def notice_for(participant: UUID, viewer: User, at: datetime) -> str:
    """The statement of 42 CFR 2.32 with the scope of every consent by which this viewer sees the participant."""
    rows = models.Consent.objects.filter(participant=participant).select_related("discloser")
    scopes = {row: _scopes(pure(row), viewer, at) for row in rows.prefetch_related("shares")}
    sharing = (Posture(row.discloser.part2_status) for row, found in scopes.items() if found)
    return notice([scope for found in scopes.values() for scope in found], posture=strictest(sharing))


def _scopes(consent: rules.Consent, viewer: User, at: datetime) -> list[Scope]:
    if rules.standing(consent, at) is not rules.Standing.IN_FORCE:
        return []
    mine = tuple(rules.shares_reaching(consent, viewer_of(viewer)))
    return [
        Scope(line.recipient, line.classes, line.purpose, consent.until) for line in share_lines(mine, Language.ENGLISH)
    ]


def _share_line(share: Share, recipient: str, language: Language) -> ShareLine:
    classes = tuple(sorted(share.classes))
    return ShareLine(
        recipient, classes, share.purpose, share_words(NamedShare(recipient, classes, share.purpose), language)
    )


def names_in(shares: tuple[Share, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """The names of the agencies and of the people that these shares name, by id."""
    agencies = Agency.objects.in_bulk({share.recipient.agency for share in shares if share.recipient.agency})
    people = User.objects.in_bulk({share.recipient.person for share in shares if share.recipient.person})
    return {str(key): row.name for key, row in agencies.items()}, {str(key): row.name for key, row in people.items()}
