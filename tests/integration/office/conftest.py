"""An office at work: the county set up, everybody there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from belltown_site.accounts.models import User
from tests.integration.records import story
from tests.lib.cast import make_cast


@pytest.fixture
def now():
    """A moment after everybody's account was opened."""
    return timezone.now() + timedelta(minutes=1)


@pytest.fixture
def cast(db, now) -> dict[str, User]:
    story.set_up(now)
    return make_cast()
