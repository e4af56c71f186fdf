"""The command line. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line on this process's arguments, and leave with its exit code."""
    from belltown.cli.run import run

    sys.exit(run(sys.argv[1:]))
