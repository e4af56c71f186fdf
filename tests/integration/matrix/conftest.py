"""One world a file: built once, read as everybody, and rolled back."""

import logging

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from tests.integration.matrix.making import build
from tests.integration.matrix.surfaces import Browser


class _Kept(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.getMessage()} {record.args!r} {record.exc_text or ''}")


@pytest.fixture(scope="module")
def logged():
    """Every log record of the module, at every level."""
    handler, root = _Kept(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler.lines
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, logged):
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(timezone.now())
        connection.set_rollback(True)


@pytest.fixture(scope="module")
def browser(world):
    """Everybody signed in once, and on a slow machine not locked before the file's end."""
    with override_settings(BELLTOWN_IDLE_MINUTES=600):
        yield Browser(world.seats)
