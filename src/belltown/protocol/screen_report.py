"""Who would have been eligible: counts of a screened table, and what of them may leave.

A file seldom tells every fact. So eligibility is a range: at least those who are surely eligible, at most those and the
unknown. Unknown is never counted as no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis

from belltown.disclosure.small_cells import SUPPRESSED, THRESHOLD, Counts, Margins, Protected, Shown, protect
from belltown.protocol.screen import ELIGIBLE, NO, OR, YES, facts_not_told, screen
from belltown.protocol.version import ProtocolVersion
from belltown.vocabulary import Pathway

ANSWERS = ("yes", "no", "unknown")
STANDINGS = ("met", "unknown", "alone not met", "not met with others")
GROUPED_BY = ("offense", "area", "race", "sex", "age_group")
NOT_KNOWN = "unknown"


def _count_if(condition: bool) -> int:  # only its signature is read
    raise NotImplementedError


_count_if.__name__ = "count_if"
_count_if.__annotations__ = {"condition": bool, "return": int}
count_true: Any = ibis.udf.agg.builtin(_count_if)
"""How many rows are true; DuckDB and Spark both know count_if, and it is quicker than a sum over a cast."""


@dataclass(frozen=True, slots=True)
class ScreenReport:
    """Exact counts, for own use: not fit to leave. `leaving()` is. `by` holds one count table for each grouping."""

    protocol: str
    digest: str
    pathway: Pathway
    eligible: Counts
    criteria: Counts
    by: Mapping[str, Counts]
    facts_not_told: tuple[str, ...]
    groups_not_told: tuple[str, ...]
    facts_of: Mapping[str, frozenset[str]]

    @property
    def arrests(self) -> int:
        return sum(self.eligible.cells[0])

    def leaving(self) -> PublicReport:
        """The report with small cells suppressed. Where the overall counts are too small to show, nothing is split."""
        eligible = protect(self.eligible)
        tables = () if self.arrests < THRESHOLD else self._split(splits=not eligible.has_suppressed)
        return PublicReport(self.protocol, self.digest, self.pathway, eligible, tables, self.facts_not_told,
                            self.groups_not_told)  # fmt: skip

    def _split(self, *, splits: bool) -> tuple[Protected, ...]:
        by = {
            name: protect(counts if splits else _sizes(counts), totals_known=True) for name, counts in self.by.items()
        }
        criteria = protect(self.criteria, totals_known=True)
        return (self._apart_from(by, criteria), *by.values())

    def _apart_from(self, by: Mapping[str, Protected], criteria: Protected) -> Protected:
        """The criteria with whole rows suppressed where a grouping by the same fact could be subtracted from them.

        Those who meet "drug possession or a sale" are the sum of two offense groups.
        """
        sized = {TELLS[name] for name, table in by.items() if name in TELLS and _suppresses_a_size(table)}
        grouped = {TELLS[name] for name in by if name in TELLS}
        rows = zip(criteria.rows, criteria.cells, strict=True)
        cells = tuple(
            (SUPPRESSED,) * len(row) if self.facts_of[id] & (grouped if SUPPRESSED in row else sized) else row
            for id, row in rows
        )
        return replace(criteria, cells=cells)


TELLS = {"offense": "offense", "age_group": "age", "area": "in_catchment"}
"""The fact that a grouping tells something of."""


def _suppresses_a_size(table: Protected) -> bool:
    return SUPPRESSED in (table.row_totals if table.total is not None else table.cells[0])


@dataclass(frozen=True, slots=True)
class PublicReport:
    """What may leave. Every count is a number or the word suppressed."""

    protocol: str
    digest: str
    pathway: Pathway
    eligible: Protected
    tables: tuple[Protected, ...]
    facts_not_told: tuple[str, ...]
    groups_not_told: tuple[str, ...]

    @property
    def at_least(self) -> Shown:
        """The number surely eligible."""
        return self.eligible.cells[0][0]

    @property
    def at_most(self) -> Shown:
        """The number eligible if every unknown were a yes."""
        yes, _, unknown = self.eligible.cells[0]
        return yes + unknown if isinstance(yes, int) and isinstance(unknown, int) else SUPPRESSED

    def lines(self) -> Iterable[dict[str, str]]:
        """Every count as a line: table, row, column and the count in words. Margins are the row or column `all`."""
        for table in (self.eligible, *self.tables):
            yield from _lines(table)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "protocol": self.protocol,
            "digest": self.digest,
            "pathway": self.pathway.value,
            "arrests": self.eligible.row_totals[0],
            "eligible_at_least": self.at_least,
            "eligible_at_most": self.at_most,
            "suppressed_below": THRESHOLD,
            "tables": [_as_dict(table) for table in (self.eligible, *self.tables)],
            "facts_not_told": list(self.facts_not_told),
            "groups_not_told": list(self.groups_not_told),
        }


def screen_report(
    table: ibis.Table,
    version: ProtocolVersion,
    pathway: Pathway,
    *,
    on: str = "on",
    progress: Callable[[str], None] = lambda _stage: None,
) -> ScreenReport:
    """The counts of the table under the version's pathway. The table is read once.

    Raises KeyError for a pathway this version does not open, BadInput for columns of a wrong type.
    """
    criteria = [criterion.id for criterion in version.criteria_for(pathway)]
    labelled = _labelled(screen(table, version, pathway, on=on))
    groups = tuple(name for name in GROUPED_BY if _label(name) in labelled.columns)
    progress("Screening every arrest")
    finest = labelled.group_by([_label(name) for name in groups]).aggregate(**_sums(labelled, criteria))
    cube = ibis.memtable(finest.to_pyarrow())
    progress("Counting")
    [whole] = cube.aggregate(**{name: cube[name].sum() for name in _sums(labelled, criteria)}).to_pyarrow().to_pylist()
    return ScreenReport(
        version.key,
        version.digest,
        pathway,
        Counts("eligible", ("arrests",), ANSWERS, (_answers(whole),), Margins.ROWS),
        Counts("criteria", tuple(criteria), STANDINGS, tuple(_standing(whole, id) for id in criteria), Margins.ROWS),
        {name: _grouped(cube, name) for name in groups},
        tuple(fact.id for fact in facts_not_told(table, version, pathway)),
        tuple(name for name in GROUPED_BY if name not in groups),
        {rule.id: frozenset(fact.id for fact in rule.facts) for rule in version.criteria_for(pathway)},
    )


def _label(name: str) -> str:
    return f"by__{name}"


def _labelled(wide: ibis.Table) -> ibis.Table:
    """With a text for each grouping the table has, `unknown` where it tells nothing; a charge may be one of several."""
    labels = {_label(name): wide[name].cast("string") for name in GROUPED_BY if name in wide.columns}
    if "offense" in wide.columns:
        others = [f"offense{end}" for end in OR if f"offense{end}" in wide.columns]
        labels[_label("offense")] = ibis.literal(" or ").join([wide["offense"], *(wide[name] for name in others)])
    return wide.mutate(**{name: text.nullif("").fill_null(NOT_KNOWN) for name, text in labels.items()})


def _sums(wide: ibis.Table, criteria: list[str]) -> dict[str, Any]:
    """Every count the report needs, as sums over rows."""
    one_unmet = sum((wide[f"{id}{NO}"].cast("int8") for id in criteria), start=ibis.literal(0)) == 1
    sums = {
        "arrests": wide.count(),
        "yes": count_true(wide[f"{ELIGIBLE}{YES}"]),
        "no": count_true(wide[f"{ELIGIBLE}{NO}"]),
    }
    for id in criteria:
        sums[f"{id} met"] = count_true(wide[f"{id}{YES}"])
        sums[f"{id} not met"] = count_true(wide[f"{id}{NO}"])
        sums[f"{id} alone"] = count_true(wide[f"{id}{NO}"] & one_unmet)
    return sums


def _answers(sums: Mapping[str, Any]) -> tuple[int, int, int]:
    rows, yes, no = (int(sums[name] or 0) for name in ("arrests", "yes", "no"))
    return yes, no, rows - yes - no


def _standing(sums: Mapping[str, Any], id: str) -> tuple[int, int, int, int]:
    rows, met, unmet, alone = (
        int(sums[name] or 0) for name in ("arrests", f"{id} met", f"{id} not met", f"{id} alone")
    )
    return met, rows - met - unmet, alone, unmet - alone


def _grouped(cube: ibis.Table, name: str) -> Counts:
    label = _label(name)
    sums = cube.group_by(label).aggregate(**{part: cube[part].sum() for part in ("arrests", "yes", "no")})
    rows = sums.order_by(ibis.desc("arrests"), label).to_pyarrow().to_pylist()
    return Counts(f"by {name}", tuple(row[label] for row in rows), ANSWERS, tuple(_answers(row) for row in rows))


def _sizes(counts: Counts) -> Counts:
    """The same groups by size alone."""
    sizes = tuple(sum(row) for row in counts.cells)
    return Counts(f"{counts.name}, arrests alone", ("arrests",), counts.rows, (sizes,), Margins.ROWS)


def _lines(table: Protected) -> Iterable[dict[str, str]]:
    def line(row: str, column: str, count: Shown) -> dict[str, str]:
        return {"table": table.name, "row": row, "column": column, "count": str(count)}

    for row, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True):
        yield from (line(row, column, count) for column, count in zip(table.columns, cells, strict=True))
        yield line(row, "all", total)
    if table.total is not None:
        yield from (
            line("all", column, count) for column, count in zip(table.columns, table.column_totals, strict=True)
        )
        yield line("all", "all", table.total)


def _as_dict(table: Protected) -> dict[str, Any]:
    named = zip(table.rows, table.cells, table.row_totals, strict=True)
    rows = {row: {**dict(zip(table.columns, cells, strict=True)), "all": total} for row, cells, total in named}
    if table.total is not None:
        rows["all"] = {**dict(zip(table.columns, table.column_totals, strict=True)), "all": table.total}
    return {"name": table.name, "rows": rows}
