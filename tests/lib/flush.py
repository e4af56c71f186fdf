"""Empty a test database although the ledger refuses to be emptied: its triggers are lifted for that moment alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connection

from belltown_site.ledger import triggers


@contextmanager
def flushing_lifts_the_ledgers_triggers() -> Iterator[None]:
    """Within the block, `flush` may empty the ledger; outside a flush its triggers always stand."""
    operations = type(connection.ops)
    with patch.object(operations, "execute_sql_flush", _lifting(operations.execute_sql_flush)):
        yield


def _lifting(flush: Callable[..., None]) -> Callable[..., None]:
    def lifted(self: Any, sql_list: list[str]) -> None:
        triggers.remove(self.connection)
        try:
            flush(self, sql_list)
        finally:
            triggers.install(self.connection)

    return lifted
