"""belltown docs: print docs/generated anew, or say what is stale."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from belltown.cli.output import print_lines
from belltown.errors import BadInput, Fault


def pages(folder: Path) -> dict[str, str]:
    """Every generated page by file name. What is no pack's and no table's own lies beside `folder`, as data."""
    from belltown.cli.asvs import asvs_page, read_requirements
    from belltown.cli.pages import facts_page, protocol_page
    from belltown.protocol.load import available, named
    from belltown.workflow.picture import page as states_page

    protocols = {f"protocol-{key.replace('/', '-')}.md": protocol_page(named(key)) for key in available()}
    asvs = folder.parent / "asvs.csv"
    printed = {"asvs.md": asvs_page(read_requirements(asvs))} if asvs.exists() else {}
    return {"facts.md": facts_page(), "states.md": states_page(), **protocols, **printed}


def stale(folder: Path) -> list[str]:
    """The names of pages that are missing, differ from what the data says now, or belong to nothing any more."""
    wanted = pages(folder)
    there = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.md")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def write(
    out: Annotated[Path, typer.Option(help="The folder of generated pages.")] = Path("docs/generated"),
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when a page is stale.")] = False,
) -> None:
    """Print the pages that are made from tables and packs: states, facts, protocols."""
    old = stale(out)
    if check and old:
        raise BadInput("Run script/docs and commit.", [Fault(str(out / name), "is stale") for name in old])
    if check:
        return
    out.mkdir(parents=True, exist_ok=True)
    wanted = pages(out)
    for name in old:
        if name in wanted:
            (out / name).write_text(wanted[name], encoding="utf-8")
        else:
            (out / name).unlink()
    print_lines([f"{out / name}" for name in old] or ["Every page is fresh."])
