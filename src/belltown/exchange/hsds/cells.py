"""Values as they come in a CSV cell or a JSON member, and back."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from belltown.disclosure.csv_cells import QUOTE, safe_cell
from belltown.exchange.hsds.faults import quoted
from belltown.exchange.hsds.tables import Field, Kind

Value = str | int | float

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_WHOLE = re.compile(r"[+-]?\d{1,18}")
LONGEST = 100_000


def value_of(field: Field, raw: object) -> Value | None:
    """The value of one cell or member; None where it is empty. Raises ValueError with the reason, fit to be shown."""
    if raw is None or raw == "":
        return None
    if field.kind is Kind.NUMBER:
        return _number(raw)
    if not isinstance(raw, str):
        raise ValueError(f"must be text, and is {quoted(raw)}")
    _check_text(raw)
    value = _READERS[field.kind](raw) if field.kind in _READERS else raw
    if field.options and value not in field.options:
        raise ValueError(f"{quoted(raw)} is none of: {', '.join(field.options)}")
    return value


def written(value: Value | None) -> str:
    """The cell that reads back as this value. What a spreadsheet would compute stands behind an apostrophe."""
    if value is None:
        return ""
    return escaped(value) if isinstance(value, str) else repr(value)


def escaped(text: str) -> str:
    """The text behind one more apostrophe where a spreadsheet would compute it (OWASP ASVS 5.0, 1.2.10)."""
    return QUOTE + text if _computes(text.lstrip(QUOTE)) else text


def unescaped(cell: str) -> str:
    """The text that `escaped` was given; a cell it never wrote stays as it is."""
    return cell[1:] if cell.startswith(QUOTE) and _computes(cell.lstrip(QUOTE)) else cell


def _computes(text: str) -> bool:
    return safe_cell(text) != text


def _check_text(text: str) -> None:
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST:,} characters")
    if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise ValueError("holds a character that is not text")


def _number(raw: object) -> int | float:
    if isinstance(raw, str):
        raw = _number_of_text(raw.strip())
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueError(f"must be a number, and is {quoted(raw)}")
    if not math.isfinite(raw) or abs(raw) >= 1e18:
        raise ValueError(f"{quoted(raw)} is no number that can be kept")
    return raw


def _number_of_text(text: str) -> int | float:
    if not text.isascii() or not _NUMBER.fullmatch(text):
        raise ValueError(f"must be a number, and is {quoted(text)}")
    return int(text) if _WHOLE.fullmatch(text) else float(text)


def _id(raw: str) -> str:
    text = raw.strip()
    if not _UUID.fullmatch(text):
        raise ValueError(f"must be a UUID, and is {quoted(raw)}")
    return text.lower()


def _day(raw: str) -> str:
    text = raw.strip()
    try:
        if text.isascii() and _DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ValueError(f"must be a day such as 2026-01-31, and is {quoted(raw)}")


def _time(raw: str) -> str:
    text = raw.strip()
    if not text.isascii() or not _TIME.fullmatch(text):
        raise ValueError(f"must be a time such as 09:00 or 09:00-05:00, and is {quoted(raw)}")
    return text


def _moment(raw: str) -> str:
    """In UTC, to the millisecond, as HSDS 3.1 asks. Without an offset it is UTC already."""
    try:
        moment = datetime.fromisoformat(raw.strip())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        raise ValueError(f"must be a moment such as 2026-01-31T09:00:00Z, and is {quoted(raw)}") from None


_READERS: dict[Kind, Callable[[str], str]] = {
    Kind.ID: _id, Kind.REFERENCE: _id, Kind.DATE: _day, Kind.TIME: _time, Kind.MOMENT: _moment,
}  # fmt: skip
