"""A new key: all is sealed and indexed under it, whenever it is stopped, and then the old one may go."""

import base64

import pytest
from django.db import connection

from belltown.errors import NotPossible
from belltown_site import __main__ as command
from belltown_site import running
from belltown_site.records import actions, gate
from belltown_site.records.actions import Person, rotation
from belltown_site.records.fields import blind, blinds, current_key_id, key_id_of
from belltown_site.records.models import OwnWindow, Participant
from tests.integration.records import story
from tests.lib.vault import opened

OLD, NEW, OTHER = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3))
pytestmark = pytest.mark.django_db


@pytest.fixture
def under_the_old_key(site, now, settings):
    """Three people and a referral sealed under the old key; the new one stands before it."""
    settings.BELLTOWN_KEYS = (OLD,)
    for name in ("Juniper Yarrow", "Rowan Sedge", "Hazel Bracken"):
        story.accepted(now, person=Person(chosen_name=name, born="1990-05-02", contact="by the pier"))
    actions.referrals.receive(base_id(), about="Someone in gray", words="sleeps by the door", now=now)
    settings.BELLTOWN_KEYS = (NEW, OLD)
    return site


def base_id():
    return "00000000-0000-4000-8000-000000000001"


def names():
    with opened():
        return sorted(Participant.objects.values_list("chosen_name", flat=True))


def key_ids():
    found = []
    with opened():
        for model in rotation.sealed_models():
            for field in rotation._sealed_fields(model):
                rows = model.objects.annotate(raw=rotation.Cast(field.name, rotation.models.BinaryField()))
                found += [key_id_of(bytes(value)) for value in rows.values_list("raw", flat=True) if value]
    return found


def is_known(site, name):
    return gate.known_persons(viewer=site["ofelia"], name=name).may_be_known


def test_everything_is_sealed_and_indexed_under_the_newest_key(under_the_old_key):
    stale = len([one for one in key_ids() if one != current_key_id()])
    done = rotation.rotate()
    assert (done.sealed, done.indexed, done.unopened) == (stale, 3, {})
    assert stale >= 8
    assert set(key_ids()) == {current_key_id()}


def test_the_old_key_may_go_afterwards(under_the_old_key, settings, now):
    rotation.rotate()
    settings.BELLTOWN_KEYS = (NEW,)
    assert names() == ["Hazel Bracken", "Juniper Yarrow", "Rowan Sedge"]
    assert is_known(under_the_old_key, "Rowan Sedge")
    assert gate.referrals(viewer=under_the_old_key["pam"])[0].words == "sleeps by the door"


def test_without_a_rotation_the_old_key_is_missed(under_the_old_key, settings):
    settings.BELLTOWN_KEYS = (NEW,)
    assert not is_known(under_the_old_key, "Rowan Sedge")


def test_a_name_is_found_before_during_and_after(under_the_old_key):
    found = [is_known(under_the_old_key, "Juniper Yarrow")]
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(stopping_after(2), batch=1)
    found.append(is_known(under_the_old_key, "Juniper Yarrow"))
    rotation.rotate()
    assert [*found, is_known(under_the_old_key, "Juniper Yarrow")] == [True] * 3


def stopping_after(times):
    said = []

    def say(line):
        said.append(line)
        if len(said) == times:
            raise KeyboardInterrupt

    return say


def test_stopped_in_the_middle_it_goes_on_with_what_is_left(under_the_old_key):
    stale = len([one for one in key_ids() if one != current_key_id()])
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(stopping_after(2), batch=1)
    left = len([one for one in key_ids() if one != current_key_id()])
    assert 0 < left < stale
    assert rotation.rotate(batch=1).sealed == left
    assert names() == ["Hazel Bracken", "Juniper Yarrow", "Rowan Sedge"]


def test_a_second_run_has_nothing_to_do(under_the_old_key):
    rotation.rotate()
    again = rotation.rotate(pytest.fail)
    assert (again.sealed, again.indexed) == (0, 0)


def test_a_value_under_a_key_that_is_gone_is_counted_and_everything_else_sealed(under_the_old_key, settings, now):
    settings.BELLTOWN_KEYS = (OTHER,)
    story.encountered(now, person=Person(chosen_name="Ash Thistle", contact="at the depot"))
    settings.BELLTOWN_KEYS = (NEW, OLD)
    done = rotation.rotate()
    assert done.unopened == {"records_participant": 2}
    assert done.indexed == 3
    assert key_ids().count(current_key_id()) == len(key_ids()) - 2


def test_the_command_says_what_it_did_and_nothing_of_what_it_read(under_the_old_key, capsys):
    assert command.main(["rotate-keys"]) == 0
    said = capsys.readouterr().out
    assert "people indexed anew under the newest key" in said
    assert "The older keys may be taken out" in said
    assert "Juniper" not in said


def test_the_command_names_the_table_and_how_many_do_not_open(under_the_old_key, settings, capsys):
    settings.BELLTOWN_KEYS = (NEW,)
    with pytest.raises(NotPossible, match=r"9 in records_participant, 2 in records_referral.*take no key away"):
        running.rotate_keys()
    assert "may be taken out" not in capsys.readouterr().out


def test_a_value_that_was_changed_is_counted_too(under_the_old_key):
    with opened(), connection.cursor() as cursor:
        cursor.execute("update records_referral set words = about")
    assert rotation.rotate().unopened == {"records_referral": 1}


def test_a_window_is_found_by_its_phone_under_the_new_key_alone(site, now, settings):
    settings.BELLTOWN_KEYS = (OLD,)
    window = story.window_of(story.handed_over(now), now)
    with opened():
        OwnWindow.objects.update(phone="+13165550142", phone_digest=blind("phone", "+13165550142"))
    settings.BELLTOWN_KEYS = (NEW, OLD)
    rotation.rotate(batch=1)
    settings.BELLTOWN_KEYS = (NEW,)
    with opened():
        found = OwnWindow.objects.get(phone_digest__in=blinds("phone", "+13165550142"))
        assert (found.user_id, found.phone) == (window.pk, "+13165550142")
