"""The invented county: whole, invented beyond doubt, the same however often it is started."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from datetime import timedelta

import pytest

from belltown.errors import NotPossible
from belltown_site.accounts.demo import AGENCIES, CAST
from belltown_site.accounts.models import Agency, User
from belltown_site.demo import seed
from belltown_site.jurisdiction.models import OnCallShift, ProtocolVersionRecord
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.jurisdiction.protocols import in_force
from belltown_site.jurisdiction.roster import roster
from belltown_site.ledger.export import verify_stored
from belltown_site.running import check_port_is_free


@pytest.mark.django_db
class TestSeed:
    def test_it_is_refused_on_a_real_site(self, now):
        with pytest.raises(NotPossible, match="for the demo alone"):
            seed(now)
        assert not User.objects.exists()

    def test_the_cast_a_protocol_and_people_on_call_are_there(self, now, settings):
        settings.BELLTOWN_DEMO = True
        seed(now)
        cast = User.objects.filter(email__in=[part.email for part in CAST.values()])
        assert cast.count() == len(CAST)
        assert not any(one.has_usable_password() for one in User.objects.exclude(pk__in=cast))
        assert in_force(local_day(now)).invented
        assert [person.name.split()[0] for person in roster(now)] == ["Dee", "Cass", "Cleo"]
        assert verify_stored().entries >= 4

    def test_everything_says_that_it_is_invented(self, now, settings):
        settings.BELLTOWN_DEMO = True
        seed(now)
        assert all("(invented)" in office.name for office in AGENCIES.values())
        assert all(agency.name.endswith("(invented)") for agency in Agency.objects.all())
        assert all(user.email.endswith(".example") for user in User.objects.all())
        assert all("555" in user.phone for user in User.objects.exclude(phone=""))

    def test_no_account_of_the_cast_has_a_password(self, now, settings):
        settings.BELLTOWN_DEMO = True
        seed(now)
        assert not any(user.has_usable_password() for user in User.objects.all())

    def test_starting_it_again_adds_nothing_but_coming_shifts(self, now, settings):
        settings.BELLTOWN_DEMO = True
        seed(now)
        before = [model.objects.count() for model in (User, Agency, ProtocolVersionRecord)]
        shifts = OnCallShift.objects.count()
        seed(now)
        assert OnCallShift.objects.count() == shifts
        seed(now + timedelta(days=1))
        assert OnCallShift.objects.count() == shifts + 6
        assert [model.objects.count() for model in (User, Agency, ProtocolVersionRecord)] == before


def test_a_busy_port_is_named_with_another_to_try():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(NotPossible, match=rf"127.0.0.1:{port}.*--port {port + 1}"):
            check_port_is_free("127.0.0.1", port)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_one_command_serves_the_county_and_ctrl_c_stops_it(tmp_path):
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "BELLTOWN_VAR": str(tmp_path)}
    command = [sys.executable, "-m", "belltown_site", "demo", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as demo:
        try:
            said = demo.stdout.readline()
            page = first_page(demo, f"http://localhost:{port}/sign-in")
        finally:
            demo.send_signal(signal.SIGINT)
        _, complained = demo.communicate(timeout=60)
    assert "Continue as Ofelia" in page
    assert f"Open http://localhost:{port}" in said
    assert complained == ""
    assert demo.returncode == 0


def first_page(demo, url):
    """The page, as soon as the server answers: it says where to click a moment before it listens."""
    moment = threading.Event()
    while demo.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=30) as response:
                return response.read().decode()
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            moment.wait(0.05)
    raise AssertionError(demo.stderr.read())
