"""The lock on the vault: its tables answer only while the gate or an action holds the door open, and says for whom.

On PostgreSQL the database is told too, in the transaction alone, and its own row security answers accordingly.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models, transaction

P = ParamSpec("P")
R = TypeVar("R")
Door = Callable[[Callable[P, R]], Callable[P, R]]


class VaultClosed(RuntimeError):
    """Code outside the gate and the actions touched the vault. A fault in Belltown, never a person's mistake."""


@dataclass(frozen=True, slots=True)
class Standing:
    """As whom the database is asked: a person with a seat, or a service of the site's own."""

    viewer: str = ""
    role: str = ""
    agency: str = ""
    service: str = ""


NOBODY, WORKER = Standing(), Standing(service="worker")

_open: ContextVar[bool] = ContextVar("vault_open", default=False)
_standing: ContextVar[Standing] = ContextVar("vault_standing", default=NOBODY)


def standing_of(viewer: Any) -> Standing:
    """Where this person stands; nowhere while the account is closed or the agency no partner."""
    if viewer is None or not viewer.is_active or not viewer.agency.partner:
        return NOBODY
    return Standing(str(viewer.pk), str(viewer.role), str(viewer.agency_id))


@contextmanager
def opened() -> Iterator[None]:
    """Hold the vault open for this thread until the block ends."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


@contextmanager
def door(standing: Standing, *, whole: bool) -> Iterator[None]:
    """Hold the vault open for one standing; `whole`: all that is done there happens, or none of it."""
    walled, nested = connection.vendor == "postgresql", connection.in_atomic_block
    kept_together = whole or (walled and not nested)  # what the database is told holds for one transaction
    with (
        transaction.atomic() if kept_together else nullcontext(),
        _told(standing, nested) if walled else nullcontext(),
        opened(),
    ):
        yield


@contextmanager
def _told(standing: Standing, nested: bool) -> Iterator[None]:
    before = _standing.get()
    if nested and standing == before != NOBODY:
        yield
        return
    _tell(standing)
    token = _standing.set(standing)
    try:
        yield
    finally:
        _standing.reset(token)
        if nested and _still_answers():
            _tell(before)


def _tell(standing: Standing) -> None:
    """Never for longer than the transaction: through a pool, the next visitor would inherit it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('belltown.viewer', %s, true), set_config('belltown.role', %s, true), "
            "set_config('belltown.agency', %s, true), set_config('belltown.service', %s, true)",
            [standing.viewer, standing.role, standing.agency, standing.service],
        )


def _still_answers() -> bool:
    """Whether the transaction is unharmed. A broken one is rolled back to before it was told anything."""
    return not connection.needs_rollback and connection.connection.info.transaction_status.name != "INERROR"


def reads(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function of the gate: it may read the vault while it runs, as the one named in `viewer=` or `by=`."""
    return _guarded(function, _person_in(function), whole=False)


def writes(function: Callable[P, R]) -> Callable[P, R]:
    """Mark an action: one transaction, in which it may read and write the vault. All of it happens or none."""
    return _guarded(function, _person_in(function), whole=True)


def reads_as_worker(why: str) -> Door[P, R]:
    """Mark a function that reads for nobody in particular, or must look across agencies: `why` says which."""
    return _as_worker(why, whole=False)


def writes_as_worker(why: str) -> Door[P, R]:
    """The same for one that writes."""
    return _as_worker(why, whole=True)


def _as_worker(why: str, *, whole: bool) -> Door[P, R]:
    def mark(function: Callable[P, R]) -> Callable[P, R]:
        wrapper = _guarded(function, lambda _: WORKER, whole=whole)
        wrapper.as_worker = why  # type: ignore[attr-defined]
        return wrapper

    return mark


def _person_in(function: Callable[..., Any]) -> Callable[[dict[str, Any]], Standing]:
    """Reads the standing off a call. Raises TypeError for a function that does not say who asks."""
    keywords = {
        name
        for name, one in inspect.signature(function).parameters.items()
        if one.kind is inspect.Parameter.KEYWORD_ONLY and name in ("viewer", "by")
    }
    if len(keywords) != 1:
        raise TypeError(f"{function.__qualname__} must take viewer= or by=, or say why it runs as the worker")
    name = keywords.pop()
    return lambda call: standing_of(call.get(name))


def _guarded(
    function: Callable[P, R], standing: Callable[[dict[str, Any]], Standing], *, whole: bool
) -> Callable[P, R]:
    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with door(standing(kwargs), whole=whole):
            return function(*args, **kwargs)

    return wrapper


class VaultManager(models.Manager[Any]):
    """Refuses at `get_queryset`: `count()`, `exists()`, `values()` and `save()` all pass through it, unlike a fetch."""

    def get_queryset(self) -> models.QuerySet[Any]:
        if not _open.get():
            raise VaultClosed(f"{self.model.__name__} was touched outside records.gate and records.actions")
        return super().get_queryset()
