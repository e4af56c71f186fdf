"""The filing hold: the diverted charge waits while the person has time for intake.

Nothing is ever filed automatically. A lapse only returns the matter to ordinary discretion, and only a prosecutor
decides. While the hold runs a prosecutor may let the matter go or give more time, but not file: that is the hold.
"""

from __future__ import annotations

from enum import StrEnum

from belltown.vocabulary import FilingDecision, Role
from belltown.workflow.machine import CLOCK, Machine, Transition


class State(StrEnum):
    """Where a filing hold stands."""

    HOLDING = "holding"
    PAUSED = "paused"
    INTAKE_CONFIRMED = "intake_confirmed"
    LAPSED = "lapsed"
    NOT_FILED = "not_filed"
    FILED = "filed"


class Event(StrEnum):
    """What happens to a filing hold."""

    PAUSE = "pause"
    RESUME = "resume"
    CONFIRM_INTAKE = "confirm_intake"
    LAPSE = "lapse"
    RETURN_EARLY = "return_early"
    DECIDE_NOT_TO_FILE = "decide_not_to_file"
    DECIDE_TO_FILE = "decide_to_file"
    EXTEND = "extend"


EVENT_OF: dict[FilingDecision, Event] = {
    FilingDecision.NOT_FILED: Event.DECIDE_NOT_TO_FILE,
    FilingDecision.FILED: Event.DECIDE_TO_FILE,
    FilingDecision.HOLD_EXTENDED: Event.EXTEND,
}
"""The event that a recorded decision is."""

Row = Transition[State, Event]

_CARE = (Role.CASE_MANAGER, Role.OUTREACH, Role.CLINICAL_SUPERVISOR, Role.PROJECT_MANAGER)
_PROSECUTOR = (Role.PROSECUTOR,)
_PAUSERS = (*_CARE, Role.PROSECUTOR)
_CONFIRMERS = (Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR, Role.PROJECT_MANAGER)
_RETURNERS = (Role.PROSECUTOR, Role.PROJECT_MANAGER)
_EXTENDED = {
    State.HOLDING: State.HOLDING,
    State.PAUSED: State.PAUSED,
    State.INTAKE_CONFIRMED: State.INTAKE_CONFIRMED,
    State.LAPSED: State.HOLDING,
}

_TABLE = (
    Row(State.HOLDING, Event.PAUSE, _PAUSERS, State.PAUSED, "pause the clock for a stated reason"),
    Row(State.PAUSED, Event.RESUME, _PAUSERS, State.HOLDING, "let the clock run again"),
    *(
        Row(state, Event.CONFIRM_INTAKE, _CONFIRMERS, State.INTAKE_CONFIRMED, "confirm that intake is complete")
        for state in (State.HOLDING, State.PAUSED, State.LAPSED)
    ),
    Row(State.HOLDING, Event.LAPSE, (CLOCK,), State.LAPSED, "let the time for intake run out"),
    *(
        Row(state, Event.RETURN_EARLY, _RETURNERS, State.LAPSED, "return the matter to ordinary discretion early")
        for state in (State.HOLDING, State.PAUSED)
    ),
    *(
        Row(state, Event.DECIDE_NOT_TO_FILE, _PROSECUTOR, State.NOT_FILED, "decide not to file")
        for state in (State.HOLDING, State.PAUSED, State.INTAKE_CONFIRMED, State.LAPSED, State.FILED)
    ),
    *(
        Row(state, Event.DECIDE_TO_FILE, _PROSECUTOR, State.FILED, "decide to file")
        for state in (State.INTAKE_CONFIRMED, State.LAPSED, State.NOT_FILED)
    ),
    *(
        Row(state, Event.EXTEND, _PROSECUTOR, extended, "give the person more time")
        for state, extended in _EXTENDED.items()
    ),
)

MACHINE = Machine("filing hold", State.HOLDING, _TABLE)
