"""The vault held open for a test that looks behind the gate, or writes past the actions."""

from __future__ import annotations

from contextlib import AbstractContextManager

from belltown_site.records.guard import WORKER, door


def opened() -> AbstractContextManager[None]:
    """Every row of the vault, as the site's own worker sees them."""
    return door(WORKER, whole=False)
