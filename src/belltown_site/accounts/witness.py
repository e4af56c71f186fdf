"""Tell the witness what happened to an account. The witness lies above this layer and takes its seat at the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

Hear = Callable[..., Any]
_seat: list[Hear] = []

UNKNOWN = "unknown"
"""Whom a refused sign-in was for, when there is no such account: noted alike, so that time tells nothing."""


def be_the_witness(hear: Hear) -> None:
    """Take the seat: every account's doings are told to `hear` from now on."""
    _seat[:] = [hear]


def tell(act: str, user: UUID | None, **detail: str | int | bool) -> None:
    """Say what happened to this account, and nothing but ids and codes about it."""
    for hear in _seat:
        hear(act=act, subject_kind="account", subject_id=user or UNKNOWN, detail=detail)
