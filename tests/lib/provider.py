"""An agency's identity provider for a test: a real process, told who works there, and told when to lie."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from django.urls import reverse
from django.utils import timezone

from belltown_site.accounts import agency_setup
from belltown_site.accounts.agency_setup import Wanted
from belltown_site.accounts.models import AgencySignIn, User
from tests.lib.provider_process import CLIENT_ID, CLIENT_SECRET

ROOT = Path(__file__).parents[2]
_told = httpx.Client(verify=False, timeout=10)


@dataclass
class Provider:
    """A handle on the process. `url` is its issuer."""

    url: str

    def control(self, **said: object) -> dict:
        """Tell it whom it knows and what to say; what is not said is honest again."""
        return _told.post(f"{self.url}/control", json=said).json()

    def employs(self, *people: User, **more: object) -> None:
        """It knows these people by the addresses of their accounts, verified, with a second factor."""
        said = {"email_verified": True, "amr": ["pwd", "mfa"], **more}
        self.control(people=[{"sub": one.name.partition(" ")[0], "email": one.email, **said} for one in people])

    def serves(self, agency, host: str = "http://testserver", **more: object) -> AgencySignIn:
        """The agency's sign-in at this provider, added as an administrator would."""
        sign_in = agency_setup.add(agency, Wanted(self.url, CLIENT_ID, CLIENT_SECRET, **more), now=timezone.now())
        self.control(addresses=[f"{host}{reverse('accounts:agency_back', args=[sign_in.pk])}"])
        return sign_in

    def asked(self) -> list[dict]:
        """Everything it was asked, oldest first. It goes on lying as it did."""
        return _told.get(f"{self.url}/asked").json()


@contextmanager
def running() -> Iterator[Provider]:
    """The process, from its first line to its end."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.lib.provider_process"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            yield Provider(process.stdout.readline().strip())
        finally:
            process.terminate()


def set_out(client, sign_in: AgencySignIn, **said: str) -> str:
    """Press the button on the sign-in page; the provider's address that the browser is sent to."""
    page = client.post(reverse("accounts:agency_go", args=[sign_in.pk]), said)
    return there(page)


def there(page) -> str:
    """The provider's address on the page that leads there."""
    assert page.status_code == 200, page
    return unescape(page.content.decode().partition('class="usa-button" href="')[2].partition('"')[0])


def prove(address: str, who: str) -> str:
    """Sign in at the provider as this person; the address of ours that it sends the browser back to."""
    with httpx.Client(verify=False) as browser:  # plain http on this machine: no certificates to read
        answer = browser.post(address, data={"who": who})
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def sign_in_at(client, sign_in: AgencySignIn, who: str, **said: str):
    """The whole way there and back; the answer of ours that ends it."""
    return client.get(prove(set_out(client, sign_in, **said), who))
