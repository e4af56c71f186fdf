"""The site's one settings file. Everything comes from the environment; a missing variable says how to set it.

`BELLTOWN_DEMO=1` is an invented county on this machine alone: it makes its own keys and its own SQLite file.
"""

from __future__ import annotations

import os
from pathlib import Path

from belltown_site.environment import Environment, load_or_make_keys

BASE_DIR = Path(__file__).resolve().parent
DEMO = os.environ.get("BELLTOWN_DEMO") == "1"
VAR = Path(os.environ.get("BELLTOWN_VAR") or Path.cwd() / "var")
DEMO_HOME = VAR / "demo"

_values = {**load_or_make_keys(DEMO_HOME / "keys"), **os.environ} if DEMO else dict(os.environ)
_env = Environment(_values)
_MAKE_KEYS = (
    "Run `python -m belltown_site keys` once, keep what it prints safe and apart from the database, and set it."
)

BELLTOWN_DEMO = _env.switch("BELLTOWN_DEMO")
SECRET_KEY = _env.text("BELLTOWN_SECRET_KEY", _MAKE_KEYS)
BELLTOWN_KEYS = _env.keys("BELLTOWN_KEYS", _MAKE_KEYS)
"""Base64 32-byte master keys for identifying fields, the newest first: the first encrypts, all decrypt."""

DATABASES = {
    "default": _env.database(
        "BELLTOWN_DATABASE_URL",
        "For example sqlite:////srv/belltown/belltown.sqlite3 or postgresql://belltown@localhost/belltown.",
        f"sqlite:///{DEMO_HOME / 'belltown.sqlite3'}" if DEMO else None,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_LOCAL_NAMES = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = _LOCAL_NAMES if DEMO else [*_LOCAL_NAMES, *_env.words("BELLTOWN_HOSTS")]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in _env.words("BELLTOWN_HOSTS")]
BELLTOWN_ADDRESS = _env.text("BELLTOWN_ADDRESS", "", f"https://{(_env.words('BELLTOWN_HOSTS') or ['localhost'])[0]}")
"""What stands before the path in a link that is sent as a text message."""
_INSECURE = DEMO or _env.switch("BELLTOWN_INSECURE_LOCALHOST")
BELLTOWN_BEHIND_PROXY = _env.switch("BELLTOWN_BEHIND_PROXY")
"""A proxy of ours stands in front: the visitor's address is the last X-Forwarded-For, the scheme X-Forwarded-Proto."""
if BELLTOWN_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DESKS = (
    "field",
    "dispatch",
    "care",
    "people",
    "legal",
    "community",
    "directory",
    "office",
    "mine",
    "home",
    "public",
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "belltown_site.web",
    "belltown_site.accounts",
    "belltown_site.ledger",
    "belltown_site.jurisdiction",
    "belltown_site.directory",
    "belltown_site.office",
    "belltown_site.records",
    *(f"belltown_site.desks.{desk}" for desk in DESKS),
]
MIDDLEWARE = [
    "belltown_site.web.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "belltown_site.accounts.middleware.session_rules",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "belltown_site.jurisdiction.site_time.site_time",
    "belltown_site.web.middleware.plain_refusals",
    "belltown_site.desks.mine.middleware.own_window_alone",
]
ROOT_URLCONF = "belltown_site.urls"
WSGI_APPLICATION = "belltown_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "belltown_site.web.middleware.site_context",
            ]
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["belltown_site.accounts.sign_in.EmailBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",  # memory-hard, and in Python itself
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "belltown_site.accounts.passwords.OwnWordsValidator"},
    {"NAME": "belltown_site.accounts.passwords.GuessableValidator"},
    {"NAME": "belltown_site.accounts.breached.StolenPasswordValidator"},
]
BELLTOWN_BREACHED_PASSWORDS = _env.text("BELLTOWN_BREACHED_PASSWORDS", "", "")
"""The path of a list of breached passwords, one SHA-1:count a line, ordered by hash; without one, the shipped lists."""

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 24 * 60 * 60  # how long a browser is remembered; how long it is trusted stands below
BELLTOWN_IDLE_MINUTES = _env.between("BELLTOWN_IDLE_MINUTES", 15, 5, 30)
"""After so long without a request that a person made, the page locks."""
BELLTOWN_SESSION_HOURS = 12
"""After so long from the sign-in, the page locks however busy it is."""
BELLTOWN_LOCK_UNTIL_RELEASED = _env.switch("BELLTOWN_LOCK_UNTIL_RELEASED")
"""An account locked by wrong passwords waits for an administrator; without it, for a quarter of an hour."""
BELLTOWN_USE_NOTICE = _env.text(
    "BELLTOWN_USE_NOTICE",
    "",
    "This site holds confidential records of people in a diversion program. Use it for your work alone. "
    "What you open and change is recorded and reviewed. Misuse can end your access and may be a crime.",
)
"""What everybody reads and agrees to at each sign-in."""
_HOST = "" if _INSECURE else "__Host-"  # a browser takes a cookie of that name from this host alone, over TLS, for all
SESSION_COOKIE_NAME = f"{_HOST}belltown_session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_HOST}belltown_csrf"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token themselves
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "belltown_site.web.middleware.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not _INSECURE
SECURE_SSL_REDIRECT = not _INSECURE
SECURE_HSTS_SECONDS = 0 if _INSECURE else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not _INSECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

STATIC_URL = "/static/"
STATIC_ROOT = None  # nothing is collected: the wheel carries the files and they are served from where they lie
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

FILE_UPLOAD_HANDLERS = ["belltown_site.web.uploads.InMemoryAlone"]  # no file of anybody's ever lies on a disk in clear
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

EMAIL_BACKEND = _env.text(
    "BELLTOWN_EMAIL_BACKEND",
    "",
    "django.core.mail.backends.dummy.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = _env.text("BELLTOWN_EMAIL_HOST", "", "localhost")
EMAIL_PORT = _env.number("BELLTOWN_EMAIL_PORT", 25)
EMAIL_HOST_USER = _env.text("BELLTOWN_EMAIL_USER", "", "")
EMAIL_HOST_PASSWORD = _env.text("BELLTOWN_EMAIL_PASSWORD", "", "")
EMAIL_USE_TLS = _env.switch("BELLTOWN_EMAIL_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _env.text("BELLTOWN_EMAIL_FROM", "", "belltown@localhost")

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"nothing_personal": {"()": "belltown_site.web.middleware.NothingPersonal"}},
    "formatters": {
        "line": {
            "()": "belltown_site.web.middleware.InUtc",
            "fmt": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["nothing_personal"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "belltown": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}

_env.check()
