"""The invented county's directory, with figures of today: what the demo shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib.resources import as_file, files

from belltown.exchange.hsds.read import load
from belltown_site.accounts.models import User
from belltown_site.directory.importing import take_in
from belltown_site.directory.keeping import count_room, report_wrong, verify
from belltown_site.directory.models import CapacityUpdate, Report, ReportKind, Service, ServiceCapacity, Through

SOURCE = "example-county"
_COUNTED = (
    ("Lantern House drop-off and beds", 2, 40), ("Garden Street women's shelter", 3, 95),
    ("Market Street men's shelter", 0, 150), ("Youth rooms", 1, 300), ("Walk-in crisis respite", 2, 20),
    ("Detox", 1, 200), ("Day labor", 9, 65), ("Lockers", 7, 400), ("Methadone clinic", 6, 500),
)  # fmt: skip
_VERIFIED = ("Lantern House drop-off and beds", "Hot lunch", "Buprenorphine the same day", "Walk-in clinic")


def seed_directory(by: User, now: datetime) -> None:
    """Take the invented directory in, once, and let a few figures be of this hour."""
    with as_file(files("belltown_site.directory") / SOURCE) as folder:
        package = load(folder).check()
    take_in(package, source=SOURCE, digest="packaged", by=by, now=now)
    if CapacityUpdate.objects.exclude(through=Through.IMPORT).exists():
        return
    for name, available, minutes in _COUNTED:
        line = ServiceCapacity.objects.filter(service__name=name).first()
        if line is not None:
            count_room(
                line_id=line.pk, available=available, by=by, now=now - timedelta(minutes=minutes), through=Through.CALL
            )
    for service in Service.objects.filter(name__in=_VERIFIED):
        verify(service_id=service.pk, by=by, now=now - timedelta(days=9))
    supper = Service.objects.filter(name="Friday supper").first()
    if supper is not None and not Report.objects.exists():
        report_wrong(
            service_id=supper.pk,
            kind=ReportKind.HOURS,
            words="The door was shut at 5:30; a note says 6.",
            by=by,
            now=now,
        )
