"""What a look asks of the database."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def asked_by(look: Callable[[], object]) -> list[str]:
    """The SQL of every query of a look that is looked a second time: what is read once and then known is left out."""
    look()
    with CaptureQueriesContext(connection) as captured:
        look()
    return [query["sql"] for query in captured]


def queries(look: Callable[[], object]) -> int:
    """How many queries the look takes."""
    return len(asked_by(look))
