"""A site that is set up, with the cast, before every test of the vault."""

import pytest

from tests.integration.records import story


@pytest.fixture
def site(cast, now):
    """The invented county, on call at noon; gives the cast."""
    story.set_up(now)
    return cast
