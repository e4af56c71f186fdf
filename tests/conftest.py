"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.contrib.auth.signals import user_logged_in

from belltown_site.accounts.models import User
from tests.lib import cast as cast_factories
from tests.lib.browser import chromium, page, screen
from tests.lib.flush import flushing_lifts_the_ledgers_triggers
from tests.lib.signed_in import mark_forced_sign_in

__all__ = ["chromium", "page", "screen"]  # one browser a session, whichever folder asks for it

user_logged_in.connect(mark_forced_sign_in, dispatch_uid="tests.signed_in")


@pytest.fixture(autouse=True, scope="session")
def _flush_may_empty_the_ledger() -> Iterator[None]:
    with flushing_lifts_the_ledgers_triggers():
        yield


@pytest.fixture
def now() -> datetime:
    """A Monday noon in the invented county, in UTC."""
    return datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    """Everybody, by first name in lower case: cast["ofelia"], cast["nobody"], ..."""
    return cast_factories.make_cast()
