from django.apps import AppConfig


class OfficeDeskConfig(AppConfig):
    """The office's screens. What they show is kept by `belltown_site.office`, which has the plain label."""

    name = "belltown_site.desks.office"
    label = "office_desk"
