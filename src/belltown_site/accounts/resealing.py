"""The sign-in's own secrets sealed anew under the newest key, so that the older ones may go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models, transaction

from belltown_site.accounts.factors import place_of
from belltown_site.accounts.models import AgencySignIn, Authenticator
from belltown_site.accounts.provider import secret_place
from belltown_site.accounts.sealing import Unreadable, seal, unseal


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many secrets were sealed anew, and by table how many none of this server's keys opens."""

    sealed: int
    unopened: dict[str, int]


def reseal() -> Resealed:
    """Seal the keys of authenticator apps and the client secrets of agencies' sign-ins anew."""
    apps = _each(Authenticator, "secret", lambda app: place_of(app.user))
    secrets = _each(AgencySignIn, "client_secret", secret_place)
    missed = {"accounts_authenticator": apps[1], "accounts_agencysignin": secrets[1]}
    return Resealed(apps[0] + secrets[0], {table: count for table, count in missed.items() if count})


def _each(model: type[models.Model], field: str, place: Callable[..., str]) -> tuple[int, int]:
    """How many of this table's secrets were sealed anew, and how many do not open."""
    done = missed = 0
    for key in model._default_manager.values_list("pk", flat=True):
        with transaction.atomic():
            row = model._default_manager.select_for_update().filter(pk=key).first()
            if row is None:
                continue
            try:
                fresh = seal(unseal(bytes(getattr(row, field)), place(row)), place(row))
            except Unreadable:
                missed += 1
                continue
            model._default_manager.filter(pk=key).update(**{field: fresh})
            done += 1
    return done, missed
