"""What tests of signing in share: people with a password and an app, and a way through both steps."""

from __future__ import annotations

from django.utils import timezone

from belltown_site.accounts import totp
from belltown_site.accounts.factors import add_authenticator
from belltown_site.accounts.models import Authenticator
from tests.lib import cast as people

PASSWORD = "a long and private sentence"
SECRET = b"twenty bytes of test"


def with_password(name, *, app=True):
    """A member of the cast who signs in with a password, and, unless told otherwise, an authenticator app."""
    user = people.make_person(name)
    user.set_password(PASSWORD)
    user.save()
    if app:
        now = timezone.now()
        add_authenticator(user, SECRET, totp.code_for(SECRET, totp.step_at(now)), now=now)
        Authenticator.objects.update(last_step=0)
    return user


def code_now(*, unused=True):
    """The app's code; `unused` forgets that the same half minute's was used, so that no test waits for the next."""
    if unused:
        Authenticator.objects.update(last_step=0)
    return totp.code_for(SECRET, totp.step_at(timezone.now()))


def first_step(client, email, password=PASSWORD, **more):
    return client.post("/sign-in", {"email": email, "password": password, **more})


def sign_in(client, email, password=PASSWORD, **more):
    """Both steps; the answer of the last that was reached."""
    answer = first_step(client, email, password, **more)
    if answer.status_code == 302 and answer["Location"] == "/sign-in/second-step":
        return client.post("/sign-in/second-step", {"code": code_now()})
    return answer


def signed_in(client):
    return "_auth_user_id" in client.session
