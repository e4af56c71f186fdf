"""Keep the directory right: what staff verify, count, correct, report and settle. Each act is a fact with who and when.

The ledger learns of each by ids and codes.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belltown.errors import BadInput, Fault, NotFound, NotPossible
from belltown_site import ledger
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.directory.models import (
    AskLink,
    CapacityUpdate,
    Report,
    ReportKind,
    Service,
    ServiceCapacity,
    ServiceEdit,
    Through,
    Verification,
)

EDITABLE = ("status", "alert", "description", "eligibility_description", "application_process", "fees_description")
NO_SERVICE = "There is no such service in the directory."
MOST = 100_000


def verify(*, service_id: UUID, by: User, now: datetime, through: Through = Through.STAFF) -> None:
    """Note that somebody looked and all is right. Open reports about the service are settled with it."""
    check_may(by, Permission.KEEP_DIRECTORY)
    with transaction.atomic():
        _service(service_id)
        note_verified(service_id, now=now, through=through, by=by)
        open_reports = Report.objects.filter(service=service_id, settled_at__isnull=True)
        open_reports.update(settled_at=now, settled_by=by)
        _write("directory.verify", "service", service_id, by)


def note_verified(
    service_id: UUID, *, now: datetime, through: Through, by: User | None = None, link: AskLink | None = None
) -> None:
    """Write the verification down, whoever gave it. Runs in the caller's transaction."""
    Verification.objects.create(service_id=service_id, at=now, through=through, by=by, link=link)
    Service.objects.filter(pk=service_id).update(verified_at=now, modified_at=now)


def count_room(*, line_id: UUID, available: int, by: User, now: datetime, through: Through = Through.STAFF) -> None:
    """Note how much room there is now. Raises BadInput where the figure cannot be."""
    check_may(by, Permission.KEEP_DIRECTORY)
    with transaction.atomic():
        note_room(line_id, available, now=now, through=through, by=by)
        _write("directory.count", "service_capacity", line_id, by)


def note_room(
    line_id: UUID,
    available: int,
    *,
    now: datetime,
    through: Through,
    by: User | None = None,
    link: AskLink | None = None,
    message: str | None = None,
) -> None:
    """Write the figure down, whoever gave it. Runs in the caller's transaction. Raises NotFound, BadInput."""
    line = ServiceCapacity.objects.select_for_update().filter(pk=line_id).first()
    if line is None:
        raise NotFound("There is no such count in the directory.")
    check_figure(line, available)
    CapacityUpdate.objects.create(
        line=line, available=available, at=now, through=through, by=by, link=link, message=message
    )
    if now >= line.updated:
        line.available, line.updated = available, now
        line.save(update_fields=["available", "updated"])
    Service.objects.filter(pk=line.service_id).update(modified_at=now)


def check_figure(line: ServiceCapacity, available: int) -> None:
    """Raises BadInput unless the figure is a count that this line can have."""
    most = line.maximum if line.maximum is not None else MOST
    if not 0 <= available <= most:
        raise BadInput("This figure cannot be.", [Fault("available", f"write a whole number from 0 to {most:g}")])


def correct(*, service_id: UUID, changes: dict[str, str], by: User, now: datetime) -> tuple[str, ...]:
    """Set columns of a service right; returns those that changed. They stand until the publisher's row is newer.

    Raises BadInput for a column that nobody corrects here.
    """
    check_may(by, Permission.KEEP_DIRECTORY)
    if odd := sorted(set(changes) - set(EDITABLE)):
        raise BadInput("This cannot be corrected here.", [Fault(one, "comes from the publisher alone") for one in odd])
    with transaction.atomic():
        service = _service(service_id)
        changed = {name: text.strip() for name, text in changes.items() if text.strip() != getattr(service, name)}
        ServiceEdit.objects.bulk_create(
            ServiceEdit(service=service, field=name, before=getattr(service, name), after=text, at=now, by=by)
            for name, text in changed.items()
        )
        if changed:
            Service.objects.filter(pk=service_id).update(**changed, modified_at=now)
            _write("directory.correct", "service", service_id, by, fields=len(changed))
    return tuple(changed)


def report_wrong(*, service_id: UUID, kind: ReportKind, words: str, by: User, now: datetime) -> None:
    """Note that something is wrong; it waits in the review queue."""
    check_may(by, Permission.FIND_SERVICES)
    with transaction.atomic():
        _service(service_id)
        Report.objects.create(service_id=service_id, kind=kind, words=words.strip()[:500], at=now, by=by)
        _write("directory.report", "service", service_id, by, kind=kind.value)


def settle(*, report_id: UUID, by: User, now: datetime) -> None:
    """Take a report out of the queue: it was seen to. Raises NotPossible when somebody already did."""
    check_may(by, Permission.KEEP_DIRECTORY)
    with transaction.atomic():
        report = Report.objects.filter(pk=report_id).first()
        if report is None:
            raise NotFound("There is no such report.")
        waiting = Report.objects.filter(pk=report_id, settled_at__isnull=True)
        if not waiting.update(settled_at=now, settled_by=by):
            raise NotPossible("This report is settled already.")
        _write("directory.settle", "service", report.service_id, by)


def _service(id: UUID) -> Service:
    found = Service.objects.select_for_update().filter(pk=id).first()
    if found is None:
        raise NotFound(NO_SERVICE)
    return found


def _write(act: str, subject: str, id: UUID, by: User | None, **detail: str | int) -> None:
    ledger.append(by=by, act=act, subject_kind=subject, subject_id=str(id), detail=detail)
