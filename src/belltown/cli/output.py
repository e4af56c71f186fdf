"""What every command prints: plain lines for people, or one JSON value for machines. Faults go to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of text for people.")]


def print_json(data: Any) -> None:
    """One JSON value, keys in the order given, so that its shape stays what the tests say."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def console(*, stderr: bool = False) -> Console:
    """A console that wraps in a terminal, and leaves lines whole in a file or pipe."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    made.soft_wrap = not made.is_terminal
    return made


def print_lines(lines: Iterable[str], style: str | None = None) -> None:
    """Lines for people, in a style where the terminal knows one."""
    out = console()
    for line in lines:
        out.print(line, style=style)


def print_markdown(text: str) -> None:
    """Laid out in a terminal; as written in a file or pipe."""
    out = console()
    if not out.is_terminal:
        sys.stdout.write(text)
        return
    from rich.markdown import Markdown

    out.print(Markdown(text))
