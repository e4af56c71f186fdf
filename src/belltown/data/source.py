"""A file before it is read: what kind it is, how its text is written, which columns it has. Nothing is loaded."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import duckdb

from belltown.errors import BadInput, Fault

_CHUNK = 1 << 20
_LONGEST_HEADER = 1 << 16
_SEPARATORS = ",;\t|"
_GZIP, _PARQUET, _ZIP, _UTF16 = b"\x1f\x8b", b"PAR1", b"PK\x03\x04", (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read. `columns` are the names as published, without blanks around them and without a BOM."""

    path: Path
    columns: tuple[str, ...]
    parquet: bool = False
    gzipped: bool = False
    encoding: str = "utf-8"
    separator: str = ","


def look_at(path: Path) -> Source:
    """What the file is. Raises BadInput with one sentence when it is missing, empty, damaged or no table at all."""
    start = _first_bytes(path)
    if start.startswith(_PARQUET) or path.suffix.lower() == ".parquet":
        return Source(path, _parquet_columns(path), parquet=True)
    if start.startswith(_ZIP):
        raise BadInput(f"[{path.name}] is a spreadsheet or a zip archive; save it as CSV and try again.")
    if start.startswith(_UTF16):
        raise BadInput(f"[{path.name}] is UTF-16 text; save it as CSV in UTF-8 and try again.")
    gzipped = start.startswith(_GZIP)
    encoding = _encoding(path, gzipped)
    separator, columns = _header(path, gzipped, encoding)
    return Source(path, columns, gzipped=gzipped, encoding=encoding, separator=separator)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise BadInput(f"[{path}] cannot be opened: {error.strerror}.") from error
    if not start:
        raise BadInput(f"[{path.name}] is empty; ask for it again.")
    return start


def damaged(path: Path, what: str) -> BadInput:
    return BadInput(f"[{path.name}] cannot be read as {what}: it is cut short or damaged; ask for it again.")


def _parquet_columns(path: Path) -> tuple[str, ...]:
    try:
        rows = duckdb.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)]).description
    except duckdb.Error as error:
        raise damaged(path, "Parquet") from error
    return tuple(str(column[0]) for column in rows or ())


@contextmanager
def _opened(path: Path, gzipped: bool) -> Iterator[BinaryIO]:
    try:
        with gzip.open(path, "rb") if gzipped else path.open("rb") as file:
            yield cast(BinaryIO, file)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise damaged(path, "gzip") from error


def _encoding(path: Path, gzipped: bool) -> str:
    """`utf-8`, or `latin-1` where the bytes are not UTF-8: it maps every byte, so nothing is lost."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    with _opened(path, gzipped) as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise BadInput(f"[{path.name}] is no text file; give a CSV or Parquet file.")
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
    return "utf-8" if is_utf8 and _decodes(decoder, b"", final=True) else "latin-1"


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _header(path: Path, gzipped: bool, encoding: str) -> tuple[str, tuple[str, ...]]:
    with _opened(path, gzipped) as file:
        line = file.readline(_LONGEST_HEADER)
    text = line.decode("utf-8-sig" if encoding == "utf-8" else encoding).removeprefix("ï»¿")
    separator = max(_SEPARATORS, key=text.count)
    names = tuple(name.strip() for name in next(csv.reader(io.StringIO(text), delimiter=separator), []))
    if not any(names):
        raise BadInput(f"[{path.name}] has no line of column names; ask for it again.")
    _refuse_doubles(path, names)
    return separator, tuple(name or f"unnamed_{position}" for position, name in enumerate(names, 1))


def _refuse_doubles(path: Path, names: tuple[str, ...]) -> None:
    twice = [name for name, count in Counter(name.casefold() for name in names if name).items() if count > 1]
    if twice:
        faults = [Fault(name, "there is more than one such column") for name in twice]
        raise BadInput(f"[{path.name}] names columns twice; rename them.", faults)
