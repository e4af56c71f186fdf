"""Values that component templates draw. They are worked out here, so that templates hold no reasoning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from belltown.workflow.clocks import State, Status


class Label(str):
    """The label of one choice in a form, with a `hint` in smaller type below it."""

    __slots__ = ("hint",)
    hint: str

    def __new__(cls, text: str, hint: str = "") -> Label:
        label = super().__new__(cls, text)
        label.hint = hint
        return label


_UNITS = ((86400, "day"), (3600, "hour"), (60, "min"))
_CLOCK_STATES = {
    State.RUNNING: "running", State.DUE_SOON: "soon", State.LAPSED: "late", State.PAUSED: "paused", State.MET: "met",
}  # fmt: skip
_CLOCK_ICONS = {
    "running": "schedule", "soon": "timer", "late": "warning", "paused": "pause_circle", "met": "check_circle",
}  # fmt: skip


def span_words(span: timedelta) -> str:
    """A span as people say it: "12 days", "3 hours 20 min", "45 min", "less than a minute"."""
    seconds = int(abs(span).total_seconds())
    for position, (size, unit) in enumerate(_UNITS):
        if seconds >= size:
            whole, rest = divmod(seconds, size)
            return _counted(whole, unit) + _smaller(position, rest)
    return "less than a minute"


def _smaller(position: int, rest: int) -> str:
    if _UNITS[position][1] != "hour" or rest < 60:
        return ""
    return f" {rest // 60} min"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 or unit == "min" else f"{number} {unit}s"


@dataclass(frozen=True, slots=True)
class Clock:
    """The face of a workflow clock: what it says in words, and what the script needs to keep it moving."""

    status: Status
    label: str = ""

    @property
    def due(self) -> datetime:
        return self.status.due_at

    @property
    def now(self) -> datetime:
        """The moment the status speaks of."""
        return self.status.due_at - self.status.remaining

    @property
    def state(self) -> str:
        """One of met, paused, late, soon, running."""
        return _CLOCK_STATES[self.status.state]

    @property
    def ticks(self) -> bool:
        return self.state in {"running", "soon", "late"}

    @property
    def icon(self) -> str:
        return _CLOCK_ICONS[self.state]

    @property
    def words(self) -> str:
        """What it says without any script: "18 min left", "3 min late", "Paused: hospital", "Met 8 min late"."""
        if self.status.state is State.MET:
            return self._met
        if self.status.state is State.PAUSED:
            return "Paused: " + ", ".join(reason.value.replace("_", " ") for reason in self.status.reasons)
        return f"{span_words(self.status.remaining)} {'late' if self.state == 'late' else 'left'}"

    @property
    def _met(self) -> str:
        if self.status.late is None:
            return "Met"
        return f"Met {span_words(self.status.remaining)} late" if self.status.late else "Met in time"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a process. `state` is done, now, next or failed."""

    label: str
    state: str
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for this person: where to go, what it is, how long there is. `urgent` ones stand out."""

    title: str
    url: str
    note: str = ""
    clock: Clock | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Stat:
    """One count with what exactly it counts. `value` None means too few to be told without naming somebody."""

    label: str
    value: int | None
    definition: str

    @property
    def few(self) -> bool:
        return self.value is None

    @property
    def shown(self) -> str:
        return "Too few to show" if self.value is None else f"{self.value:,}"


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; `number` ones are set flush right."""

    label: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A captioned table. Every row has one value for each column; the first names the row. Without rows it says so."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of the table [{self.caption}] does not have {len(self.columns)} values")

    @property
    def stacks(self) -> bool:
        """Whether rows become cards on a phone: two columns fit side by side as they are."""
        return len(self.columns) > 2

    @property
    def cells(self) -> tuple[tuple[tuple[Column, object], ...], ...]:
        return tuple(tuple(zip(self.columns, row, strict=True)) for row in self.rows)


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """One bar placed on the chart, in the picture's own units."""

    label: str
    shown: str
    few: bool
    y: int
    width: float
    label_y: int
    value_x: float
    value_y: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """Counts by name, as bars with their values beside them. A value of None is too few to show.

    `finding` says in one sentence what the picture shows; `unit` is what is counted; `note` the source and period.
    """

    title: str
    finding: str
    unit: str
    values: Mapping[str, int | None] = field(default_factory=dict)
    note: str = ""

    width = 360
    thickness = 18
    row = 50
    room_for_value = 96

    @property
    def height(self) -> int:
        return self.row * len(self.values)

    @property
    def drawn(self) -> tuple[DrawnBar, ...]:
        return tuple(self._draw(index, name) for index, name in enumerate(self.values))

    def _draw(self, index: int, name: str) -> DrawnBar:
        value, top = self.values[name], index * self.row
        width = self._length(value)
        return DrawnBar(
            label=name,
            shown="Too few to show" if value is None else f"{value:,}",
            few=value is None,
            y=top + 22,
            width=width,
            label_y=top + 15,
            value_x=width + 8,
            value_y=top + 36,
        )

    def _length(self, value: int | None) -> float:
        most = max((known for known in self.values.values() if known), default=0)
        if value is None or not most:
            return 2.0
        return round(max(2.0, value / most * (self.width - self.room_for_value)), 1)

    @property
    def table(self) -> Table:
        rows = tuple((bar.label, bar.shown) for bar in self.drawn)
        return Table(self.title, (Column("What"), Column(self.unit, number=True)), rows)
