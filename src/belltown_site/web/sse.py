"""Live streams (server-sent events): one hub a process, one listener to the database, a queue for each open page.

The listener's wake-up carries nothing; the hub then reads the event table. So a lost wake-up costs a delay, never an
event. On PostgreSQL a transaction with a lower id may commit later, so ids that are still missing are looked for again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import close_old_connections, connection, connections
from django.utils import timezone

from belltown_site.web.live import CHANNEL
from belltown_site.web.models import Event

POLL_SECONDS = 0.25
RECONNECT_SECONDS = 2
LATE = timedelta(seconds=60)
"""How long a transaction with a lower id may take to commit and still be noticed."""
REPLAY_OVERLAP = 100
_QUEUE = 100
log = logging.getLogger("belltown.live")


@dataclass(frozen=True, slots=True)
class Wake:
    """One change, as a page hears of it."""

    id: int
    topic: str
    subject: str
    kind: str

    @property
    def names(self) -> frozenset[str]:
        """The names of what watches this: the topic, and this one thing of it."""
        return frozenset({self.topic, f"{self.topic}:{self.subject}"})

    def text(self) -> bytes:
        return f"id: {self.id}\nevent: changed\ndata: {self.topic} {self.kind}\n\n".encode()


@dataclass(slots=True)
class Cursor:
    """What was read of the event table. Every id up to `floor` is settled; `seen` are those read above it."""

    floor: int = 0
    seen: set[int] = field(default_factory=set)

    def take(self, rows: Iterable[tuple[Wake, bool]]) -> list[Wake]:
        """The wakes not taken before. Each row says whether it is too old for a lower id still to appear."""
        fresh = []
        for wake, is_old in rows:
            if wake.id > self.floor and wake.id not in self.seen:
                self.seen.add(wake.id)
                fresh.append(wake)
            if is_old:
                self.floor = max(self.floor, wake.id)
        self._settle()
        return fresh

    def _settle(self) -> None:
        while self.floor + 1 in self.seen:
            self.floor += 1
        self.seen = {id for id in self.seen if id > self.floor}


def newest_id() -> int:
    """The last event's id, 0 when there is none."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def events_after(floor: int) -> list[tuple[Wake, bool]]:
    """Events above `floor` in order, each with whether it is older than LATE."""
    old = timezone.now() - LATE
    rows = Event.objects.filter(pk__gt=floor).order_by("pk")[:1000]
    return [(Wake(row.pk, row.topic, row.subject, row.kind), row.at < old) for row in rows]


Queue = asyncio.Queue[Wake | None]


class Hub:
    """Reads events once for all open streams of this process."""

    def __init__(self) -> None:
        self._queues: dict[Queue, frozenset[str]] = {}
        self._task: asyncio.Task[None] | None = None
        self._cursor = Cursor()
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="live")
        self.closed = False

    async def subscribe(self, names: frozenset[str]) -> Queue:
        """A queue that gets each wake for `names`; None at the end."""
        if self._task is None:
            self._cursor = Cursor(floor=await self.in_thread(newest_id))
            self._task = asyncio.get_running_loop().create_task(self._listen())
        queue: Queue = asyncio.Queue(_QUEUE)
        self._queues[queue] = names
        return queue

    def unsubscribe(self, queue: Queue) -> None:
        self._queues.pop(queue, None)

    async def replay(self, last: int, names: frozenset[str]) -> list[Wake]:
        """What a page may have missed since it heard `last`; some of it again, which does no harm."""
        rows = await self.in_thread(events_after, max(last - REPLAY_OVERLAP, 0))
        return [wake for wake, _ in rows if wake.names & names]

    async def close(self) -> None:
        """End every stream and the listener."""
        self.closed = True
        for queue in list(self._queues):
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait(None)
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.in_thread(connections.close_all)
        self._reader.shutdown()

    async def in_thread(self, function, *arguments):  # noqa: ANN001, ANN002, ANN201
        """The result of a database function, run in the hub's own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, _clean, function, arguments)

    async def _listen(self) -> None:
        while True:
            try:
                async for _ in wakes():
                    await self._read()
            except Exception as error:
                log.warning("the live listener lost the database (%s) and tries again", type(error).__name__)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _read(self) -> None:
        for wake in self._cursor.take(await self.in_thread(events_after, self._cursor.floor)):
            for queue, names in list(self._queues.items()):
                if wake.names & names and not queue.full():  # a full queue already says: fetch anew
                    queue.put_nowait(wake)


def _clean(function, arguments):  # noqa: ANN001, ANN202
    close_old_connections()
    try:
        return function(*arguments)
    finally:
        close_old_connections()


async def wakes() -> AsyncIterator[None]:
    """Yields at once, then whenever something was committed that may be an event."""
    listen = _postgresql_wakes if connection.vendor == "postgresql" else _sqlite_wakes
    async for _ in listen():
        yield


async def _sqlite_wakes() -> AsyncIterator[None]:
    """`data_version` changes when another connection commits: a cheap notice, asked for four times a second."""
    name = str(connection.settings_dict["NAME"])
    with contextlib.closing(sqlite3.connect(name, timeout=1)) as watcher:
        version = None
        while True:
            now = watcher.execute("PRAGMA data_version").fetchone()
            if now != version:
                version = now
                yield
            await asyncio.sleep(POLL_SECONDS)


async def _postgresql_wakes() -> AsyncIterator[None]:
    """A connection of its own: LISTEN does not work through a pooler in transaction mode."""
    from psycopg import AsyncConnection

    parameters = connection.get_connection_params()
    wanted = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if parameters.get(key)}
    async with await AsyncConnection.connect(**wanted, autocommit=True) as listener:
        await listener.execute(f"LISTEN {CHANNEL}")
        yield
        async for _ in listener.notifies():
            yield
