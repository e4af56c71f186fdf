"""The tree of commands. Each group is its own file."""

from __future__ import annotations

from typing import Annotated

import typer

from belltown.cli import documents, ledger, protocol, screen, site

app = typer.Typer(
    name="belltown",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog="Exit codes: 0 done, 2 wrong input or usage, 3 a faulty protocol, 4 a file of the wrong layout, "
    "7 a ledger that was tampered with, 8 not found, 70 a fault in Belltown, 130 stopped with Ctrl-C.",
)
app.add_typer(protocol.group, name="protocol")
app.add_typer(ledger.group, name="ledger")
app.command("screen")(screen.screen_command)
app.command("demo")(site.demo)
app.command("serve")(site.serve)
app.command("docs", hidden=True)(documents.write)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"belltown {version('belltown')}")
        raise typer.Exit


@app.callback()
def belltown(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Police-assisted diversion: read its rules, see what they would have done, run it, prove it.

    \b
    Begin here:
      belltown demo                                an invented county, to click
      belltown protocol list                       the protocols that come along
      belltown protocol show seattle/2011-10-01    one of them, for people
      belltown protocol decide --help              and read for one encounter
    """
