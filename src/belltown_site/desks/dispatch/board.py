"""The dispatch board as one viewer sees it, worked out for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission
from belltown_site.desks.dispatch.calls import Ask, Call, ask_of
from belltown_site.desks.dispatch.week import clock_words
from belltown_site.records import gate
from belltown_site.records.sheets import DispatchBoard, HandoffSheet
from belltown_site.web.components import Column, Table, span_words
from belltown_site.web.templatetags.belltown import shown

_FINISHED = (Column("Where"), Column("What came of it"), Column("Who came"), Column("Asked for"), Column("Arrival"))


@dataclass(frozen=True, slots=True)
class Board:
    """The board: the viewer's own rings and calls first, then the rest."""

    sheet: DispatchBoard
    asks: tuple[Ask, ...]
    viewer: User

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every live handoff that does not ring for the viewer, the viewer's own first."""
        asked = {ask.handoff_id for ask in self.asks}
        calls = [self._call(one) for one in self.sheet.live if one.id not in asked]
        return tuple(sorted(calls, key=lambda call: (not call.is_mine, call.sheet.requested_at)))

    @property
    def answers_calls(self) -> bool:
        return self.viewer.may(Permission.ANSWER_CALLS)

    @property
    def finished(self) -> Table:
        """The handoffs of the last twelve hours, each with what came of it and, where it failed, why."""
        rows = tuple(_finished(self._call(one)) for one in self.sheet.finished)
        return Table("Finished in the last 12 hours", _FINISHED, rows)

    @property
    def title(self) -> str:
        """What the browser's tab says: no name, no place."""
        if self.asks:
            return "Ringing: please answer" if len(self.asks) == 1 else f"Ringing: {len(self.asks)} calls"
        return f"Dispatch ({len(self.sheet.live)})" if self.sheet.live else "Dispatch"

    @property
    def undelivered_words(self) -> str:
        """What to do about messages that never arrived; empty when all did."""
        number = self.sheet.undelivered
        if not number:
            return ""
        messages = "1 message" if number == 1 else f"{number} messages"
        return f"{messages} of the last 12 hours could not be delivered. Call those who are rung by phone."

    def _call(self, sheet: HandoffSheet) -> Call:
        return Call(sheet, self.viewer, self.sheet.capacity.on_call)


def board_of(viewer: User, now: datetime) -> Board:
    """The board for this viewer. Raises NotAllowed."""
    sheet = gate.dispatch_board(viewer=viewer, now=now)
    asks = tuple(map(ask_of, gate.my_rings(viewer=viewer, now=now)))
    return Board(sheet, asks, viewer)


def _finished(call: Call) -> tuple[object, ...]:
    sheet = call.sheet
    reason = f": {call.failure_words.lower()}" if call.failure_words else ""
    came = sheet.responder or (sheet.centre.name if sheet.centre else "Nobody")
    return (
        shown(sheet.meet_at),
        f"{call.state_words}{reason}",
        came,
        clock_words(timezone.localtime(sheet.requested_at)),
        _arrival(sheet),
    )


def _arrival(sheet: HandoffSheet) -> str:
    there = sheet.arrived_at or sheet.dropped_off_at
    if there is None:
        return "Nobody arrived"
    return f"After {span_words(there - sheet.requested_at)}, {'late' if sheet.clock.late else 'in time'}"
