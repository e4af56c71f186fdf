from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The vault."""

    name = "belltown_site.records"
    label = "records"
    default_auto_field = "django.db.models.UUIDField"
