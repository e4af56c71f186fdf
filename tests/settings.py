"""The site's own settings with an environment of its own, so that tests ask nobody for one.

BELLTOWN_TEST_DATABASE_URL names another database server; without it, a SQLite file of this run.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="belltown-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

for _name in [name for name in os.environ if name.startswith("BELLTOWN_") and not name.startswith("BELLTOWN_TEST_")]:
    if _name != "BELLTOWN_BOOTSTRAPPED":
        del os.environ[_name]
os.environ |= {
    "BELLTOWN_VAR": str(_HOME),
    "BELLTOWN_SECRET_KEY": "not-a-secret-used-by-tests-alone-0123456789abcdef",
    "BELLTOWN_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "BELLTOWN_DATABASE_URL": os.environ.get("BELLTOWN_TEST_DATABASE_URL") or f"sqlite:///{_HOME / 'site.sqlite3'}",
    "BELLTOWN_INSECURE_LOCALHOST": "1",
    "BELLTOWN_EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
}

from belltown_site.settings import *  # noqa: E402, F403
from belltown_site.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed alone; no real password is here
ALLOWED_HOSTS = ["*"]

_default = DATABASES["default"]
if _default["ENGINE"].endswith("sqlite3"):
    _default["TEST"] = {"NAME": str(_HOME / "test.sqlite3")}
    _default["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    _default["OPTIONS"]["pool"] = {"min_size": 0, "max_size": 64, "timeout": 20}
