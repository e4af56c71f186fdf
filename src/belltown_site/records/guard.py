"""The lock on the vault: its tables answer only while the gate or an action holds the door open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

P = ParamSpec("P")
R = TypeVar("R")

_open: ContextVar[bool] = ContextVar("vault_open", default=False)


class VaultClosed(RuntimeError):
    """Code outside the gate and the actions touched the vault. A fault in Belltown, never a person's mistake."""


@contextmanager
def opened() -> Iterator[None]:
    """Hold the vault open for this thread until the block ends."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def reads(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function of the gate: it may read the vault while it runs."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with opened():
            return function(*args, **kwargs)

    return wrapper


def writes(function: Callable[P, R]) -> Callable[P, R]:
    """Mark an action: one transaction, in which it may read and write the vault. All of it happens or none."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), opened():
            return function(*args, **kwargs)

    return wrapper


class VaultManager(models.Manager[Any]):
    """Refuses at `get_queryset`: `count()`, `exists()`, `values()` and `save()` all pass through it, unlike a fetch."""

    def get_queryset(self) -> models.QuerySet[Any]:
        if not _open.get():
            raise VaultClosed(f"{self.model.__name__} was touched outside records.gate and records.actions")
        return super().get_queryset()
