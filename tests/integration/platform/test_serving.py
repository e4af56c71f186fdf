"""The server's pages are answered by a process forked from the one that started: it must inherit no connection."""

import os
import subprocess
import sys

FORKED = """
import argparse
import django
django.setup()
from django.db import connection
from belltown_site import running

running.check_row_security = connection.ensure_connection
pools = getattr(connection, "_connection_pools", {})
running.Server = lambda *_, **__: argparse.Namespace(serve=lambda: print(connection.connection, dict(pools)))
running.serve(argparse.Namespace(host="127.0.0.1", port=0, no_worker=True))
"""


def test_what_was_asked_before_the_start_leaves_no_connection_behind():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORKED],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "None {}"
