"""The sheet of counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from belltown.disclosure.small_cells import Protected


@dataclass(frozen=True, slots=True)
class CountsSheet:
    """Protected tables over a span of time. Each count is a number, or says that it is suppressed.

    `offers`: encounters by door and last outcome. `handoffs`: how they ended. `refusals`: referrals not taken, and why.
    """

    since: datetime
    until: datetime
    offers: Protected
    handoffs: Protected
    refusals: Protected
