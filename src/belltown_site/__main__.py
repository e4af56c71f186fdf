"""`python -m belltown_site COMMAND`: run the site, set it up, look after it.

  demo [--port N]                 the invented county on this computer, ready to click through
  serve [--host H] [--port N]     the site, with its worker beside it (--no-worker: without)
  worker                          the worker alone
  setup --site KEY --email E --name N --agency A    a real site from a jurisdiction pack, and its first administrator
  keys                            print fresh secrets for a new installation
  rotate-keys                     seal what is stored anew under the newest of BELLTOWN_KEYS
  migrate                         make or update the database's tables
  agency-sign-in add|test|off|on|remove --agency A    let an agency sign its people in at its own identity provider
  check-breached-file FILE        read a whole list of breached passwords and say whether it can be used
  ledger_verify, ledger_checkpoint, ledger_export FILE
  directory-import PATH [--dry-run] [--faults FILE.csv] [--source NAME]    services from HSDS: JSON, CSV folder or zip
  directory-export PATH           the whole directory as HSDS: .json, .zip or a folder
Anything else is Django's own: check, shell, dbshell, clearsessions ...
"""

from __future__ import annotations

import argparse
import os
import sys

from belltown.errors import BelltownError, exit_code_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belltown_site.settings")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the process exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(words)
    except BelltownError as error:
        sys.stderr.write(f"{error}\n")
        return exit_code_of(error)
    except KeyboardInterrupt:
        return 130


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        sys.stdout.write(__doc__ or "")
        return 0
    if words[0] == "keys":
        return _print_keys()
    if words[0] in ("demo", "serve", "worker", "setup", "migrate", "rotate-keys"):
        return _own(words)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["belltown_site", words[0].replace("-", "_"), *words[1:]])
    return 0


def _print_keys() -> int:
    from belltown_site.environment import new_keys

    sys.stdout.write("# Keep these apart from the database and its backups: without them nobody's name can be read.\n")
    sys.stdout.writelines(f"{name}={value}\n" for name, value in new_keys().items())
    return 0


def _own(words: list[str]) -> int:
    options = parser().parse_args(words)
    if options.command == "demo":
        os.environ["BELLTOWN_DEMO"] = "1"
    import django

    django.setup()
    from belltown_site import running

    return int(getattr(running, options.command.replace("-", "_"))(options))


def parser() -> argparse.ArgumentParser:
    """The commands that are Belltown's own."""
    whole = argparse.ArgumentParser(prog="python -m belltown_site", description=(__doc__ or "").partition("\n")[0])
    commands = whole.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="the invented county on this computer")
    serve = commands.add_parser("serve", help="the site")
    for one in (demo, serve):
        one.add_argument("--port", type=_port, default=8000)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--no-worker", action="store_true", help="run the worker elsewhere")
    commands.add_parser("worker", help="the worker alone")
    commands.add_parser("rotate-keys", help="seal what is stored anew under the newest key")
    commands.add_parser("migrate", help="make or update the database's tables")
    setup = commands.add_parser("setup", help="a real site and its first administrator")
    for name in ("--site", "--email", "--name", "--agency"):
        setup.add_argument(name, required=True)
    return whole


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"[{text}] is no port; write a number from 1 to 65535")


if __name__ == "__main__":
    sys.exit(main())
