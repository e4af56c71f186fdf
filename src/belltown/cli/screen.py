"""belltown screen: who in a file of arrests would have been eligible."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from belltown.cli.output import AsJson
from belltown.vocabulary import Pathway


def screen_command(
    file: Annotated[Path, typer.Argument(help="Arrests as CSV (.gz too) or Parquet, as a city publishes them.")],
    *,
    protocol: Annotated[str, typer.Option("--protocol", help="A protocol's key, or the path of its file.")],
    pathway: Annotated[Pathway, typer.Option("--pathway", help="The door to screen for.")] = Pathway.ARREST_DIVERSION,
    layout: Annotated[
        str | None,
        typer.Option(
            "--layout", help="seattle, new_york, chicago, los_angeles, baltimore or generic; found out when not given."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Write the counts here (.csv, .parquet or .json), small ones suppressed."),
    ] = None,
    rows: Annotated[
        Path | None,
        typer.Option(
            "--rows", help="For own use: write every arrest's answer here (.csv or .parquet). It is personal data."
        ),
    ] = None,
    history_complete_from: Annotated[
        str | None,
        typer.Option(
            "--history-complete-from",
            metavar="DATE",
            help="The file holds every conviction of its people from this date on: then not found means none since.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count who in a file of arrests would have been eligible under a protocol.

    What the file cannot tell stays unknown: the answer is a range, at least so many and at most so many. Counts from
    1 to 10 are suppressed, and whatever would give them away. Nothing is sent anywhere.

    \b
    Examples:
      belltown screen arrests.csv --protocol seattle/2011-10-01
      belltown screen arrests.csv --protocol seattle/2011-10-01 --layout seattle -o counts.csv
      belltown screen ours.parquet --protocol ours.yaml --rows answers.parquet
    """
    from belltown.cli.screening import Request, screen_file

    request = Request(file, protocol, pathway, layout, out, rows, history_complete_from)
    screen_file(request, as_json=as_json)
