"""What a participant signed, as papers: in a list and whole; and what they asked to be kept back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from belltown.disclosure import consent as rules
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, CopyWay, Share
from belltown.disclosure.notice import Scope, end_of
from belltown.disclosure.wording import EndEvent, Language, NamedShare, event_words, share_words, wording_of
from belltown.vocabulary import Role
from belltown_site.accounts.models import Agency, User
from belltown_site.records import models
from belltown_site.records.gate import lines
from belltown_site.records.gate.consents import Allowed, pure
from belltown_site.records.gate.previews import previewed
from belltown_site.records.gate.recipients import recipient_words, seat_words
from belltown_site.records.sheets import (
    ConsentLine,
    ConsentSheet,
    CopyLine,
    PageLine,
    PersonSheet,
    RestrictionLine,
    ShareLine,
)

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


def paper(row: models.Consent, person: PersonSheet, allowed: Allowed) -> ConsentSheet:
    """One paper whole, with what it lacks and what each seat would see."""
    template, as_rule, at = wording_of(row.wording), pure(row), allowed.at
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
        preview=previewed(as_rule, row.participant_id, allowed, at.date()),
        signing=models.SigningWay(row.signing).label if row.signing else "",
        witness=lines.who_or_none(row.witnessed_by),
        revoked_through=models.RevokedThrough(row.revoked_through).label if row.revoked_through else "",
        way=row.signing,
        last_changed_at=row.revoked_at or row.witnessed_at or row.drafted_at,
        drafted_on=row.begins,
        revoke_to=", ".join(one for one in (row.discloser.name, row.discloser.phone) if one),
        counsel=row.counsel_present,
        pages=tuple(PageLine(*page) for page in row.pages.values_list("pk", "number", "digest")),
        copies=tuple(
            CopyLine(CopyWay(copy.way), lines.who(copy.by), copy.at) for copy in row.copies.select_related("by__agency")
        ),
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


def scopes_named(papers: Iterable[rules.Consent]) -> tuple[Scope, ...]:
    """The scope of every share of these papers, whatever became of them since."""
    kept = tuple(papers)
    return tuple(
        Scope(line.recipient, line.classes, line.purpose, end_of(one.until, one.until_event))
        for one in kept
        for line in share_lines(one.shares, Language.ENGLISH)
    )


def restriction_lines(participant: UUID) -> tuple[RestrictionLine, ...]:
    """What the participant asked to be kept back, and still asks."""
    rows = models.Restriction.objects.filter(participant=participant, ended_at__isnull=True).select_related("agency")
    return tuple(
        RestrictionLine(row.pk, _whom(row), tuple(Class(one) for one in row.classes_kept), row.asked_at) for row in rows
    )


def _whom(row: models.Restriction) -> str:
    if row.agency is None:
        return "Everybody outside your agency"
    return ", ".join(part for part in (seat_words(Role(row.role)) if row.role else "", row.agency.name) if part)


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
