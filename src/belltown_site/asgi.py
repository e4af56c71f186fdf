"""The server's door: `granian --interface asgi belltown_site.asgi:application`, or `python -m belltown_site serve`."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belltown_site.settings")
django.setup()

from belltown_site.server import Server  # noqa: E402  (Django's apps must be ready first)

application = Server(with_worker=os.environ.get("BELLTOWN_WITH_WORKER") == "1")
