"""Protocol versions as this site keeps them: published once, unchanged for ever, one in force on a day."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.db import models, transaction

from belltown.errors import NotFound, NotPossible, Tampered
from belltown.protocol.load import canonical_text, load_text
from belltown.protocol.version import ProtocolVersion
from belltown_site import ledger
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.models import ProtocolVersionRecord
from belltown_site.jurisdiction.preferences import preferences

_KIND = "protocol"


def publish(text: str, *, by: User, now: datetime) -> ProtocolVersionRecord:
    """The pack kept as a version of this site; the same pack twice is one version.

    Raises BadPack naming every fault, and NotPossible for another site's pack. Nothing is in force by being published.
    """
    check_may(by, Permission.PUBLISH_PROTOCOL)
    version = load_text(text, name="the protocol")
    if version.site != preferences().site:
        raise NotPossible(
            f"This pack is for [{version.site}], and this site is [{preferences().site}]. Correct `site` in the pack."
        )
    with transaction.atomic():
        record, is_new = ProtocolVersionRecord.objects.get_or_create(
            digest=version.digest,
            defaults={
                "site": version.site,
                "effective": version.effective,
                "text": canonical_text(text),
                "published_at": now,
                "published_by": by,
            },
        )
        if is_new:
            _write("protocol.publish", record, by)
    return record


def activate(record: ProtocolVersionRecord, *, by: User, now: datetime) -> ProtocolVersionRecord:
    """The version brought into force from its effective day on. An active one for the same day is retired by it."""
    check_may(by, Permission.ACTIVATE_PROTOCOL)
    with transaction.atomic():
        record = ProtocolVersionRecord.objects.select_for_update().get(pk=record.pk)
        if record.retired_at:
            raise NotPossible(f"{record} was retired. Publish its text with a new effective day instead.")
        if record.activated_at:
            return record
        _stored(record.digest)
        for older in _active().filter(site=record.site, effective=record.effective):
            retire(older, by=by, now=now)
        record.activated_at, record.activated_by = now, by
        record.save(update_fields=["activated_at", "activated_by"])
        _write("protocol.activate", record, by)
    return record


def retire(record: ProtocolVersionRecord, *, by: User, now: datetime) -> None:
    """Take a version out of force. Decisions made under it still name its digest and can be replayed."""
    check_may(by, Permission.ACTIVATE_PROTOCOL)
    with transaction.atomic():
        changed = ProtocolVersionRecord.objects.filter(pk=record.pk, retired_at=None).update(retired_at=now)
        if changed:
            _write("protocol.retire", record, by)


def in_force(on: date) -> ProtocolVersion:
    """The version in force on this local day. Raises NotPossible when the site has none."""
    newest = _active().filter(site=preferences().site, effective__lte=on).order_by("-effective")
    digest = newest.values_list("digest", flat=True).first()
    if digest is None:
        raise NotPossible(
            f"No protocol is in force on {on.isoformat()}. Please ask the project manager to bring one into force."
        )
    return version_of(digest)


def version_of(digest: str) -> ProtocolVersion:
    """The version with this digest, in force or not: what replays a decision. Raises NotFound or Tampered."""
    return _stored(digest)


@lru_cache(maxsize=32)
def _stored(digest: str) -> ProtocolVersion:
    """Cached by digest, which is safe: a version that differs has another digest, and what is read is checked here."""
    text = ProtocolVersionRecord.objects.filter(digest=digest).values_list("text", flat=True).first()
    if text is None:
        raise NotFound(f"There is no protocol version with the digest {digest[:12]}.")
    version = load_text(text, name=f"stored protocol {digest[:12]}")
    if version.digest != digest:
        raise Tampered(
            f"The stored protocol {digest[:12]} was changed: its text now has the digest {version.digest[:12]}. "
            "Restore it from a backup, and find out who changed it."
        )
    return version


def _active() -> models.QuerySet[ProtocolVersionRecord]:
    return ProtocolVersionRecord.objects.filter(activated_at__isnull=False, retired_at=None)


def _write(act: str, record: ProtocolVersionRecord, by: User) -> None:
    ledger.append(
        by=by, act=act, subject_kind=_KIND, subject_id=record.pk, detail={"key": str(record), "digest": record.digest}
    )
