"""The directory as Django knows it: the desk of the same name shows it."""

from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "belltown_site.directory"
    label = "directory"
