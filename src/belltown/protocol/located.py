"""YAML as values that know their line, read by the YAML 1.2 core rules. Nothing is ever constructed from a tag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import yaml

from belltown.errors import Fault

DEEPEST = 30
LONGEST = 10_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOOLEANS = {"true": True, "false": False}
_NOTHING = {"", "~", "null"}

Plain = None | bool | int | float | str | date


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written. `text` is what stands there; `quoted` says it can only be text."""

    line: int
    text: str
    quoted: bool = False

    @property
    def value(self) -> Plain:
        """The value by the core rules; only true and false are booleans, and an impossible date stays text."""
        if self.quoted:
            return self.text
        if self.text in _NOTHING:
            return None
        return _BOOLEANS[self.text] if self.text in _BOOLEANS else _number_or_date(self.text)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, in order."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Keys with values. `lines` holds the line of each key."""

    line: int
    entries: dict[str, Node]
    lines: dict[str, int]


Node = Scalar | Listing | Table


class Unreadable(Exception):
    """The text is no YAML that can be read on; the fault says where and why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def read(text: str, name: str) -> tuple[Node, list[Fault]]:
    """The document as a tree, and the faults that left it readable. Raises Unreadable at the first that did not."""
    reader = _Reader(text, name)
    try:
        return reader.document(), reader.faults
    except yaml.YAMLError as error:
        raise Unreadable(_syntax_fault(error, name, text)) from None


def plant(value: object) -> Node:
    """Plain data (as JSON gives it) as a tree whose lines are all 1."""
    match value:
        case dict():
            return Table(1, {str(key): plant(part) for key, part in value.items()}, dict.fromkeys(map(str, value), 1))
        case list() | tuple():
            return Listing(1, tuple(plant(part) for part in value))
        case str():
            return Scalar(1, value, quoted=True)
        case None | bool():
            return Scalar(1, {None: "null", True: "true", False: "false"}[value])
        case _:
            return Scalar(1, str(value))


def plain(node: Node) -> object:
    """The tree as plain data, dates as ISO text; comments, layout and lines are gone."""
    match node:
        case Table(entries=entries):
            return {key: plain(part) for key, part in entries.items()}
        case Listing(items=items):
            return [plain(part) for part in items]
        case Scalar():
            value = node.value
            return value.isoformat() if isinstance(value, date) else value


def _number_or_date(text: str) -> Plain:
    if _WHOLE.fullmatch(text):
        return int(text)
    if len(text) < 40 and _FLOAT.fullmatch(text):
        return float(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _syntax_fault(error: yaml.YAMLError, name: str, text: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        return Fault(f"{name}:{line}", "holds a character that no YAML file may hold; remove it")
    problem = getattr(error, "problem", None) or "is no YAML"
    return Fault(f"{name}:{mark.line + 1}", f"cannot be read as YAML ({problem}); check the indentation and the quotes")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Reader:
    """Builds the tree from the parser's events, so that nothing deep or repeated is ever unfolded."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)

    def document(self) -> Node:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise Unreadable(Fault(f"{self.name}:1", "is empty; write the keys of a pack into it"))
        node = self._node(self._next(), 0)
        self._next()
        if not isinstance(after := self._next(), yaml.StreamEndEvent):
            raise Unreadable(self._fault(after, "starts a second document; keep one document to a file"))
        return node

    def _next(self) -> yaml.Event:
        return next(self._events)

    def _fault(self, event: yaml.Event, reason: str) -> Fault:
        return Fault(f"{self.name}:{_line(event)}", reason)

    def _note(self, event: yaml.Event, reason: str) -> None:
        self.faults.append(self._fault(event, reason))

    def _node(self, event: yaml.Event, depth: int) -> Node:
        self._refuse_cleverness(event)
        if depth > DEEPEST:
            raise Unreadable(self._fault(event, f"is nested more than {DEEPEST} deep; write it more simply"))
        line = _line(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(line, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(line, tuple(self._items(depth)))
        return self._scalar(event, line)

    def _refuse_cleverness(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._note(event, "uses a YAML anchor or alias (& or *); write the value out where it is meant")
        if tag := getattr(event, "tag", None):
            self._note(event, f"uses the YAML tag [{tag[:40]}]; write the plain value without a tag")

    def _scalar(self, event: yaml.Event, line: int) -> Scalar:
        text = getattr(event, "value", "")
        if len(text) > LONGEST:
            self._note(event, f"is {len(text)} characters long; {LONGEST} is the most a value or a key may have")
            text = text[:LONGEST]
        return Scalar(line, text, quoted=bool(getattr(event, "style", None) in ("'", '"', "|", ">")))

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _table(self, line: int, depth: int) -> Table:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(self._next(), depth + 1)
            self._keep(event, key, value, entries, lines)
        return Table(line, entries, lines)

    def _keep(self, event: yaml.Event, key: Node, value: Node, entries: dict[str, Node], lines: dict[str, int]) -> None:
        if not isinstance(key, Scalar):
            self._note(event, "uses a list or a table as a key; a key must be a word")
        elif key.text in entries:
            self._note(event, f"gives the key [{key.text[:80]}] again (first on line {lines[key.text]}); keep one")
        else:
            entries[key.text], lines[key.text] = value, key.line
