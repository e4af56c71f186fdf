"""belltown demo and serve: the site. The library does not know the site, so this process becomes it."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")]
Host = Annotated[str, typer.Option("--host", help="The address to listen on. The default is this machine alone.")]


def demo(port: Port = 8000) -> None:
    """Make an invented county with every role's account, and serve it on this machine alone. Ctrl-C stops it.

    \b
    Examples:
      belltown demo
      belltown demo --port 8080
    """
    become_the_site("demo", f"--port={port}")


def serve(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Serve the site that the BELLTOWN_ variables describe. A missing variable says how to set it.

    \b
    Example:
      BELLTOWN_DATABASE_URL=postgresql://... BELLTOWN_SECRET_KEY=... belltown serve --port 8000
    """
    become_the_site("serve", f"--port={port}", f"--host={host}")


def become_the_site(*arguments: str) -> None:
    """Replace this process by `python -m belltown_site ...`. Ctrl-C, signals and the exit code are then the site's own.

    Does not return.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "belltown_site", *arguments])
