"""One identity provider for all tests of signing in at an agency; each begins with an honest one that knows nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lib import provider as providers


@pytest.fixture(scope="session")
def provider_process() -> Iterator[providers.Provider]:
    with providers.running() as process:
        yield process


@pytest.fixture
def provider(provider_process: providers.Provider) -> providers.Provider:
    provider_process.control(forget=True)
    return provider_process
