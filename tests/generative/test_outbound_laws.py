"""Laws of the door to the outside: whatever an address looks like, it leads to a named host over TLS or nowhere."""

import httpx
from hypothesis import given
from hypothesis import strategies as some

from belltown_site.accounts.outbound import is_safe

HOST = "login.police.example"
PIECES = some.sampled_from(
    [
        "https://",
        "http://",
        "//",
        HOST,
        "evil.example",
        "@",
        ":",
        "/",
        "\\",
        "#",
        "?",
        "%40",
        ".",
        " ",
        "\t",
        "443",
        "x",
    ]
)


@given(some.lists(PIECES, max_size=9).map("".join))
def test_what_may_be_asked_goes_where_the_client_will_take_it(url):
    if not is_safe(url, {HOST}):
        return
    taken = httpx.URL(url)
    assert (taken.scheme, taken.host, taken.userinfo) == ("https", HOST, b"")


@given(some.text())
def test_no_text_is_too_odd_to_be_judged(text):
    assert is_safe(text, {HOST}) in (True, False)
