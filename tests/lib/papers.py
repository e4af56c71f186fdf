"""Consents as tests need them: drafted and signed by the vault's own verbs."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Recipient, Share, SharingPurpose
from belltown.disclosure.wording import Language
from belltown.vocabulary import Role
from belltown_site.records import actions

STROKES = json.dumps([[[10, 10], [200, 80], [320, 60]], [[400, 30], [420, 200]]])


def share(who, *classes, purpose=SharingPurpose.LEGAL_COORDINATION):
    """To the seat of this person, in their agency."""
    recipient = Recipient(agency=str(who.agency_id), role=Role(who.role))
    return Share(recipient, frozenset(classes), purpose)


def intake_told_to(prosecutor):
    return share(prosecutor, Class.LEGAL, purpose=SharingPurpose.INTAKE_CONFIRMATION)


def drafted(participant, *shares, by, now, kind=ConsentKind.NAMED_RECIPIENT, language=Language.ENGLISH, **more):
    return actions.consents.draft(
        uuid.uuid4(), participant=participant, kind=kind, language=language, shares=shares,
        until=more.pop("until", now.date() + timedelta(days=365)), by=by, now=now, **more,
    )  # fmt: skip


def signed(participant, *shares, by, now, **more):
    paper = drafted(participant, *shares, by=by, now=now, **more)
    actions.consents.sign(paper, way="finger", signature=STROKES, by=by, now=now)
    return paper
