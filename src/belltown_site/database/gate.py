"""A first-come gate: whoever asked first goes first. SQLite's own waiting is unfair and starves writers for seconds."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class FirstComeGate:
    """Lets one holder in at a time, in the order they asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held = False
        self._queue: deque[threading.Event] = deque()

    def enter(self, timeout: float) -> bool:
        """Wait for a turn, up to `timeout` seconds. Returns whether it came."""
        with self._lock:
            if not self._held:
                self._held = True
                return True
            turn = threading.Event()
            self._queue.append(turn)
        return turn.wait(timeout) or self._came_late(turn)

    def _came_late(self, turn: threading.Event) -> bool:
        with self._lock:
            if turn.is_set():  # handed over between the timeout and this line
                return True
            self._queue.remove(turn)
            return False

    def leave(self) -> None:
        """Hand the turn to whoever has waited longest."""
        with self._lock:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._held = False

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return len(self._queue)


_gates: dict[str, FirstComeGate] = {}
_gates_lock = threading.Lock()


def gate_for(database: str) -> FirstComeGate:
    """The one gate of this process for a database file."""
    with _gates_lock:
        return _gates.setdefault(database, FirstComeGate())


@contextmanager
def turn_at(gate: FirstComeGate, timeout: float) -> Iterator[bool]:
    """Hold a turn for the length of the block. Yields False, holding nothing, when it did not come in time."""
    came = gate.enter(timeout)
    try:
        yield came
    finally:
        if came:
            gate.leave()
