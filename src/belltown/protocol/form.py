"""Reading a table key by key. Each fault is noted with its line; the reading goes on, so that all are found at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from belltown.errors import BadPack, Fault
from belltown.protocol.located import Listing, Node, Scalar, Table

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST_STRANGERS = 20
MOST_FAULTS = 200


class Faults:
    """What was found wrong in one file, in order."""

    def __init__(self, name: str, found: Iterable[Fault] = ()) -> None:
        self.name = name
        self.found = list(found)

    def note(self, where: Node | int, reason: str) -> None:
        """Raises BadPack once there are MOST_FAULTS: a file so wrong is hardly a pack at all."""
        line = where if isinstance(where, int) else where.line
        self.found.append(Fault(f"{self.name}:{line}", reason))
        if len(self.found) >= MOST_FAULTS:
            raise BadPack(f"The pack [{self.name}] has {MOST_FAULTS} faults or more; is it the right file?", self.found)

    def note_twins(self, nodes: Sequence[Node], words: Sequence[str], key: str) -> None:
        """Notes each word that stands in the list again. An empty word is a fault already noted."""
        seen: set[str] = set()
        for node, word in zip(nodes, words, strict=True):
            if word and word in seen:
                self.note(node, f"[{key}] lists {shown(word)} twice")
            seen.add(word)

    def attempt(self, where: Node | int, make: Callable[[], T]) -> T | None:
        """What `make` returns, or None with its ValueError noted as a fault."""
        try:
            return make()
        except ValueError as error:
            self.note(where, str(error))
            return None


def shown(text: str) -> str:
    """The text in brackets, cut where it is too long to read."""
    return f"[{text}]" if len(text) <= 80 else f"[{text[:77]}...]"


def meant(word: str, known: Iterable[str]) -> str:
    """A closing half-sentence: the known word that was probably meant, else the words there are."""
    words = [str(one) for one in known]
    close = get_close_matches(word[:80], words, n=1, cutoff=0.6)
    if close:
        return f"did you mean [{close[0]}]?"
    if not words:
        return "none is declared here"
    listed = ", ".join(words[:12]) + (", ..." if len(words) > 12 else "")
    return f"write one of: {listed}"


class Form:
    """A table whose keys are known. `what` names it in sentences."""

    def __init__(self, node: Node, faults: Faults, what: str, keys: Sequence[str]) -> None:
        self.faults, self.what, self.node = faults, what, node
        self.table = node if isinstance(node, Table) else None
        self._before = len(faults.found)
        if self.table is None:
            self.note(f"{what} must be a table of keys ({', '.join(keys)})")
        else:
            self._refuse_strangers(self.table, keys)

    def _refuse_strangers(self, table: Table, keys: Sequence[str]) -> None:
        strangers = [key for key in table.entries if key not in keys]
        for key in strangers[:MOST_STRANGERS]:
            self.faults.note(table.lines[key], f"{self.what} has no key {shown(key)}; {meant(key, keys)}")
        if len(strangers) > MOST_STRANGERS:
            self.note(f"{self.what} has {len(strangers) - MOST_STRANGERS} more unknown keys; is this the right file?")

    @property
    def sound(self) -> bool:
        """Nothing was found wrong since this form was opened."""
        return len(self.faults.found) == self._before

    def note(self, reason: str, where: Node | None = None) -> None:
        self.faults.note(where or self.node, reason)

    def has(self, key: str) -> bool:
        return self.table is not None and key in self.table.entries

    def node_at(self, key: str, *, required: bool = True) -> Node | None:
        if self.table is None:
            return None
        if key not in self.table.entries and required:
            self.note(f"{self.what} needs the key [{key}]")
        return self.table.entries.get(key)

    def text(self, key: str, *, required: bool = True) -> str:
        """The text as written; "" when absent or faulty."""
        node = self.node_at(key, required=required)
        return self.text_of(node, key) if node else ""

    def text_of(self, node: Node, key: str) -> str:
        if not isinstance(node, Scalar) or node.value is None or not node.text.strip():
            self.note(
                f"[{key}] must be text, and is {'empty' if isinstance(node, Scalar) else 'a list or table'}", node
            )
            return ""
        return node.text.strip()

    def name(self, key: str) -> str:
        """A short lower-case name, fit for ids and file names."""
        node = self.node_at(key)
        return self.name_of(node, key) if node else ""

    def name_of(self, node: Node, key: str) -> str:
        text = self.text_of(node, key)
        if text and not _NAME.fullmatch(text):
            rule = "at most 64 lower-case letters, digits, - or _, beginning with a letter or digit"
            self.note(f"[{key}] is {shown(text)}; it must be {rule}", node)
            return ""
        return text

    def flag(self, key: str, default: bool | None = None) -> bool:
        node = self.node_at(key, required=default is None)
        if node is None:
            return bool(default)
        value = node.value if isinstance(node, Scalar) else None
        if not isinstance(value, bool):
            self.note(f"[{key}] must be true or false", node)
        return value is True

    def whole(self, key: str) -> int:
        """A whole number, zero or more, of at most six digits; 0 when absent or faulty."""
        node = self.node_at(key, required=False)
        value = node.value if isinstance(node, Scalar) else None
        if node is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1_000_000:
            self.note(f"[{key}] must be a whole number from 0 to 999999", node)
            return 0
        return value

    def day(self, key: str, *, first_year: int = FIRST_YEAR) -> date | None:
        node = self.node_at(key)
        return self.day_of(node, key, first_year=first_year) if node else None

    def day_of(self, node: Node, key: str, *, first_year: int = FIRST_YEAR) -> date | None:
        text = self.text_of(node, key)
        if not text:
            return None
        if not _DATE.fullmatch(text):
            self.note(f"[{key}] is {shown(text)}; it must be a date such as 2011-10-01", node)
            return None
        return self._real_day(node, key, text, first_year)

    def _real_day(self, node: Node, key: str, text: str, first_year: int) -> date | None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self.note(f"[{key}] is [{text}], and there is no such day in the calendar", node)
            return None
        if not first_year <= day.year <= LAST_YEAR:
            self.note(f"[{key}] is [{text}]; the year must lie between {first_year} and {LAST_YEAR}", node)
            return None
        return day

    def items(self, key: str, *, required: bool = True, empty: bool = False) -> tuple[Node, ...]:
        """The nodes of a list. An empty list is a fault unless `empty`."""
        node = self.node_at(key, required=required)
        if node is None:
            return ()
        if not isinstance(node, Listing):
            self.note(f"[{key}] must be a list", node)
            return ()
        if not node.items and not empty:
            self.note(f"[{key}] is an empty list; name at least one, or leave the key out if it may be left out", node)
        return node.items

    def texts(self, key: str, *, required: bool = True, empty: bool = False) -> tuple[str, ...]:
        nodes = self.items(key, required=required, empty=empty)
        found = tuple(self.text_of(node, key) for node in nodes)
        self.faults.note_twins(nodes, found, key)
        return tuple(text for text in found if text)

    def one_of(self, key: str, kind: type[E], default: E | None = None) -> E | None:
        node = self.node_at(key, required=default is None)
        return self._member(node, key, kind) if node else default

    def _member(self, node: Node, key: str, kind: type[E]) -> E | None:
        text = self.text_of(node, key)
        if text and text not in list(kind):
            self.note(f"[{key}] cannot be {shown(text)}; {meant(text, kind)}", node)
        return kind(text) if text in list(kind) else None

    def many_of(self, key: str, kind: type[E], *, required: bool = True, empty: bool = False) -> tuple[E, ...]:
        nodes = self.items(key, required=required, empty=empty)
        found = [self._member(node, key, kind) for node in nodes]
        self.faults.note_twins(nodes, [str(member or "") for member in found], key)
        return tuple(dict.fromkeys(member for member in found if member is not None))

    def known(self, key: str, known: dict[str, T], what: str) -> T | None:
        """The thing of that id among those declared; a fault with a suggestion otherwise."""
        node = self.node_at(key)
        text = self.text_of(node, key) if node else ""
        if node is None or not text:
            return None
        if text not in known:
            self.note(f"there is no {what} {shown(text)}; {meant(text, known)}", node)
        return known.get(text)

    def rows(self, key: str, *, required: bool = True, empty: bool = False) -> dict[str, Node]:
        """A table of named things as a dict of nodes; each name is checked."""
        node = self.node_at(key, required=required)
        if node is None:
            return {}
        if not isinstance(node, Table):
            self.note(f"[{key}] must be a table of names", node)
            return {}
        if not node.entries and not empty:
            self.note(f"[{key}] is empty; name at least one", node)
        return node.entries
