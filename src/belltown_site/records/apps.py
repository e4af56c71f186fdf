from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """The vault."""

    name = "belltown_site.records"
    label = "records"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        post_migrate.connect(_wall_in, sender=self)


def _wall_in(*, using: str, **_: Any) -> None:
    """A table that a later migration adds stands behind row security before anybody can ask it anything."""
    from belltown_site.records import row_security

    row_security.install(connections[using])
