"""Adding, testing and removing an agency's own sign-in. What its provider says of itself is checked before that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from belltown.errors import BadInput, Fault, NotFound
from belltown_site.accounts.models import Agency, AgencyIdentity, AgencySignIn
from belltown_site.accounts.outbound import host_of, is_safe
from belltown_site.accounts.provider import discover, fetch_keys, secret_place
from belltown_site.accounts.sealing import seal

SECOND_FACTOR_AMR = ("mfa",)
"""RFC 8176: "multiple-factor authentication". What else counts is the agency's to name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an administrator names of an agency's identity provider."""

    issuer: str
    client_id: str
    client_secret: str
    hosts: Sequence[str] = ()
    amr: Sequence[str] = SECOND_FACTOR_AMR
    acr: Sequence[str] = ()

    def __post_init__(self) -> None:
        faults = [Fault(place, reason) for place, reason, holds in self._rules() if not holds]
        if faults:
            raise BadInput("This sign-in cannot be added.", faults)

    def _rules(self) -> tuple[tuple[str, str, bool], ...]:
        whole = is_safe(self.issuer, {host_of(self.issuer)}) and "?" not in self.issuer
        return (
            ("--issuer", "must begin with https:// and have no ? or # (http:// on this machine alone)", whole),
            ("--client-id", "is what the provider calls this site; it must not be empty", bool(self.client_id)),
            ("BELLTOWN_CLIENT_SECRET", "must not be empty", bool(self.client_secret)),
            ("--host", "names a host such as keys.example.org, without https:// and path", not self._odd_hosts()),
        )  # fmt: skip

    def _odd_hosts(self) -> list[str]:
        return [one for one in self.hosts if host_of(f"https://{one}") != one or "/" in one]


def agency_named(name: str) -> Agency:
    """The agency of this name. Raises NotFound with the names there are."""
    found = Agency.objects.filter(name=name).first()
    if found is None:
        names = "; ".join(Agency.objects.values_list("name", flat=True))
        raise NotFound(f"There is no agency of that name. There are: {names}.")
    return found


def add(agency: Agency, wanted: Wanted, *, now: datetime) -> AgencySignIn:
    """Keep this provider for the agency, in place of an earlier one, once it has shown that it can be used.

    Whoever was bound at another issuer is bound anew at their next sign-in. Raises BadInput or ProviderAway.
    """
    sign_in = AgencySignIn.objects.filter(agency=agency).first() or AgencySignIn(agency=agency)
    sign_in.issuer, sign_in.client_id, sign_in.hosts = wanted.issuer, wanted.client_id, list(wanted.hosts)
    sign_in.second_factor_amr, sign_in.second_factor_acr = list(wanted.amr), list(wanted.acr)
    sign_in.added_at = now
    sign_in.client_secret = seal(wanted.client_secret.encode(), secret_place(sign_in))
    test(sign_in)
    with transaction.atomic():
        AgencyIdentity.objects.filter(user__agency=agency).exclude(issuer=wanted.issuer).delete()
        sign_in.save()
    return sign_in


def test(sign_in: AgencySignIn) -> tuple[str, ...]:
    """Ask the provider for its addresses and its keys; returns what it said, in words. Raises ProviderAway."""
    provider = discover(sign_in)
    keys = len(fetch_keys(provider, sign_in).keys)
    return (
        f"{sign_in.issuer} answers. People sign in at {host_of(provider.authorization)}.",
        f"It signs with {keys} key{'s' if keys > 1 else ''} that this site accepts.",
        "Its answers name it (RFC 9207)." if provider.names_itself else "Its answers do not name it (RFC 9207).",
        "It has a page to sign out at." if provider.sign_out else "It has no page to sign out at.",
        f"It sends people back to {address_back(sign_in)}: register exactly that address there.",
    )


def address_back(sign_in: AgencySignIn) -> str:
    """The address that the provider must know this site by."""
    names = [name for name in settings.ALLOWED_HOSTS if name not in ("localhost", "127.0.0.1", "[::1]", "*")]
    return f"https://{names[0] if names else 'YOUR-SITE'}{reverse('accounts:agency_back', args=[sign_in.pk])}"


def sign_in_at(agency: Agency) -> AgencySignIn:
    """The agency's sign-in. Raises NotFound."""
    found = AgencySignIn.objects.filter(agency=agency).first()
    if found is None:
        raise NotFound("This agency has no sign-in of its own here. Add one with `agency-sign-in add`.")
    return found


def switch(agency: Agency, *, enabled: bool) -> None:
    """Offer the agency's sign-in, or do not, and forget nothing."""
    sign_in = sign_in_at(agency)
    AgencySignIn.objects.filter(pk=sign_in.pk).update(enabled=enabled)


@transaction.atomic
def remove(agency: Agency) -> int:
    """Take the agency's sign-in away with everybody's binding to it; returns how many are left with no way in."""
    sign_in = sign_in_at(agency)
    bound = AgencyIdentity.objects.select_related("user").filter(user__agency=agency)
    stranded = sum(not one.user.has_usable_password() for one in bound)
    bound.delete()
    sign_in.delete()
    return stranded
