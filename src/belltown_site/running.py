"""What the commands do once settings are read: migrate, seed, serve, work."""

from __future__ import annotations

import argparse
import getpass
import os
import signal
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from granian.constants import Interfaces
from granian.server import Server

from belltown.errors import BadInput, Fault, NotPossible
from belltown.vocabulary import Role
from belltown_site.accounts import breached, resealing
from belltown_site.accounts.models import Agency, AgencyKind, User
from belltown_site.demo import seed
from belltown_site.jobs import Sweeper
from belltown_site.jurisdiction.setting_up import set_up_site
from belltown_site.ledger import triggers
from belltown_site.records import row_security
from belltown_site.records.actions import rotation
from belltown_site.upkeep import JOBS

Options = argparse.Namespace


def migrate(_options: Options | None = None) -> int:
    """Make or update the tables, and see that the ledger's guards stand."""
    call_command("migrate", interactive=False, verbosity=0)
    triggers.install(connection)
    return 0


def demo(options: Options) -> int:
    """The invented county on localhost. Starting it again keeps what was done in it."""
    check_port_is_free("127.0.0.1", options.port)
    migrate()
    seed(timezone.now())
    here = f"http://localhost:{options.port}"
    _say(
        f"Belltown's invented county is ready. Open {here} and choose whom to be:",
        "  Ofelia, officer        starts an encounter and asks for a warm handoff",
        "  Dee, outreach worker   is rung, accepts and arrives",
        "  Pru, prosecutor        watches the filing hold and records the decision",
        "  Pat, participant       sees who has looked, asks a question, and stops sharing",
        f"Everything in it is invented. It is kept in {settings.DEMO_HOME}; delete that folder to begin anew.",
        "Press Ctrl-C to stop.",
    )
    return _serve("127.0.0.1", options.port, with_worker=True)


def serve(options: Options) -> int:
    """The site on one port. SQLite needs exactly one such process; PostgreSQL may have several."""
    check_row_security()
    check_breached_passwords()
    _say(f"Belltown listens on {options.host}:{options.port}. Press Ctrl-C to stop.")
    return _serve(options.host, options.port, with_worker=not options.no_worker)


def worker(_options: Options) -> int:
    """The worker alone, until it is told to stop."""
    check_row_security()
    sweeper = Sweeper(JOBS)
    sweeper.start()
    _say("The worker runs. Press Ctrl-C to stop.")
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    sweeper.stop()
    return 0


def setup(options: Options) -> int:
    """A real site: its pack's areas and partners, one agency, one administrator, who signs in and does the rest."""
    check_breached_passwords()
    migrate()
    with transaction.atomic():
        set_up_site(options.site)
        agency, _ = Agency.objects.get_or_create(
            name=options.agency, defaults={"kind": AgencyKind.PROGRAM_OFFICE, "partner": True}
        )
        user = User(
            email=options.email.strip().lower(), name=options.name, agency=agency, role=Role.ADMINISTRATOR.value
        )
        user.set_password(_ask_password(user))
        _check(user)
        user.save()
    _say(f"The site is set up. Sign in as {user.email}.")
    return 0


def rotate_keys(_options: Options | None = None) -> int:
    """Everything sealed anew under the newest key. Raises NotPossible, naming tables, while something does not open."""
    done = rotation.rotate(_say)
    _say(f"{done.sealed} values were sealed anew and {done.indexed} people indexed anew under the newest key.")
    secrets = resealing.reseal()
    _say(f"{secrets.sealed} secrets of the sign-in were sealed anew.")
    if unopened := {**done.unopened, **secrets.unopened}:
        places = ", ".join(f"{count} in {table}" for table, count in sorted(unopened.items()))
        raise NotPossible(
            f"Values that do not open with the keys of BELLTOWN_KEYS: {places}. "
            "Put the key they were sealed with at the end of BELLTOWN_KEYS and run this again; take no key away."
        )
    _say("The older keys may be taken out of BELLTOWN_KEYS.")
    return 0


def check_row_security() -> None:
    """Raises NotPossible where the database would show one agency another's rows. The demo's people are invented."""
    fault = "" if settings.BELLTOWN_DEMO else row_security.fault_in(connection)
    if fault:
        raise NotPossible(f"Belltown does not start: {fault}")


def check_breached_passwords() -> None:
    """Raises NotPossible, with what to do, where the site names a list of breached passwords that cannot be used."""
    if settings.BELLTOWN_BREACHED_PASSWORDS:
        breached.check_quickly(Path(settings.BELLTOWN_BREACHED_PASSWORDS))


def check_port_is_free(host: str, port: int) -> None:
    """Raises NotPossible when something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise NotPossible(
                f"Belltown cannot listen on {host}:{port}: {(error.strerror or 'it is taken').lower()}. "
                f"Stop what listens there, or choose another with --port {port + 1}."
            ) from None


def _serve(host: str, port: int, *, with_worker: bool) -> int:
    check_port_is_free(host, port)
    run_checks()  # reads every address and view, so that a fault in one stops the start and not the first visitor
    _let_go_of_the_database()
    os.environ["BELLTOWN_WITH_WORKER"] = "1" if with_worker else "0"
    server = Server(
        "belltown_site.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        log_enabled=False,
        workers_kill_timeout=10,
    )
    server.serve()
    return 0


def _let_go_of_the_database() -> None:
    """The process that serves is forked: it would inherit a pool without its threads, and wait for them."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


def _ask_password(user: User) -> str:
    password = os.environ.get("BELLTOWN_FIRST_PASSWORD") or getpass.getpass("A password for the first administrator: ")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput("This password cannot be used.", [Fault("password", text) for text in error.messages]) from None
    return password


def _check(user: User) -> None:
    try:
        user.full_clean()
    except ValidationError as error:
        faults = [Fault(field, text) for field, texts in error.message_dict.items() for text in texts]
        raise BadInput("The administrator's account cannot be made.", faults) from None


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
