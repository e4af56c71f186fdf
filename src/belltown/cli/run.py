"""One run of the command line: every ending has an exit code and a sentence, never a stack trace."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

from typer.main import get_command

from belltown.cli.app import app
from belltown.errors import BadInput, BelltownError, exit_code_of

DEBUG = "BELLTOWN_DEBUG"


def run(arguments: Sequence[str]) -> int:
    """The exit code: 0 when done, 2 for wrong usage, an error's own, 130 after Ctrl-C, 70 for a fault in Belltown."""
    _never_fail_on_a_letter()
    try:
        get_command(app).main(list(arguments), prog_name="belltown")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except KeyboardInterrupt as stop:
        return exit_code_of(stop)
    except BelltownError as error:
        _tell(error, str(error), arguments)
        return error.exit_code
    except Exception as error:
        return _unexpected(error, arguments)
    return 0


def _never_fail_on_a_letter() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _unexpected(error: Exception, arguments: Sequence[str]) -> int:
    if os.environ.get(DEBUG) == "1":
        traceback.print_exc()
    sentence = (
        f"Belltown met a fault of its own ({type(error).__name__}); nothing you did is at fault. "
        f"Please report it with the command you ran and what it prints when {DEBUG}=1 is set."
    )
    _tell(error, sentence, arguments)
    return exit_code_of(error)


def _tell(error: Exception, sentence: str, arguments: Sequence[str]) -> None:
    if "--json" in arguments:
        sys.stderr.write(json.dumps({"error": _shape(error, sentence)}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(sentence + "\n")


def _shape(error: Exception, sentence: str) -> dict[str, Any]:
    bad = error if isinstance(error, BadInput) else None
    return {
        "kind": _kind(error),
        "message": bad.summary if bad else sentence,
        "faults": [{"place": fault.place, "reason": fault.reason} for fault in (bad.faults if bad else ())],
        "exit_code": exit_code_of(error),
    }


def _kind(error: Exception) -> str:
    """The name of the public error: a subclass is told by the error of `belltown.errors` that it is."""
    public = (kind.__name__ for kind in type(error).__mro__ if kind.__module__ == BelltownError.__module__)
    return next(public, type(error).__name__)
