"""Work that is due by the clock: each job is run by one worker at a time, found late rather than never.

A job's row says who holds it until when, and when it is next due. A worker takes it by compare and swap; one that dies
loses its hold when that runs out. Jobs must be fit to run twice.
"""

from __future__ import annotations

import logging
import os
import threading
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from belltown_site.web.models import JobLease

HOLD = timedelta(seconds=60)
TICK_SECONDS = 1.0
Run = Callable[[datetime], object]
log = logging.getLogger("belltown.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of due work: `run(now)` every so often.

    Jobs of one lane follow one another; lanes run side by side, so that a slow mail server never holds up a ring.
    One that is not `leased` swaps its own rows one by one and may run anywhere at once.
    """

    name: str
    every: timedelta
    run: Run
    lane: str = "upkeep"
    leased: bool = True


class Sweeper:
    """Runs what is due. Several may run at once, in one process or many."""

    def __init__(self, jobs: tuple[Job, ...]) -> None:
        self.holder = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._jobs = jobs
        self._next: dict[str, datetime] = {}
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run_lane, args=(lane,), name=f"worker-{lane}", daemon=True)
            for lane in sorted({job.lane for job in jobs})
        ]

    def run_due(self, now: datetime, lane: str | None = None) -> list[str]:
        """Run each job (of this lane) that is due and held by nobody else; returns their names."""
        jobs = [job for job in self._jobs if lane in (None, job.lane)]
        return [job.name for job in jobs if self._take(job, now) and self._run(job, now)]

    def _take(self, job: Job, now: datetime) -> bool:
        if self._next.get(job.name, now) > now:
            return False
        return self._take_lease(job, now) if job.leased else True

    def _take_lease(self, job: Job, now: datetime) -> bool:
        lease, _ = JobLease.objects.get_or_create(name=job.name, defaults={"held_until": now, "due_at": now})
        if lease.due_at > now or lease.held_until > now:
            return False
        as_read = JobLease.objects.filter(name=job.name, held_until=lease.held_until, due_at=lease.due_at)
        return bool(as_read.update(holder=self.holder, held_until=now + HOLD))

    def _run(self, job: Job, now: datetime) -> bool:
        try:
            job.run(now)
        except Exception as error:
            log.error("the job %s failed and will run again: %s", job.name, _kind_and_place(error))
        self._next[job.name] = now + job.every
        if job.leased:
            mine = JobLease.objects.filter(name=job.name, holder=self.holder)
            mine.update(holder="", held_until=now, due_at=now + job.every)
        return True

    def start(self) -> None:
        """Run every lane in a thread of its own until `stop`."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each lane finish the job in hand, then end."""
        self._stop.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=HOLD.total_seconds())

    def _run_lane(self, lane: str) -> None:
        while not self._stop.is_set():
            close_old_connections()
            try:
                self.run_due(timezone.now(), lane)
            except DatabaseError as error:
                log.warning("the worker cannot reach the database and tries again: %s", _kind_and_place(error))
            self._stop.wait(TICK_SECONDS)
        connections.close_all()


def _kind_and_place(error: BaseException) -> str:
    """What kind of error, and where. Never its text: that may hold what nobody may read in a log."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
