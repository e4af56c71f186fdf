"""What a first page consists of, whoever it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from belltown_site.accounts.models import User
from belltown_site.records.sheets import HoldLine
from belltown_site.web.components import Table, Waiting
from belltown_site.web.menu import address


@dataclass(frozen=True, slots=True)
class Action:
    """A button: what it does and where it leads."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """A first page.

    `nothing` is said when nothing waits; `facts` are plain sentences worth knowing before acting.

    `watches` are the live topics that make the page look again at what waits. `shared` are the sheets whose notice it
    carries.
    """

    nothing: str
    waiting: tuple[Waiting, ...] = ()
    action: Action | None = None
    also: tuple[Action, ...] = ()
    facts: tuple[str, ...] = ()
    recent_title: str = ""
    recent: tuple[Waiting, ...] = ()
    tables: tuple[Table, ...] = ()
    tables_title: str = ""
    tables_note: str = ""
    watches: tuple[str, ...] = ()
    shared: tuple[HoldLine, ...] = ()


Builder = Callable[[User, datetime], HomePage]


def action(label: str, name: str) -> Action | None:
    """The button, where this site carries the page it leads to."""
    url = address(name)
    return Action(label, url) if url else None


def actions(*pairs: tuple[str, str]) -> tuple[Action, ...]:
    """The buttons whose pages this site carries."""
    return tuple(found for label, name in pairs if (found := action(label, name)))
