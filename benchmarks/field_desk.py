"""How long the field desk lets an officer wait, with 50 of them at once, and how many taps the common case takes.

    python benchmarks/field_desk.py [--seconds 40] [--users 50] [--servers 2] [--think 7.5]

A private PostgreSQL with fsync on; the site as `python -m belltown_site serve`, one process a core, each on a free port
of localhost with its share of the officers; and this process as all the browsers: a kept connection and an account for
each, `--think` seconds between two requests: by default those of the common case, 12 taps in 90 seconds. The officers
begin one after the other over the length of a case, so that at any moment every step is under way, and only then the
clock starts. Every call ends as it does in the street: the case manager comes, and the officer is free.
Sessions are made beforehand, so that hashing passwords is no part of the load. Servers, database and load share this
computer, so the servers' own processor time is told as well.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
FLOOR_MS = 150
THINK_S = 7.5  # 90 seconds and 12 taps
THOUGHTS = 20  # in one case with its call, sergeant and case manager
ROOM = 10_000  # nobody closes a case while the load runs, and the protocol asks for room
LIVE = {"HX-Request": "true"}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_LISTED = re.compile(r'name="listed" value="([^"]+)"')
_DECIDE = re.compile(r'action="(/field/encounter/[0-9a-f-]+/approval/[0-9a-f-]+/)"')
_CALL = re.compile(r'name="handoff" value="([^"]+)"')
Figures = dict[str, list[tuple[float, float]]]


def environment(url: str) -> dict[str, str]:
    """The settings that the server and the seeding need."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "belltown_site.settings",
        "BELLTOWN_DATABASE_URL": url,
        "BELLTOWN_SECRET_KEY": "a benchmark has no secrets 0123456789",
        "BELLTOWN_KEYS": base64.b64encode(bytes(range(32))).decode(),
        "BELLTOWN_INSECURE_LOCALHOST": "1",
        "BELLTOWN_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    }


def seed(users: int) -> None:
    """In a child: the invented county with `users` officers; prints their session keys and the others'."""
    import django

    django.setup()
    from django.utils import timezone

    from belltown_site.accounts.demo import make_agency, make_cast
    from belltown_site.accounts.models import User
    from belltown_site.demo import SITE, fill_roster
    from belltown_site.jurisdiction.models import SitePreferences
    from belltown_site.jurisdiction.setting_up import publish_packaged, set_up_site

    set_up_site(SITE)
    SitePreferences.objects.update(caseload_ceiling=ROOM)
    cast, now, police = make_cast(), timezone.now(), make_agency("police")
    publish_packaged(SITE, publisher=cast["pam"], activator=cast["pam"], now=now)
    fill_roster(cast, now)
    officers = [
        User.objects.create_user(f"officer{n}@bench.example", name=f"Officer {n}", agency=police, role="officer")
        for n in range(users)
    ]
    made = {
        "officers": [session_of(one) for one in officers],
        "sol": session_of(cast["sol"]),
        "dee": session_of(cast["dee"]),
    }
    print(json.dumps({**made, "ofelia": session_of(cast["ofelia"])}))


def session_of(user: object) -> str:
    """The key of a session in which both factors were proved just now."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import RequestFactory
    from django.utils import timezone

    from belltown_site.accounts import sessions

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)  # type: ignore[attr-defined]
    store[BACKEND_SESSION_KEY] = "belltown_site.accounts.sign_in.EmailBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()  # type: ignore[attr-defined]
    store.save()
    request = RequestFactory().get("/")
    request.session = store
    sessions.mark(request, user, timezone.now())  # type: ignore[arg-type]
    store.save()
    return str(store.session_key)


class ShiftOver(Exception):
    """The load's time is up, in the middle of whatever anybody is doing."""


@dataclass
class Browser:
    """One person's browser: one kept connection, its cookies, and how long every answer took."""

    port: int
    session: str = ""
    think: float = 0.0
    ends: float = float("inf")
    figures: Figures = field(default_factory=lambda: defaultdict(list))
    page: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        self.cookies = {"belltown_session": self.session} if self.session else {}
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, name: str, path: str) -> str:
        """Open a page and follow where it leads; returns the address it ended at."""
        return self._send(name, "GET", path, {}, {})

    def post(self, name: str, path: str, said: dict[str, object], *, live: bool = False) -> str:
        """Send a form with this session's token."""
        return self._send(name, "POST", path, {"csrfmiddlewaretoken": self.token, **said}, LIVE if live else {})

    def _send(self, name: str, method: str, path: str, said: dict[str, object], headers: dict[str, str]) -> str:
        time.sleep(self.think)
        if time.perf_counter() > self.ends:
            raise ShiftOver
        body = urlencode(said, doseq=True) if method == "POST" else None
        every = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()), **headers}
        if body:
            every["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        answer = self._ask(method, path, body, every)
        self.page = answer.read().decode()
        self.figures[name].append((began, (time.perf_counter() - began) * 1000))
        self._keep(answer)
        if answer.status >= 400:
            raise RuntimeError(f"{name}: {method} {path} answered {answer.status}\n{self.page[:2000]}")
        where = answer.headers.get("Location")
        return self._follow(name, where) if where else path

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """As browsers do, once more on a fresh connection where the server had closed the one that was kept."""
        try:
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.connection.close()
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()

    def _follow(self, name: str, where: str) -> str:
        """A browser follows at once, without a thought."""
        think, self.think = self.think, 0.0
        try:
            return self.get(f"{name} →", where)
        finally:
            self.think = think

    def _keep(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            key, _, value = line.partition(";")[0].partition("=")
            self.cookies[key] = value
        if found := _TOKEN.search(self.page):
            self.token = found.group(1)


def journey(officer: Browser, sergeant: Browser) -> tuple[str, int]:
    """One common case up to the call; returns the handoff's address and how many taps it took."""
    officer.get("field desk", "/field/")
    url = officer.get("new encounter", "/field/new/")
    said: dict[str, object] = {"pathway": "arrest_diversion", "shown": "arrest_diversion", "who": "unknown"}
    for more in ({"offense": "drug_possession"}, {"fact-drug_grams": "1.5"}, {"beat": "D1"}):
        said |= more
        officer.post("save as typed", url, said, live=True)
    said["affirmed"] = _LISTED.findall(officer.page)
    officer.post("all of these hold", url, said, live=True)
    url = officer.post("go on", url, {**said, "do": "go"})
    officer.post("nobody was harmed", f"{url}complainant/", {"answer": "no_complainant"})
    officer.post("ask the sergeant", f"{url}approval/", {"role": "sergeant"})
    sergeant.get("sergeant: encounter", url)
    decide = _DECIDE.search(sergeant.page)
    assert decide, "the sergeant's page has no approval to give"
    sergeant.post("sergeant: approve", decide.group(1), {"do": "approve"})
    officer.get("encounter", url)
    officer.post("offered and accepted", f"{url}offer/", {"outcome": "accepted"})
    number = _CALL.search(officer.page)
    assert number, "the page does not offer to call"
    handoff = officer.post("call", f"{url}call/", {"handoff": number.group(1), "meet_at": "Third and Bell"})
    officer.get("handoff", handoff)
    # New encounter, offense, grams, beat, all hold, go on, nobody harmed, ask, accepted, call.
    return handoff, 10


def meet(handoff: str, officer: Browser, care: Browser) -> None:
    """The case manager takes the call and comes, and the officer is free."""
    number = handoff.rstrip("/").rpartition("/")[2]
    care.post("care: accept", f"/dispatch/{number}/accept/", {"eta_minutes": "10"})
    care.post("care: arrive", f"/dispatch/{number}/arrive/", {})
    officer.get("handoff", handoff)
    officer.post("you are free", f"{handoff}release/", {})


def work(officer: Browser, sergeant: Browser, care: Browser, failures: list[BaseException]) -> None:
    """One officer's shift: encounter after encounter until the time is up."""
    try:
        care.get("care: first page", "/home/")
        while True:
            handoff, _ = journey(officer, sergeant)
            meet(handoff, officer, care)
    except ShiftOver:
        return
    except BaseException as failure:
        failures.append(failure)


def load(ports: list[int], keys: dict[str, list[str]], seconds: float, think: float) -> tuple[Figures, int]:
    """Everybody at once; the figures from when the last has begun, and how many responses there were in all."""
    starts = time.perf_counter() + think * THOUGHTS
    failures: list[BaseException] = []
    threads, browsers = [], []
    for place, key in enumerate(keys["officers"]):
        port = ports[place % len(ports)]
        three = [Browser(port, one, think, starts + seconds) for one in (key, keys["sol"], keys["dee"])]
        browsers += three
        threads.append(threading.Thread(target=work, args=(*three, failures)))
    for thread in threads:
        thread.start()
        time.sleep(think * THOUGHTS / len(threads))
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    figures: Figures = defaultdict(list)
    for browser in browsers:
        for name, times in browser.figures.items():
            figures[name] += [one for one in times if one[0] > starts]
    return figures, sum(len(times) for browser in browsers for times in browser.figures.values())


def alone(port: int, keys: dict[str, str]) -> tuple[int, float]:
    """One officer without company or thought, from signed in to accepted: taps, server seconds."""
    officer, sergeant, dee = (Browser(port, keys[name]) for name in ("ofelia", "sol", "dee"))
    handoff, taps = journey(officer, sergeant)
    number = handoff.rstrip("/").rpartition("/")[2]
    dee.get("first page", "/home/")
    dee.post("accept", f"/dispatch/{number}/accept/", {"eta_minutes": "10"})
    officer.get("handoff", handoff)
    assert "is coming" in officer.page, "the handoff was not accepted"
    spent = {
        name: sum(ms for _, ms in times) for one in (officer, sergeant, dee) for name, times in one.figures.items()
    }
    return taps, sum(spent.values()) / 1000


def quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def report(figures: Figures, lasted: float, setting: str, one: tuple[int, float]) -> float:
    """Print the table; returns the p95 over all responses in milliseconds."""
    every = [ms for times in figures.values() for _, ms in times]
    print(f"Field desk: {setting}, PostgreSQL with fsync")
    print(
        f"{len(every)} responses in {lasted:.0f} s ({len(every) / lasted:.0f} a second); load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'response':<28}{'count':>8}{'p50 ms':>9}{'p95 ms':>9}")
    for name, times in figures.items():
        if not (mine := [ms for _, ms in times]):
            continue
        print(f"{name:<28}{len(mine):>8}{quantile(mine, 0.5):>9.0f}{quantile(mine, 0.95):>9.0f}")
    worst = quantile(every, 0.95)
    slowest = max(quantile([ms for _, ms in times], 0.95) for times in figures.values() if times)
    print(f"The slowest kind of response has a p95 of {slowest:.0f} ms")
    print(f"{'all':<28}{len(every):>8}{quantile(every, 0.5):>9.0f}{worst:>9.0f}   floor {FLOOR_MS}")
    taps, spent = one
    print(f"Signed in to case manager accepted: {taps} taps, {spent:.2f} s of server time in all")
    return worst


@contextmanager
def private_postgresql() -> Iterator[str]:
    """The address of a PostgreSQL of our own, with fsync on."""
    steps = ". tests/lib/postgres.sh; POSTGRES_FSYNC=on postgres_start; echo $POSTGRES_URL; read _; postgres_stop"
    server = subprocess.Popen(["sh", "-c", steps], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.communicate("stop\n")


@contextmanager
def serving(url: str, folder: str, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The site in `count` processes, each on `.port` of localhost; ended afterwards."""
    with ExitStack() as ends:
        yield [ends.enter_context(_one_server(url, Path(folder) / f"server{n}.log", n == 0)) for n in range(count)]


@contextmanager
def _one_server(url: str, log: Path, with_worker: bool) -> Iterator[subprocess.Popen[bytes]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "belltown_site", "serve", "--port", str(port)]
    with open(log, "w") as out:
        more = [] if with_worker else ["--no-worker"]
        server = subprocess.Popen([*command, *more], env=environment(url), stdout=out, stderr=out)
        try:
            _wait_for(port, server, log)
            server.port = port  # type: ignore[attr-defined]
            yield server
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()


def processor_seconds(servers: list[subprocess.Popen[bytes]]) -> float:
    """The processor time these servers and their children have used so far."""
    mine, spent = {server.pid for server in servers}, 0.0
    for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda path: int(path.parent.name)):
        try:
            parts = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended since
        pid, parent = int(stat.parent.name), int(parts[1])
        if pid in mine or parent in mine:
            mine.add(pid)
            spent += (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text()}")
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not begin to listen: {log.read_text()}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--servers", type=int, default=2)
    parser.add_argument("--think", type=float, default=THINK_S, help="seconds between two requests of one person")
    parser.add_argument("--seed", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.seed:
        seed(options.users)
        return 0
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        print("PostgreSQL is needed and was not found. On Debian: apt-get install postgresql")
        return 1
    with tempfile.TemporaryDirectory(prefix="belltown-bench-") as folder, private_postgresql() as url:
        subprocess.run([sys.executable, "-m", "belltown_site", "migrate"], env=environment(url), check=True)
        seeding = [sys.executable, __file__, "--seed", "--users", str(options.users)]
        made = subprocess.run(seeding, env=environment(url), check=True, stdout=subprocess.PIPE, text=True)
        keys = json.loads(made.stdout)
        with serving(url, folder, options.servers) as servers:
            ports = [server.port for server in servers]  # type: ignore[attr-defined]
            for port in ports:  # the second round is told: a server that has just begun reads its templates first
                alone(port, keys)
            one = alone(ports[0], keys)
            before = processor_seconds(servers)
            figures, count = load(ports, keys, options.seconds, options.think)
            spent = processor_seconds(servers) - before
    setting = f"{options.users} officers at once, {options.servers} server processes, {options.think:g} s of thought"
    worst = report(figures, options.seconds, setting, one)
    print(f"The servers used {spent:.0f} s of processor time, about {spent / count * 1000:.0f} ms a response")
    return 0 if worst <= FLOOR_MS else 1


if __name__ == "__main__":
    sys.exit(main())
