"""The site's witness: one line for every read and every write, chained so that none can quietly change.

`append` writes a line inside the caller's transaction; see `belltown_site.ledger.write`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from belltown_site.ledger.models import Entry


def append(**fields: Any) -> Entry:
    """Add one line; see `belltown_site.ledger.write.append`, imported late because Django's apps must be ready."""
    from belltown_site.ledger.write import append as write

    return write(**fields)
