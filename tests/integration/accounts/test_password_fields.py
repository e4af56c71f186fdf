"""A password as people and their password managers type it: any letters, long, unseen, pasted, and kept as it is."""

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.password_validation import validate_password

from belltown_site import settings as ours
from belltown_site.accounts.models import User
from tests.integration.accounts.factors import first_step, with_password

pytestmark = pytest.mark.django_db
LONG = "my cat sleeps on the radio while the rain falls on a tin roof in March, and nobody minds it at all"


def field(client, path, name):
    page = client.get(path).content.decode()
    return next(part.partition(">")[0] for part in page.split("<input ") if f'name="{name}"' in part)


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [("/sign-in", "password", "current-password"), ("/account/password", "password", "new-password"),
     ("/account/password", "repeat", "new-password"), ("/sign-in/again", "password", "current-password")],
)  # fmt: skip
def test_it_is_typed_unseen_and_may_be_pasted_and_filled_in(client, path, name, kind):
    if path != "/sign-in":
        client.force_login(with_password("ofelia"))
    typed = field(client, path, name)
    assert 'type="password"' in typed
    assert f'autocomplete="{kind}"' in typed
    assert "onpaste" not in typed
    assert "maxlength" not in typed or int(typed.partition('maxlength="')[2].partition('"')[0]) >= 64


@pytest.mark.parametrize(
    "password", [LONG, "  ein Käse, drei Löffel  ", "ПРИВЕТ дорогой старый радиоприёмник", "Ab1!" * 16 + LONG]
)
def test_it_is_taken_and_checked_as_it_was_typed(client, password):
    ofelia = with_password("ofelia")
    client.force_login(ofelia)
    assert client.post("/account/password", {"password": password, "repeat": password}).status_code == 302
    kept = User.objects.get(pk=ofelia.pk)
    assert kept.check_password(password)
    for changed in (
        password.strip()[:-1],
        password.swapcase(),
        password[:64] if len(password) > 64 else password + " ",
    ):
        assert not kept.check_password(changed)
    client.post("/sign-out")
    assert first_step(client, ofelia.email, password).status_code == 302


def test_no_kind_of_letter_is_asked_for(cast):
    validate_password("elephants dislike marmalade", cast["ofelia"])


def test_it_is_kept_under_scrypt(settings):
    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS
    kept = hashers.make_password(LONG)
    assert kept.startswith("scrypt$")
    assert int(kept.split("$")[1].partition("$")[0]) >= 2**14
