"""Which desks a person may open, for the bar at the top of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from belltown_site.accounts.roles import Permission

DESKS: tuple[tuple[str, str, Permission | None], ...] = (
    ("Home", "home:home", None),
    ("Field desk", "field:start", Permission.SCREEN),
    ("Dispatch", "dispatch:board", Permission.WATCH_DISPATCH),
    ("People", "people:people", Permission.SEE_PEOPLE),
    ("Intakes", "care:intakes", Permission.CONFIRM_INTAKE),
    ("Services", "directory:needs", Permission.FIND_SERVICES),
    ("Filing holds", "legal:holds", Permission.SEE_HOLDS),
    ("Referrals", "community:queue", Permission.TRIAGE_REFERRALS),
    ("Accounts", "office:accounts", Permission.MANAGE_ACCOUNTS),
    ("Weekly review", "office:weeks", Permission.REVIEW_LOOKS),
)
"""Label, address name, and the permission that opens it (None: everybody who is signed in)."""


@dataclass(frozen=True, slots=True)
class Link:
    """One desk in the bar. `here` when the page belongs to it, `exact` when it is the desk's own first page."""

    label: str
    url: str
    here: bool
    exact: bool


def address(name: str, *args: Any) -> str:
    """The address a page's name stands for; empty where the site does not carry that desk."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def links_for(user: Any, path: str) -> tuple[Link, ...]:
    """The desks open to `user`, marking the one `path` belongs to. None for a visitor; no lone link to itself."""
    if not getattr(user, "is_authenticated", False):
        return ()
    open_to = [(label, address(name)) for label, name, needed in DESKS if needed is None or user.may(needed)]
    links = tuple(Link(label, url, path.startswith(url), path == url) for label, url in open_to if url)
    return links if len(links) > 1 or not path.startswith(address("home:home") or "/") else ()
