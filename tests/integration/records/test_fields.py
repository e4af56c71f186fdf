"""Identity at rest: unreadable in the database, and still found by name."""

import base64

import pytest
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from belltown.linkage.described import Described
from belltown_site.records import name_keys
from belltown_site.records.fields import Unreadable, blind, blinds, current_key_id, key_id_of, seal, unseal
from belltown_site.records.models import Encounter, Participant, PersonKey
from tests.integration.records import story
from tests.lib.vault import opened

OLD, NEW = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


@given(st.text(max_size=200))
def test_what_is_sealed_opens_to_the_same_text(text):
    assert unseal(seal(text, "table.column"), "table.column") == text


def test_the_same_text_is_sealed_differently_each_time():
    assert seal("Juniper", "t.c") != seal("Juniper", "t.c")


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(Unreadable, match="changed or moved"):
        unseal(seal("Juniper", "t.chosen_name"), "t.contact")


@pytest.mark.parametrize("position", [0, 1, 5, 20, -1])
def test_a_changed_byte_does_not_open(position):
    sealed = bytearray(seal("Juniper", "t.c"))
    sealed[position] ^= 1
    with pytest.raises(Unreadable):
        unseal(bytes(sealed), "t.c")


def test_an_older_key_still_opens_and_new_values_take_the_newest(settings):
    settings.BELLTOWN_KEYS = (OLD,)
    before = seal("Juniper", "t.c")
    settings.BELLTOWN_KEYS = (NEW, OLD)
    assert unseal(before, "t.c") == "Juniper"
    assert key_id_of(seal("Juniper", "t.c")) == current_key_id() != key_id_of(before)


def test_a_key_taken_away_is_missed_in_words(settings):
    settings.BELLTOWN_KEYS = (OLD,)
    before = seal("Juniper", "t.c")
    settings.BELLTOWN_KEYS = (NEW,)
    with pytest.raises(Unreadable, match="a key this server does not hold"):
        unseal(before, "t.c")


def test_a_search_asks_under_every_key_and_the_index_is_written_under_the_newest(settings):
    settings.BELLTOWN_KEYS = (OLD,)
    before = blind("name", "juniper")
    settings.BELLTOWN_KEYS = (NEW, OLD)
    assert blinds("name", "juniper") == (blind("name", "juniper"), before)
    assert blind("name", "juniper") != before


@pytest.mark.django_db
def test_no_name_lies_readable_in_the_database(site, now):
    story.encountered(now)
    with opened(), connection.cursor() as cursor:
        for model in (Participant, PersonKey, Encounter):
            cursor.execute(f"select {_columns(model)} from {model._meta.db_table}")
            stored = b"".join(
                bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for r in cursor for v in r
            )
            assert stored
            for word in (b"Juniper", b"juniper", b"Yarrow", b"1990", b"pier"):
                assert word not in stored


def _columns(model):
    """All but ids and moments: they are made by chance, and any four figures turn up in them sooner or later."""
    by_chance = (models.UUIDField, models.ForeignKey, models.DateTimeField)
    fields = [one for one in model._meta.concrete_fields if not isinstance(one, by_chance)]
    return ", ".join(connection.ops.quote_name(one.column) for one in fields)


@pytest.mark.django_db
def test_an_encrypted_field_reads_back_as_text(site, now):
    story.encountered(now)
    with opened():
        assert Participant.objects.get().chosen_name == "Juniper Yarrow"


def test_the_order_of_a_names_words_does_not_matter():
    written, turned = (Described(names=(name,)) for name in ("Juniper Yarrow", "YARROW, Juniper"))
    assert name_keys.keys_of(written) == name_keys.keys_of(turned)


def test_nothing_known_has_no_keys():
    assert name_keys.keys_of(Described()) == ()
    assert name_keys.searched("", "") == name_keys.sought(Described()) == ()


def test_the_guard_asks_by_no_key_that_many_people_share():
    asked = set(name_keys.searched("Juniper Yarrow", "1990-05-02"))
    assert asked == {blind(*key) for key in (
        ("name", "juniper yarrow"), ("sound", "j516 y600"), ("born", "1990-05-02"), ("year", "1990"),
    )}  # fmt: skip
