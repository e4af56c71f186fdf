"""Work done apart: in a child process that holds no key, opens no file for writing and has little time and memory.

For bytes that strangers sent, and for whatever might not come to an end. The child is told its bytes on standard input
and answers on standard output; nothing of them touches a disk.
"""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
from threading import BoundedSemaphore

AT_ONCE = 2
MEMORY = 1536 * 1024 * 1024
REFUSED = 3
"""The exit status of a child that refuses, with one word on its standard output that says why."""

_room = BoundedSemaphore(AT_ONCE)
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}  # neither keys nor the database's address


class TookTooLong(RuntimeError):
    """The child was ended because its time was over, or no child could be started in that time."""


class Failed(RuntimeError):
    """The child broke. What it said is not kept: it may hold what somebody sent."""


class Refused(RuntimeError):
    """The child refuses; its text is the word that says why."""


def apart(module: str, sent: bytes, *, seconds: float) -> bytes:
    """What `python -m module` answers to these bytes. Raises TookTooLong, Refused, Failed."""
    if not _room.acquire(timeout=seconds):
        raise TookTooLong(module)
    try:
        done = subprocess.run(  # a module's name from our own code, and no shell
            [sys.executable, "-I", "-m", module],
            input=sent, capture_output=True, timeout=seconds, env=_ENVIRONMENT, cwd="/", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise TookTooLong(module) from None
    finally:
        _room.release()
    if done.returncode == REFUSED:
        raise Refused(done.stdout.decode("ascii", "replace"))
    if done.returncode:
        raise Failed(f"{module} ended with {done.returncode}")
    return done.stdout


def in_the_child(seconds: int) -> None:
    """To be called first by the child: from here on it cannot write a file, dump its memory or work for long."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in limits.items():
        with contextlib.suppress(ValueError, OSError):  # a system that knows no such limit still has the parent's clock
            resource.setrlimit(which, (most, most))


def refuse(why: str) -> None:
    """To be called by the child: ends it with the word that says why."""
    sys.stdout.write(why)
    sys.stdout.flush()
    os._exit(REFUSED)
