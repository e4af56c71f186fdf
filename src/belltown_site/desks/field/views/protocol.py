"""The protocol's text for the browser's own reading: public law, cacheable for ever under its digest."""

from __future__ import annotations

import json
from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from belltown.protocol.projection import version_to_json
from belltown_site.jurisdiction.protocols import version_of


@login_not_required
@require_safe
def protocol(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001
    """The version with this digest as JSON. It holds no person's data."""
    response = HttpResponse(_text(digest), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@lru_cache(maxsize=16)
def _text(digest: str) -> str:
    return json.dumps(version_to_json(version_of(digest)), ensure_ascii=False, separators=(",", ":"))
