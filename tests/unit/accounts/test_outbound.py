"""Which addresses the sign-in may ask at all."""

import pytest

from belltown_site.accounts.outbound import ProviderAway, ask, is_safe

HOSTS = {"login.police.example", "localhost:9400", "127.0.0.1:9400", "[::1]:9400"}


@pytest.mark.parametrize(
    "url",
    ["https://login.police.example", "https://login.police.example/a?b=c", "https://LOGIN.police.example/x",
     "http://localhost:9400/x", "http://127.0.0.1:9400/x", "http://[::1]:9400/x"],
)  # fmt: skip
def test_an_address_on_a_named_host_over_tls_may_be_asked(url):
    assert is_safe(url, HOSTS)


@pytest.mark.parametrize(
    "url",
    ["http://login.police.example/x", "https://evil.example/x", "https://login.police.example.evil.example/x",
     "https://login.police.example@evil.example/x", "https://evil.example/login.police.example",
     "https://login.police.example:8443/x", "https://evil.example\\@login.police.example/x",
     "https://evil.example#@login.police.example/", "http://localhost:9401/x", "http://localhost/x",
     "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "ftp://login.police.example/x", "//x", "",
     "https://", "https://[::1/x", "https://login.police.example/a b", "javascript:alert(1)", None, 7, ["https://x"]],
)  # fmt: skip
def test_any_other_may_not(url):
    assert not is_safe(url, HOSTS)


def test_an_address_that_may_not_be_asked_is_not():
    with pytest.raises(ProviderAway, match="may ask"):
        ask("http://169.254.169.254/", hosts=HOSTS)


def test_no_more_are_asked_at_once_than_the_site_can_spare(monkeypatch):
    from threading import BoundedSemaphore

    from belltown_site.accounts import outbound

    taken = BoundedSemaphore(1)
    taken.acquire()
    monkeypatch.setattr(outbound, "_turns", taken)
    with pytest.raises(ProviderAway, match="Many people"):
        ask("http://localhost:9400/x", hosts=HOSTS)


def test_a_provider_that_cannot_be_reached_gives_its_turn_back():
    from belltown_site.accounts import outbound

    for _ in range(outbound.AT_ONCE + 1):
        with pytest.raises(ProviderAway, match="does not answer"):
            ask("http://127.0.0.1:9", hosts={"127.0.0.1:9"})
