"""Django's own door: every page but the live streams."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belltown_site.settings")

application = get_wsgi_application()
