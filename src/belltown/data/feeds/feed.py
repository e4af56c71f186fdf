"""What a feed is: the columns a city publishes, and how its cells become a row of the arrests table.

Everything is an expression over the whole file. While mapping, each cell says what would be wrong with it, so that the
faults of millions of rows are counted in the same pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis

ANY_ISO = ("%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
AMERICAN = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y")
NOT_KNOWN = (
    "",
    "-",
    "--",
    "UNKNOWN",
    "UNK",
    "UNSPECIFIED",
    "NOT SPECIFIED",
    "NULL",
    "(NULL)",
    "N/A",
    "NA",
    "NONE",
)
"""What publishers write for "not known", in capitals. A feed may add its own."""

OLDEST = 120


@dataclass(frozen=True, slots=True)
class Feed:
    """A published layout. Columns match by name without regard to case, blanks and punctuation.

    `canonical` maps cells to columns of the arrests table; `not_known` adds to what stands for an unknown value.
    """

    name: str
    title: str
    source: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    canonical: Callable[[Cells], Mapping[str, Any]]
    date_formats: tuple[str, ...] = (*ANY_ISO, *AMERICAN)
    not_known: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """The required columns that are not among these."""
        found = {same(name) for name in names}
        return tuple(name for name in self.required if same(name) not in found)

    def matched(self, names: Iterable[str]) -> int:
        """How many of this feed's columns are among these."""
        found = {same(name) for name in names}
        return sum(same(name) in found for name in (*self.required, *self.optional))


def same(name: str) -> str:
    """A column's name as it is compared: letters and digits alone, in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that may be wrong with a row: `wrong` is a boolean expression without NULL."""

    column: str
    reason: str
    wrong: Any


def cleaned(raw: Any, feed: Feed) -> Any:
    """The raw columns, texts without blanks around them and NULL where they say that the value is not known."""
    texts = [name for name in raw.columns if raw[name].type().is_string()]
    return raw.mutate(**{name: _known(raw[name], feed) for name in texts})


def _known(text: Any, feed: Feed) -> Any:
    return ibis.ifelse(text.strip().upper().isin((*NOT_KNOWN, *feed.not_known)), ibis.null("string"), text.strip())


def _parse(text: str, formats: list[str]) -> Any:  # only its signature is read
    raise NotImplementedError


def _place(words: list[str], word: str) -> int:  # only its signature is read
    raise NotImplementedError


def _at(words: list[str], place: int) -> str:  # only its signature is read
    raise NotImplementedError


def _of_duckdb(function: Callable[..., Any], name: str, returns: Any, **takes: Any) -> Any:
    """A function of DuckDB's that Ibis does not know."""
    function.__name__, function.__annotations__ = name, takes | {"return": returns}
    return ibis.udf.scalar.builtin(function)


_try_strptime = _of_duckdb(_parse, "try_strptime", ibis.dtype("timestamp"), text=str, formats=list[str])
_list_position = _of_duckdb(_place, "list_position", int, words=list[str], word=str)
_list_extract = _of_duckdb(_at, "list_extract", str, words=list[str], place=int)


@dataclass(slots=True)
class Cells:
    """The cleaned columns of one file. Every reader returns an expression, or None where the file lacks the column.

    `raw` must be a table, not an expression: Ibis would write the cleaning out again wherever a cell is read.
    """

    raw: Any
    feed: Feed
    today: date
    probes: list[Probe] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = {same(name): name for name in self.raw.columns}

    def column(self, name: str) -> Any:
        """The column as it is in the table; None when it is absent."""
        found = self._names.get(same(name))
        return None if found is None else self.raw[found]

    def text(self, name: str) -> Any:
        """The cell without blanks around it; NULL where it says that the value is not known."""
        column = self.column(name)
        return column if column is None or column.type().is_string() else _known(column.cast("string"), self.feed)

    def joined(self, separator: str, *parts: Any) -> Any:
        """The parts that are there and known, joined; NULL when none is."""
        present = [part.nullif("") for part in parts if part is not None]
        return ibis.literal(separator).join(present).nullif("") if present else None

    def date(self, name: str, *, may_be_future: bool = False) -> Any:
        """The local date; NULL, and counted, where it cannot be read or lies in the future."""
        column = self.column(name)
        if column is None:
            return None
        if column.type().is_date() or column.type().is_timestamp():
            day = column.cast("date")
        else:
            text = self.text(name)
            day = self._day(text)
            self._probe(name, "an unreadable date", text.notnull() & day.isnull())
        if may_be_future:
            return day
        self._probe(name, "a date in the future", day > self.today)
        return ibis.ifelse(day <= self.today, day, ibis.null("date"))

    def day_or_never(self, name: str) -> Any:
        """A last-date cell: a date, or the word never."""
        column = self.column(name)
        if column is None or column.type().is_date():
            return column
        text = self.text(name)
        never = (text.lower() == "never").fill_null(False)
        day = self._day(text)
        self._probe(name, "neither a date nor never", text.notnull() & ~never & day.isnull())
        return ibis.ifelse(never, ibis.date(1, 1, 1), day)

    def _day(self, text: Any) -> Any:
        """A format that does not fit is slow to fail, so each text is tried with those of its own separator alone."""
        slashed = [style for style in self.feed.date_formats if "/" in style]
        others = [style for style in self.feed.date_formats if "/" not in style]
        return ibis.ifelse(text.contains("/"), _try_strptime(text, slashed), _try_strptime(text, others)).cast("date")

    def number(self, name: str, least: float, most: float, *, not_known: tuple[float, ...] = ()) -> Any:
        """The number; NULL where none is given, and counted where it is none or out of bounds."""
        column = self.column(name)
        if column is None:
            return None
        text = None if column.type().is_numeric() else self.text(name)
        number = column.cast("float64") if text is None else text.try_cast("float64")
        given = number.notnull() & ~number.isin(not_known) if not_known else number.notnull()
        fits = ((number >= least) & (number <= most)).fill_null(False)
        if text is not None:
            self._probe(name, "not a number", text.notnull() & number.isnull())
        self._probe(name, "a number that cannot be", given & ~fits)
        return ibis.ifelse(given & fits, number, ibis.null("float64"))

    def coded(self, name: str, codes: Mapping[str, str | None]) -> Any:
        """The code's meaning; a code that means "not known" maps to None. Codes outside the list are counted."""
        text = self.text(name)
        if text is None:
            return None
        place = _list_position(list(codes), text.upper())
        self._probe(name, "an unknown code", text.notnull() & place.isnull())
        return _list_extract([word or "" for word in codes.values()], place).nullif("")

    def spelled(self, name: str, codes: Mapping[str, str | None]) -> Any:
        """The code's meaning where it is one of these, else the text itself in lower case."""
        text = self.text(name)
        if text is None:
            return None
        place = _list_position(list(codes), text.upper())
        meaning = _list_extract([word or "" for word in codes.values()], place)
        return ibis.coalesce(meaning, text.lower()).nullif("")

    def flag(self, name: str) -> Any:
        """True or false from the words people use."""
        column = self.column(name)
        if column is None or column.type().is_boolean():
            return column
        word = self.coded(name, {**dict.fromkeys(("TRUE", "T", "YES", "Y", "1"), "true"),
                                 **dict.fromkeys(("FALSE", "F", "NO", "N", "0"), "false")})  # fmt: skip
        return word == "true"

    def age_band(self, name: str) -> tuple[Any, Any]:
        """The least and greatest age of a published age group, the greatest NULL where it is open above."""
        text = self.text(name)
        if text is None:
            return None, None
        low, high = band_bounds(text.lower())
        strange = text.notnull() & (low.isnull() | (low > OLDEST) | (high < low).fill_null(False))
        self._probe(name, "an unknown age group", strange)
        fine = ~strange.fill_null(True)
        return tuple(ibis.ifelse(fine, bound, None).cast("float64") for bound in (low, high))

    def place(self, latitude: str, longitude: str) -> dict[str, Any]:
        """Both coordinates. -1.0 and 0.0, which publishers write for "not known", are not places."""
        blank = (-1.0, 0.0)
        found = {"latitude": self.number(latitude, -90, 90, not_known=blank),
                 "longitude": self.number(longitude, -180, 180, not_known=blank)}  # fmt: skip
        return {name: value for name, value in found.items() if value is not None}

    def _probe(self, column: str, reason: str, wrong: Any) -> None:
        self.probes.append(Probe(column, reason, wrong.fill_null(False)))


_FROM_TO = r"^(\d{1,3})\s*(?:-|–|to)\s*(\d{1,3})$"
_UNDER = r"^(?:<|under|below)\s*(\d{1,3})$"
_OVER = r"^(?:>=)?\s*(\d{1,3})\s*(?:\+|(?:and|or|&) (?:above|over|older|up|more))$"
_EXACT = r"^(\d{1,3})$"


def band_bounds(text: Any) -> tuple[Any, Any]:
    """The least and greatest age that an age group in lower case names: `18-24`, `<18`, `65+`, `56 and above`, `30`."""

    def found(pattern: str, group: int = 1) -> Any:
        return text.re_extract(pattern, group).try_cast("int64")

    low = ibis.coalesce(found(_FROM_TO), found(_OVER), found(_EXACT), ibis.ifelse(text.re_search(_UNDER), 0, None))
    return low, ibis.coalesce(found(_FROM_TO, 2), found(_UNDER) - 1, found(_EXACT))


def age_group_of(age: Any) -> Any:
    """A decade-wide label made from an age, for counting."""
    bands = [(18, "under 18"), (25, "18-24"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (65, "55-64")]
    return ibis.cases(*((age < end, label) for end, label in bands), (age >= 65, "65+"), else_=ibis.null("string"))
