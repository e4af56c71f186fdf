"""What waits for somebody who leaves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much waits at one seat, by kind. `seat_is_shared`: somebody else can answer what is asked of the seat."""

    handoffs: int
    rings: int
    approvals: int
    encounters: int
    seat_is_shared: bool
