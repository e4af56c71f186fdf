"""What every answer carries, whatever it is; and that every page asks who is there."""

import logging
from contextlib import closing

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown_site.web import middleware
from belltown_site.web.middleware import NothingPersonal, plain_refusals, refusal, security_headers

pytestmark = pytest.mark.django_db

PATHS = ["/sign-in", "/no-such-page", "/static/web/belltown.css", "/home/", "/\x00", "/live/", "/%ff"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_policy(client, path):
    with closing(client.get(path)) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    for rule in ("script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_no_page_is_kept_by_any_cache(client, cast):
    client.force_login(cast["ofelia"])
    for path in ("/sign-in", "/home/", "/no-such-page"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotAllowed("No."), 403), (NotFound("None."), 404), (NotPossible("Not now."), 409), (BadInput("Wrong."), 422)],
)
def test_our_own_errors_become_pages_with_their_sentence(rf, error, status):
    request = rf.get("/")
    answer = plain_refusals(lambda _: HttpResponse()).process_exception(request, error)
    assert answer.status_code == status
    assert str(error) in answer.content.decode()


def test_anybody_elses_error_is_left_to_the_500_page(rf):
    assert plain_refusals(lambda _: HttpResponse()).process_exception(rf.get("/"), ZeroDivisionError()) is None


def test_a_sentence_is_escaped(rf):
    assert "<script>" not in refusal(rf.get("/"), 404, "<script>alert(1)</script>").content.decode()


def test_a_fault_of_ours_tells_nothing_and_is_a_whole_page(client, monkeypatch, cast):
    from belltown_site.accounts import views

    def fail(*_):
        raise ZeroDivisionError("Pat Patterson")

    monkeypatch.setattr(views, "demo_cards", fail)
    monkeypatch.setattr(settings, "BELLTOWN_DEMO", True)
    client.raise_request_exception = False
    response = client.get("/sign-in")
    assert response.status_code == 500
    assert "Pat Patterson" not in response.content.decode()
    assert "<main" in response.content.decode()
    assert response.headers["Content-Security-Policy"]


def test_when_the_template_itself_is_at_fault_a_plain_sentence_remains(monkeypatch):
    monkeypatch.setattr(middleware, "_template", lambda _: ["no/such/template.html"])
    monkeypatch.setattr(middleware.log, "exception", lambda *_: None)
    answer = refusal(None, 500)
    assert answer["Content-Type"].startswith("text/plain")
    assert "try again" in answer.content.decode()


def test_a_header_a_view_has_set_is_kept():
    view = security_headers(lambda _: HttpResponse(headers={"Cache-Control": "max-age=60"}))
    assert view(RequestFactory().get("/")).headers["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize(
    ("message", "arguments", "hidden"),
    [
        ("mail to %s failed", ("pat@demo.belltown.example",), "pat@"),
        ("Not Found: /people?name=Patterson", (), "Patterson"),
        ("refused %s", ("GET /refer?phone=5550100 HTTP/1.1",), "5550100"),
    ],
)
def test_addresses_and_queries_stay_out_of_the_log(message, arguments, hidden):
    record = logging.LogRecord("x", logging.WARNING, "", 0, message, arguments, None)
    assert NothingPersonal().filter(record)
    assert hidden not in record.getMessage()


def test_a_percent_sign_in_a_log_line_does_no_harm():
    record = logging.LogRecord("x", logging.WARNING, "", 0, "%s%%", ("100% of it",), None)
    NothingPersonal().filter(record)
    assert record.getMessage() == "100% of it%"


def test_cookies_are_for_this_site_over_tls_alone():
    import subprocess
    import sys

    code = (
        "from belltown_site import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0,"
        " s.SESSION_COOKIE_SAMESITE, getattr(s, 'DEBUG', False), s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.CSRF_COOKIE_HTTPONLY,"
        " getattr(s, 'SESSION_COOKIE_DOMAIN', None), getattr(s, 'SESSION_COOKIE_PATH', '/'))"
    )
    environment = {
        "PATH": "/usr/bin:/bin",
        "BELLTOWN_SECRET_KEY": "x" * 50,
        "BELLTOWN_KEYS": settings.BELLTOWN_KEYS[0],
        "BELLTOWN_DATABASE_URL": "sqlite:////nowhere/x",
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        "True", "True", "True", "True", "Lax", "False", "__Host-belltown_session", "__Host-belltown_csrf",
        "True", "True", "None", "/",
    ]  # fmt: skip


def test_every_cookie_is_out_of_scripts_reach_and_leaves_with_no_other_sites_form(client, cast):
    from tests.integration.accounts.factors import first_step, with_password

    client.get("/sign-in")
    first_step(client, with_password("ofelia").email)
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax"
        assert (cookie["domain"], cookie["path"]) == ("", "/")


def test_over_tls_every_answer_asks_browsers_to_stay_with_it_for_a_year(client, db, settings):
    from django.middleware.security import SecurityMiddleware

    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31536000, True
    asked = RequestFactory().get("/", secure=True)
    answer = SecurityMiddleware(lambda _: HttpResponse())(asked)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("path", PATHS)
def test_no_answer_is_for_other_sites_scripts(client, path):
    with closing(client.get(path, headers={"Origin": "https://evil.example"})) as response:
        assert not [name for name in response.headers if name.lower().startswith("access-control-")]


def test_trace_is_not_answered(client, cast):
    client.force_login(cast["ofelia"])
    for path in ("/home/", "/sign-in", "/account"):
        assert client.trace(path).status_code == 405


def test_every_page_says_in_which_letters_it_is_written(client, cast):
    client.force_login(cast["ofelia"])
    for path in ("/sign-in?x", "/home/", "/account", "/no-such-page", "/sign-in/state"):
        kind = client.get(path).headers["Content-Type"]
        assert "charset=utf-8" in kind or kind == "application/json", path


@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/static/", "/static/web/", "/static/../settings.py", "/static/web/../../settings.py",
     "/settings.py", "/static/%2e%2e/settings.py"],
)  # fmt: skip
def test_nothing_but_the_pages_and_their_own_files_is_served(client, db, path):
    assert client.get(path).status_code in (302, 404)


def test_a_refusal_is_logged_with_who_by_number_and_which_page(client, cast, caplog):
    client.force_login(cast["bea"])
    assert client.get("/holds/?name=Patterson").status_code == 403
    (line,) = [one.getMessage() for one in caplog.records if one.name == "belltown.site"]
    assert line == f"refused NotAllowed user={cast['bea'].pk} page=legal:holds"


def test_log_lines_are_in_utc_wherever_the_machine_is(monkeypatch):
    import time

    from belltown_site.web.middleware import InUtc

    monkeypatch.setenv("TZ", "America/Chicago")
    time.tzset()
    try:
        record = logging.LogRecord("x", logging.WARNING, "", 0, "said", (), None)
        record.created, record.msecs = 1_795_521_600.25, 250.0
        assert InUtc("{asctime} {message}", style="{").format(record) == "2026-11-24 12:00:00.250Z said"
    finally:
        monkeypatch.undo()
        time.tzset()
