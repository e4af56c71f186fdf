"""Reading the whole ledger over: asked for by a person or by the week, done by the worker, told as it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from belltown.errors import Tampered
from belltown.ledger.chain import CHECKPOINT, Head
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.ledger.export import verify_stored
from belltown_site.ledger.models import Entry
from belltown_site.ledger.write import append_checkpoint
from belltown_site.office.models import LedgerCheck
from belltown_site.office.weekly.weeks import week_of

SILENT = timedelta(minutes=2)
"""A check that told nothing for so long lost its worker, and another begins it anew."""


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """One reading of the ledger. `is_whole` is None while it goes on."""

    asked_at: datetime
    asked_by: str
    lines_read: int
    lines_all: int
    done_at: datetime | None
    is_whole: bool | None
    sentence: str

    @property
    def percent(self) -> int:
        return min(100, 100 * self.lines_read // self.lines_all) if self.lines_all else 0


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """The ledger's standing: the check under way, the latest result, the latest checkpoint for the minutes."""

    lines: int
    running: CheckSheet | None
    latest: CheckSheet | None
    checkpoint_at: datetime | None
    heads: tuple[Head, ...]

    @property
    def printed(self) -> str:
        """The checkpoint as it is printed in the minutes and checked against with --head."""
        return "\n".join(f"{head.chain}:{head.number}:{head.digest}" for head in self.heads)


def ledger_sheet(*, by: User) -> LedgerSheet:
    """How the ledger stands. Raises NotAllowed."""
    check_may(by, Permission.VERIFY_LEDGER)
    checks = LedgerCheck.objects.select_related("asked_by")
    running, latest = checks.filter(done_at=None).first(), checks.exclude(done_at=None).first()
    last = _last_checkpoint()
    heads = last.detail["heads"] if last else {}
    return LedgerSheet(
        lines=Entry.objects.order_by("-pk").values_list("sequence", flat=True).first() or 0,
        running=_sheet(running) if running else None,
        latest=_sheet(latest) if latest else None,
        checkpoint_at=last.at if last else None,
        heads=tuple(Head(chain, state["number"], state["digest"]) for chain, state in sorted(heads.items())),
    )


@transaction.atomic
def ask(*, by: User | None, now: datetime) -> None:
    """Have the ledger read over; one that is under way serves everybody. Raises NotAllowed."""
    if by is not None:
        check_may(by, Permission.VERIFY_LEDGER)
    if not LedgerCheck.objects.filter(done_at=None).exists():
        LedgerCheck.objects.create(asked_by=by, asked_at=now)


def run_asked(now: datetime) -> bool:
    """Do the check that was asked for, where nobody else does; returns whether there was one."""
    waiting = LedgerCheck.objects.filter(Q(told_at=None) | Q(told_at__lt=now - SILENT), done_at=None)
    check = waiting.order_by("asked_at").first()
    mine = LedgerCheck.objects.filter(pk=check.pk, told_at=check.told_at, done_at=None) if check else None
    if check is None or mine is None or not mine.update(begun_at=now, told_at=now, lines_all=Entry.objects.count()):
        return False
    is_whole, sentence = _read_over(check)
    LedgerCheck.objects.filter(pk=check.pk).update(done_at=timezone.now(), is_whole=is_whole, sentence=sentence)
    return True


def checkpoint_weekly(now: datetime) -> bool:
    """Once a week: read the ledger over, and state how far it has come; returns whether a checkpoint was written.

    A ledger that does not verify gets none, and its check says why until somebody looks.
    """
    site, last = SitePreferences.objects.first(), _last_checkpoint()
    first = Entry.objects.order_by("pk").first()
    if site is None or first is None or (last and last.at >= week_of(now, site.timezone).starts):
        return False
    ask(by=None, now=now)
    run_asked(now)
    done = LedgerCheck.objects.filter(asked_at__gte=now - timedelta(days=1)).exclude(done_at=None).first()
    if done is None or not done.is_whole:
        return False
    with transaction.atomic():
        append_checkpoint(by=None)
    return True


def _read_over(check: LedgerCheck) -> tuple[bool, str]:
    def tell(lines: int) -> None:
        LedgerCheck.objects.filter(pk=check.pk).update(lines_read=lines, told_at=timezone.now())

    try:
        found = verify_stored(tell=tell)
    except Tampered as error:
        return False, str(error)[:500]
    tell(found.entries)
    return True, f"Nothing was changed: {found.entries:,} lines, {found.checkpoints:,} checkpoints."


def _last_checkpoint() -> Entry | None:
    return Entry.objects.filter(act=CHECKPOINT).order_by("-pk").first()


def _sheet(check: LedgerCheck) -> CheckSheet:
    return CheckSheet(
        asked_at=check.asked_at,
        asked_by=check.asked_by.name if check.asked_by else "the week's own check",
        lines_read=check.lines_read,
        lines_all=check.lines_all,
        done_at=check.done_at,
        is_whole=check.is_whole,
        sentence=check.sentence,
    )
