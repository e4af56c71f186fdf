"""The ledger's own clock, set for a moment: what was noted last week, noted now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from unittest.mock import patch


@contextmanager
def noted_at(moment: datetime) -> Iterator[None]:
    """Within the block every line of the ledger is of this moment."""
    with patch("belltown_site.ledger.write.timezone", SimpleNamespace(now=lambda: moment)):
        yield
