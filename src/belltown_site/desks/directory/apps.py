"""The desk's own name among Django's apps: the shelf behind it is called directory too."""

from __future__ import annotations

from django.apps import AppConfig


class DirectoryDeskConfig(AppConfig):
    name = "belltown_site.desks.directory"
    label = "directory_desk"
