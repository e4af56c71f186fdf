"""A password that was stolen elsewhere: not chosen anew, and asked to be changed at the next sign-in."""

import argparse
import hashlib
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from belltown.errors import NotPossible
from belltown_site import running
from belltown_site.accounts import totp
from belltown_site.accounts.models import User
from tests.integration.accounts.factors import PASSWORD, code_now, first_step, sign_in, signed_in, with_password
from tests.integration.accounts.test_second_step import _secret_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def stolen(tmp_path, settings):
    """The site's list holds everybody's password here."""
    path = tmp_path / "pwned"
    path.write_text(f"{hashlib.sha1(PASSWORD.encode()).hexdigest().upper()}:3\n")
    settings.BELLTOWN_BREACHED_PASSWORDS = str(path)
    return path


def test_its_owner_is_asked_for_another_once_signed_in(client, stolen):
    ofelia = with_password("ofelia")
    page = sign_in(client, ofelia.email, next="/field/")["Location"]
    assert page == "/account/password?found=1&next=%2Ffield%2F"
    assert signed_in(client)
    asked = client.get(page).content.decode()
    assert "Please choose another password" in asked
    assert '<a class="usa-button usa-button--unstyled" href="/field/">Not now</a>' in asked
    new = "my cat sleeps on the radio"
    assert client.post(page, {"password": new, "repeat": new})["Location"] == "/field/"
    client.post("/sign-out")
    assert sign_in(client, ofelia.email, new)["Location"] == "/"


def test_it_is_asked_after_the_second_step_and_tells_a_thief_nothing(client, stolen):
    assert first_step(client, with_password("ofelia").email)["Location"] == "/sign-in/second-step"
    assert "stolen" not in client.get("/sign-in/second-step").content.decode()


def test_a_newcomer_is_asked_too(client, stolen):
    first_step(client, with_password("ofelia", app=False).email)
    secret = _secret_on(client.get("/account/authenticator"))
    page = client.post("/account/authenticator", {"code": totp.code_for(secret, totp.step_at(timezone.now()))})
    assert page.context["next"].startswith("/account/password?found=1")


def test_it_cannot_be_chosen(client, stolen):
    ofelia = with_password("ofelia")
    ofelia.set_password("another private sentence")
    ofelia.save()
    client.force_login(ofelia)
    answer = client.post("/account/password", {"password": PASSWORD, "repeat": PASSWORD})
    assert "stolen elsewhere" in answer.content.decode()
    assert User.objects.get(pk=ofelia.pk).check_password("another private sentence")


def test_a_list_that_went_away_keeps_nobody_from_their_work_and_is_logged(client, stolen, caplog):
    ofelia = with_password("ofelia")
    stolen.unlink()
    assert sign_in(client, ofelia.email)["Location"] == "/"
    assert "cannot be read" in caplog.text


def test_the_log_notes_it_by_number(client, stolen, caplog):
    ofelia = with_password("ofelia")
    with caplog.at_level("INFO", "belltown.sign-in"):
        first_step(client, ofelia.email)
    assert f"password_breached user={ofelia.pk}" in caplog.text


@pytest.mark.parametrize("command", ["serve", "setup"])
def test_the_site_does_not_start_with_a_list_that_is_none(command, stolen, settings):
    stolen.write_text("B\nA\n")
    with pytest.raises(NotPossible, match="ordered by hash"):
        getattr(running, command)(argparse.Namespace(host="", port=0, no_worker=True))


def test_the_command_reads_the_whole_list(stolen):
    said = StringIO()
    call_command("check_breached_file", str(stolen), stdout=said)
    assert "All 1 lines are in order" in said.getvalue()
    stolen.write_text("prose\n")
    with pytest.raises(NotPossible, match="line 1"):
        call_command("check_breached_file", str(stolen))


def test_the_code_is_the_second_step_all_the_same(client, stolen):
    first_step(client, with_password("ofelia").email)
    assert client.get("/account/password").status_code == 302
    client.post("/sign-in/second-step", {"code": code_now()})
    assert client.get("/account/password").status_code == 200
