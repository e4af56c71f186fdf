"""Ask an organization that has no account: by a link that works once, or by a text it answers with a number."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import phonenumbers
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from belltown.errors import BadInput, Fault, NotAllowed, NotFound, NotPossible
from belltown_site import ledger
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.directory.keeping import note_room, note_verified
from belltown_site.directory.models import (
    AskLink,
    CapacityUpdate,
    Channel,
    Organization,
    Phone,
    Report,
    ReportKind,
    Service,
    ServiceCapacity,
    Through,
)
from belltown_site.directory.preferences import freshness
from belltown_site.directory.searching import LISTED
from belltown_site.jurisdiction.preferences import preferences

TOKEN_BYTES = 24
GONE = "This link does not work any more. Please call the program, or ask for a new one."
ROOM = "capacity.report"
_FIGURE = re.compile(r"\d{1,6}")


def ask(*, organization_id: UUID, channel: Channel, by: User, now: datetime) -> tuple[AskLink, str]:
    """A new link for this organization, and its token, which is nowhere kept. Older links of it end."""
    check_may(by, Permission.KEEP_DIRECTORY)
    with transaction.atomic():
        if not Organization.objects.filter(pk=organization_id).exists():
            raise NotFound("There is no such organization in the directory.")
        _open_links(now).filter(organization=organization_id).update(revoked_at=now, revoked_by=by)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link = AskLink.objects.create(
            organization_id=organization_id,
            digest=_digest(token),
            channel=channel,
            made_at=now,
            made_by=by,
            expires_at=now + freshness().link,
        )
        _write("directory.ask", organization_id, by, channel=channel.value)
    return link, token


def revoke(*, link_id: UUID, by: User, now: datetime) -> None:
    """End a link before its time. Raises NotPossible for one that has ended."""
    check_may(by, Permission.KEEP_DIRECTORY)
    with transaction.atomic():
        link = AskLink.objects.filter(pk=link_id).first()
        if link is None:
            raise NotFound("There is no such link.")
        if not _open_links(now).filter(pk=link_id).update(revoked_at=now, revoked_by=by):
            raise NotPossible("This link works no more as it is.")
        _write("directory.revoke", link.organization_id, by)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organization is asked: its counts of room, and whether what is said of its services is right."""

    link: UUID
    organization: str
    organization_id: UUID
    lines: tuple[ServiceCapacity, ...]
    services: tuple[Service, ...]


def opened(token: str, *, now: datetime) -> Asked:
    """What the link asks. Raises NotFound, in one sentence for every link that does not work, whatever the reason."""
    link = _open_links(now).select_related("organization").filter(digest=_digest(token)).first()
    if link is None:
        raise NotFound(GONE)
    services = Service.objects.filter(organization=link.organization_id, status__in=LISTED).order_by("name", "pk")
    lines = ServiceCapacity.objects.filter(service__in=services.values("pk")).select_related("service", "unit")
    return Asked(
        link.pk,
        link.organization.name,
        link.organization_id,
        tuple(lines.order_by("service__name", "unit__name", "pk")),
        tuple(services),
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """What an organization says: figures by count, services that are right, and what is wrong with others."""

    figures: Mapping[UUID, int]
    right: tuple[UUID, ...] = ()
    wrong: Mapping[UUID, str] | None = None


def take_answer(token: str, answer: Answered, *, now: datetime) -> None:
    """Take the answer down, and let the link end. Raises NotFound when it was used meanwhile, BadInput for a figure."""
    with transaction.atomic():
        asked = opened(token, now=now)
        link = AskLink.objects.get(pk=asked.link)
        if not _open_links(now).filter(pk=link.pk).update(used_at=now):
            raise NotFound(GONE)
        own = {line.pk for line in asked.lines}, {service.pk for service in asked.services}
        for line in own[0] & set(answer.figures):
            note_room(line, answer.figures[line], now=now, through=Through.LINK, link=link)
        for service in own[1] & set(answer.right):
            note_verified(service, now=now, through=Through.LINK, link=link)
        for service in own[1] & set(answer.wrong or {}):
            words = (answer.wrong or {})[service].strip()[:500]
            Report.objects.create(service_id=service, kind=ReportKind.OTHER, words=words, at=now, link=link)
        _write("directory.answer", asked.organization_id, None, figures=len(answer.figures))


def take_text(*, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
    """Take a figure that was texted back, brought by a signed webhook (Standard Webhooks, this site's secret).

    The body is {"type": "capacity.report", "data": {"line": id, "available": n}}, or, from a provider that knows no
    ids, {"data": {"from": phone, "text": "2 beds"}}. The same message twice counts once. Raises NotAllowed for a
    signature that does not fit or is over five minutes old, BadInput, NotFound, NotPossible.
    """
    plain = {name.lower(): value for name, value in headers.items()}
    data = _data(_verified(body, plain))
    line, available = _named(data) if "line" in data else _texted(data)
    message = plain.get("webhook-id", "")[:200]
    if CapacityUpdate.objects.filter(message=message).exists():
        return
    try:
        with transaction.atomic():
            note_room(line, available, now=now, through=Through.TEXT, message=message)
            ledger.append(by=None, act="directory.count", subject_kind="service_capacity", subject_id=str(line))
    except IntegrityError:
        return  # the same message, taken down by another worker at this moment


def _verified(body: bytes, headers: Mapping[str, str]) -> Any:
    try:
        Webhook(preferences().webhook_secret).verify(body, dict(headers))
        return json.loads(body)
    except WebhookVerificationError:
        raise NotAllowed("The message's signature does not fit. Nothing was changed.") from None
    except ValueError:
        raise BadInput("The message cannot be read: it is not JSON.") from None


def _data(message: Any) -> dict[str, Any]:
    kind, data = (message.get("type"), message.get("data")) if isinstance(message, dict) else (None, None)
    if kind != ROOM or not isinstance(data, dict):
        raise BadInput("The message cannot be read.", [Fault("type", f"must be {ROOM}, with data")])
    return data


def _named(data: dict[str, Any]) -> tuple[UUID, int]:
    available = data.get("available")
    try:
        line = UUID(str(data["line"]))
    except ValueError:
        raise NotFound("There is no such count in the directory.") from None
    if isinstance(available, bool) or not isinstance(available, int):
        raise BadInput("The message cannot be read.", [Fault("available", "must be a whole number")])
    return line, available


def _texted(data: dict[str, Any]) -> tuple[UUID, int]:
    """The one count that the sender's phone stands for, and the first number in the text."""
    figure = _FIGURE.search(str(data.get("text", "")))
    if figure is None:
        raise BadInput("The message cannot be read.", [Fault("text", "holds no number")])
    sender = _digits(str(data.get("from", "")))
    lines = _lines_of(sender) if sender else set()
    if not lines:
        raise NotFound("No count in the directory belongs to this phone.")
    if len(lines) > 1:
        raise NotPossible("This phone stands for several counts, so a number alone is not enough.")
    return lines.pop(), int(figure[0])


def _lines_of(sender: str) -> set[UUID]:
    """The counts whose service, or whose organization, has this number."""
    phones = Phone.objects.exclude(service=None, organization=None).values_list("number", "service", "organization")
    mine = [(service, organization) for number, service, organization in phones if _digits(number) == sender]
    lines = ServiceCapacity.objects.filter(service__in=[one for one, _ in mine if one])
    lines |= ServiceCapacity.objects.filter(service__organization__in=[one for _, one in mine if one])
    return set(lines.values_list("pk", flat=True))


def _digits(text: str) -> str:
    """A phone number as the whole world writes it; empty for what is none."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _open_links(now: datetime):  # noqa: ANN202
    return AskLink.objects.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)


def _digest(token: str) -> str:
    return salted_hmac("belltown.directory.link", token, algorithm="sha256").hexdigest()


def _write(act: str, organization: UUID, by: User | None, **detail: str | int) -> None:
    ledger.append(by=by, act=act, subject_kind="directory_organization", subject_id=str(organization), detail=detail)
