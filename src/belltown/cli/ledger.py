"""belltown ledger: prove that nothing was changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from belltown.cli.output import AsJson, console, print_json, print_lines
from belltown.cli.site import become_the_site
from belltown.errors import BadInput, Fault

if TYPE_CHECKING:
    from belltown.ledger.chain import Head, Verified

group = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="Prove that the record was not changed.")


@group.command()
def verify(
    file: Annotated[Path | None, typer.Argument(help="An exported ledger (JSON lines); - for standard input.")] = None,
    head: Annotated[
        list[str] | None,
        typer.Option("--head", metavar="CHAIN:NUMBER:DIGEST", help="A head as printed in the council's minutes."),
    ] = None,
    site: Annotated[bool, typer.Option("--site", help="Verify this site's own database instead of a file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Verify a ledger. The first line that was changed, moved, repeated or is missing is named; the exit code is 7.

    Entries after the last checkpoint can be cut off unseen, unless a printed head is given with --head.

    \b
    Examples:
      belltown ledger verify ledger.jsonl
      belltown ledger verify ledger.jsonl --head main:1204:5fec...57e9
      belltown ledger verify --site
    """
    if site == (file is not None):
        raise BadInput("Say what to verify: the file of an exported ledger, or --site for this site's database.")
    if file is None:
        _verify_the_site(head or [], as_json)
        return
    report = _verify_the_file(file, _heads(head or []), quiet=as_json)
    if as_json:
        print_json(report.as_json())
    else:
        print_lines(_lines(report))


@group.command()
def export(file: Annotated[Path, typer.Argument(help="The file to make; it must not be there yet.")]) -> None:
    """Write this site's ledger to a file that anybody can verify without the site.

    \b
    Example:
      belltown ledger export ledger.jsonl
    """
    become_the_site("ledger_export", str(file))


def _verify_the_site(heads: list[str], as_json: bool) -> None:
    become_the_site("ledger_verify", *(f"--head={head}" for head in heads), *(["--json"] if as_json else []))


def _verify_the_file(file: Path, expected: list[Head], *, quiet: bool) -> Verified:
    from belltown.ledger.chain import verify as verify_lines

    with _opened(file, quiet=quiet) as lines:
        return verify_lines(lines, expected)


@contextmanager
def _opened(file: Path, *, quiet: bool) -> Iterator[IO[bytes]]:
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    from rich.progress import wrap_file

    try:
        size, raw = file.stat().st_size, file.open("rb")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise BadInput("The ledger cannot be read.", [Fault(str(file), f"{reason}; check the path")]) from None
    progress = console(stderr=True)
    with raw, wrap_file(raw, size, description="Verifying", console=progress, transient=True,
                        disable=quiet or not progress.is_terminal) as lines:  # fmt: skip
        yield lines


def _heads(given: list[str]) -> list[Head]:
    read = [(text, _head(text)) for text in given]
    wrong = [
        Fault(text[:80], "must be CHAIN:NUMBER:DIGEST, as printed in the minutes") for text, head in read if not head
    ]
    if wrong:
        raise BadInput("An expected head cannot be read.", wrong)
    return [head for _, head in read if head]


def _head(text: str) -> Head | None:
    from belltown.ledger.chain import Head

    chain, _, rest = text.rpartition(":")
    chain, _, number = chain.rpartition(":")
    whole = number.isascii() and number.isdigit() and len(number) < 16
    if not chain or not whole or len(rest) != 64 or set(rest) - set("0123456789abcdef"):
        return None
    return Head(chain, int(number), rest)


def _lines(report: Verified) -> list[str]:
    return [
        f"Nothing was changed. Entries: {report.entries}. Chains: {len(report.heads)}. "
        f"Checkpoints: {report.checkpoints}. Entries under no checkpoint yet: {report.unsealed}.",
        *(f"  {head.chain}:{head.number}:{head.digest}" for head in report.heads),
    ]
