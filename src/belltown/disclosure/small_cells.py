"""Small-cell suppression: nothing counted about fewer than eleven people leaves, nor can it be worked out.

A count from 1 to 10 is suppressed (primary). Zeros are shown: nobody is in them, and a table without its zeros cannot
be read. Then further counts are suppressed (complementary) until, for somebody who has the published table with its
totals and knows that every suppressed count is at least 1, each suppressed count could be any of several numbers. A
suppressed count says so; it is never blank.

The check is exact. A two-way table with its margins is a circulation: total to rows to columns to total. A suppressed
count can be one more, or one less, exactly where suppressed counts close a cycle through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush
from itertools import count

THRESHOLD = 11
"""The least count of people that is shown; federal practice for health data."""

SUPPRESSED = "suppressed"
"""What stands where a count is not shown."""

Shown = int | str


class Margins(StrEnum):
    """Which sums are published beside the counts."""

    ROWS = "rows"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of counts before protection. `margins` says whether columns add up to something published too."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    margins: Margins = Margins.BOTH

    def __post_init__(self) -> None:
        if (
            not self.columns
            or len(self.cells) != len(self.rows)
            or any(len(r) != len(self.columns) for r in self.cells)
        ):
            raise ValueError(f"the table [{self.name}] needs one count for every row and column")
        if min((n for row in self.cells for n in row), default=0) < 0:
            raise ValueError(f"the table [{self.name}] has a count below zero")


@dataclass(frozen=True, slots=True)
class Protected:
    """A table that may leave: every count a number or SUPPRESSED. `column_totals` is empty where none is published."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Shown, ...], ...]
    row_totals: tuple[Shown, ...]
    column_totals: tuple[Shown, ...] = ()
    total: Shown | None = None

    @property
    def has_suppressed(self) -> bool:
        rows = (*self.cells, self.row_totals, self.column_totals)
        return any(n == SUPPRESSED for row in rows for n in row) or self.total == SUPPRESSED


def protect(counts: Counts, *, threshold: int = THRESHOLD, totals_known: bool = False) -> Protected:
    """The table with every count suppressed that must be.

    `totals_known`: the column totals and the grand total, or the row totals of a table without them, are shown
    elsewhere (eleven or more, or none), so that suppressing them here would hide nothing. Where then no pattern
    protects the rest, all other counts are suppressed, zeros too.
    """
    table = _Table(counts, threshold, totals_known)
    table.hide_small()
    for arc in table.unsafe():
        if not table.hide_cycle(arc):
            table.hide_all()
            break
    return table.protected()


def protect_count(number: int, *, threshold: int = THRESHOLD) -> Shown:
    """A count that adds up with nothing else that is published."""
    return SUPPRESSED if 0 < number < threshold else number


OTHERS = "(all others)"


def pooled(counts: Iterable[tuple[str, int]], *, threshold: int = THRESHOLD) -> tuple[tuple[str, Shown], ...]:
    """A list of counts that may leave, the largest first: the smallest are put together until they may be shown."""
    kept = sorted(((name, number) for name, number in counts if number), key=lambda pair: (-pair[1], pair[0]))
    rest = 0
    while kept and (kept[-1][1] < threshold or 0 < rest < threshold):
        rest += kept.pop()[1]
    return (*kept, *(((OTHERS, protect_count(rest, threshold=threshold)),) if rest else ()))


Node = tuple[str, int]
_TOTAL_ROW, _TOTAL_COLUMN = ("row", -1), ("column", -1)


@dataclass(slots=True, eq=False)
class _Arc:
    """One published count, as flow from `tail` to `head`. `fixed`: known from elsewhere, so it cannot be hidden."""

    tail: Node
    head: Node
    value: int
    inner: bool = True
    fixed: bool = False
    hidden: bool = False


_NO_MARGINS: tuple[list[_Arc], _Arc | None] = ([], None)


class _Table:
    """The counts as arcs of a circulation, and the hiding of them."""

    def __init__(self, counts: Counts, threshold: int, totals_known: bool) -> None:
        self.counts, self.threshold = counts, threshold
        self.least = 1  # what an onlooker knows of a hidden count, since zeros are shown
        rows, columns = range(len(counts.rows)), range(len(counts.columns))
        both = counts.margins is Margins.BOTH
        # without column totals every row is a circulation of its own
        self.cells = [
            [_Arc(("row", r), ("column", c) if both else ("all", r), counts.cells[r][c]) for c in columns] for r in rows
        ]
        self.row_totals = [
            _Arc(
                _TOTAL_COLUMN if both else ("all", r),
                ("row", r),
                sum(counts.cells[r]),
                False,
                totals_known and not both,
            )
            for r in rows
        ]
        self.column_totals, self.total = self._column_margins(totals_known) if both else _NO_MARGINS
        self._dear = 1 + sum(arc.value for row in self.cells for arc in row)  # no count is dearer than a total

    def _column_margins(self, known: bool) -> tuple[list[_Arc], _Arc | None]:
        sums = [sum(row[c] for row in self.counts.cells) for c in range(len(self.counts.columns))]
        totals = [_Arc(("column", c), _TOTAL_ROW, value, inner=False, fixed=known) for c, value in enumerate(sums)]
        return totals, _Arc(_TOTAL_ROW, _TOTAL_COLUMN, sum(sums), inner=False, fixed=known)

    def arcs(self) -> Iterator[_Arc]:
        for row in self.cells:
            yield from row
        yield from self.row_totals
        yield from self.column_totals
        if self.total is not None:
            yield self.total

    def hide_small(self) -> None:
        for arc in self.arcs():
            arc.hidden = not arc.fixed and 0 < arc.value < self.threshold

    def unsafe(self) -> Iterator[_Arc]:
        """Hidden counts that could be worked out, again and again until there is none."""
        while found := next((arc for arc in self.arcs() if arc.hidden and not self._may_vary(arc)), None):
            yield found

    def hide_cycle(self, arc: _Arc) -> bool:
        """Hides the least counts that close a cycle through this one, totals last; False when nothing closes it."""
        cycle = self._cheapest(arc.head, arc.tail, without=arc, may_hide=True)
        for other in cycle or ():
            other.hidden = True
        return cycle is not None

    def hide_all(self) -> None:
        """Every count that can be hidden, zeros too: then a hidden count may be zero. Certain zeros stay shown."""
        self.least = 0
        for arc in self.arcs():
            arc.hidden = not arc.fixed
        for arc in [arc for arc in self.arcs() if arc.value == 0 and arc.hidden and not self._may_vary(arc)]:
            arc.hidden = False

    def _may_vary(self, arc: _Arc) -> bool:
        """Whether the hidden count could be one more, or one less, with every shown count as it is."""
        if self._cheapest(arc.head, arc.tail, without=arc) is not None:
            return True
        return arc.value > self.least and self._cheapest(arc.tail, arc.head, without=arc) is not None

    def _cheapest(self, start: Node, goal: Node, *, without: _Arc, may_hide: bool = False) -> list[_Arc] | None:
        """The way for one unit from start to goal over hidden counts, with `may_hide` also over shown ones at a price.

        A unit goes along an arc, or back along one with room. None when there is no way.
        """
        steps = self._steps(without, may_hide)
        reached: dict[Node, list[_Arc]] = {}
        order = count()  # equal prices: first found, first taken
        queue: list[tuple[int, int, Node, list[_Arc]]] = [(0, next(order), start, [])]
        while queue:
            price, _, node, way = heappop(queue)
            if node in reached:
                continue
            if node == goal:
                return way
            reached[node] = way
            for neighbor, arc in steps.get(node, ()):
                heappush(queue, (price + self._price(arc), next(order), neighbor, [*way, arc]))
        return None

    def _price(self, arc: _Arc) -> int:
        return 0 if arc.hidden else arc.value + (0 if arc.inner else self._dear)

    def _steps(self, without: _Arc, may_hide: bool) -> dict[Node, list[tuple[Node, _Arc]]]:
        steps: dict[Node, list[tuple[Node, _Arc]]] = {}
        for arc in self.arcs():
            if arc is without or not (arc.hidden or (may_hide and not arc.fixed and arc.value > 0)):
                continue
            steps.setdefault(arc.tail, []).append((arc.head, arc))
            if arc.value > self.least:
                steps.setdefault(arc.head, []).append((arc.tail, arc))
        return steps

    def protected(self) -> Protected:
        return Protected(
            self.counts.name,
            self.counts.rows,
            self.counts.columns,
            tuple(_shown(row) for row in self.cells),
            _shown(self.row_totals),
            _shown(self.column_totals),
            _shown([self.total])[0] if self.total is not None else None,
        )


def _shown(arcs: Iterable[_Arc]) -> tuple[Shown, ...]:
    return tuple(SUPPRESSED if arc.hidden else arc.value for arc in arcs)
