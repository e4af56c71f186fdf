"""What every response and every log line passes through: headers that keep pages private, refusals in plain words."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from belltown.errors import BelltownError, NotAllowed, NotFound, NotPossible

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
    "X-Content-Type-Options": "nosniff",
}
STATUS: dict[type[BelltownError], int] = {NotAllowed: 403, NotFound: 404, NotPossible: 409}

Page = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("belltown.site")


def security_headers(get_response: Page) -> Page:
    """Put the policy on every response, and keep every page out of every cache but static files."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def plain_refusals(get_response: Page) -> Page:
    """Answer Belltown's own errors with a page that says what happened and what to do next."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, BelltownError):
            return None
        _note(request, error)
        return refusal(request, STATUS.get(type(error), 422), str(error))

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _note(request: HttpRequest, error: BelltownError) -> None:
    """One line for whoever reviews refusals: who by number, and which kind of page. Never the sentence."""
    place = getattr(request.resolver_match, "view_name", "-")
    user = getattr(getattr(request, "user", None), "pk", None)
    log.warning("refused %s user=%s page=%s", type(error).__name__, user or "-", place)


class InUtc(logging.Formatter):
    """Log lines in UTC, to the thousandth of a second, whatever zone the machine is in."""

    converter = time.gmtime
    default_msec_format = "%s.%03dZ"


_SENTENCES = {
    400: "The browser sent something this page cannot read. Please go back and try again.",
    403: "You may not open this page. If you think you should, please ask your administrator.",
    404: "There is no such page, or it is not yours to see.",
    405: "This page cannot be used in that way. Please go back and try again.",
    500: "Something went wrong on our side and nothing was saved. Please try again in a moment.",
}


def refusal(request: HttpRequest | None, status: int, sentence: str = "") -> HttpResponse:
    """A page for `status` with its sentence; plain text should the template itself be at fault."""
    context = {"status": status, "sentence": sentence or _SENTENCES.get(status, _SENTENCES[500])}
    try:
        body = render_to_string(_template(status), context, request)
    except Exception:
        log.exception("the page for status %s could not be drawn", status)
        return HttpResponse(context["sentence"], status=status, content_type="text/plain; charset=utf-8")
    return HttpResponse(body, status=status)


def _template(status: int) -> list[str]:
    return [f"errors/{status}.html", "errors/refusal.html", "errors/400.html"]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return refusal(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return refusal(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return refusal(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Drawn without the request: whatever failed may lie in the session or the database."""
    return refusal(None, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return refusal(
        request, 403, "This page was open too long, or cookies are switched off. Please go back, reload and try again."
    )


def site_context(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """What every template may use: whether this is the invented demo."""
    return {"demo": settings.BELLTOWN_DEMO}


_EMAIL = re.compile(r"[^\s@'\"<>]+@[^\s@'\"<>]+")
_QUERY = re.compile(r"\?[^\s'\"]*")


class NothingPersonal(logging.Filter):
    """Takes e-mail addresses and query strings out of log lines, and never lets a traceback carry local values."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        record.msg = _QUERY.sub("?...", _EMAIL.sub("[address]", text))
        record.args = ()
        return True
