"""A site that is set up, with the cast, before every test of the vault."""

from datetime import timedelta

import pytest

from tests.integration.records import story
from tests.lib.people import in_care


@pytest.fixture
def site(cast, now):
    """The invented county, on call at noon; gives the cast."""
    story.set_up(now)
    return cast


@pytest.fixture
def three(site, now):
    """Three records of people in the care of Open Door: two that are alike and one that is not."""
    return (
        in_care(now, "Robert Smith", "1990-05-02", contact="316-555-0142"),
        in_care(now + timedelta(hours=1), "Bob Smith", "1990-05-02"),
        in_care(now + 2 * timedelta(hours=1), "Reed Vetch", "1971-11-27"),
    )
