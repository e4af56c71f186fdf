"""Protocol versions: published once, unchanged for ever, one in force on a day."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from belltown.errors import BadPack, NotAllowed, NotFound, NotPossible, Tampered
from belltown.protocol.load import load_text, packaged_text
from belltown_site.jurisdiction import protocols
from belltown_site.jurisdiction.models import ProtocolVersionRecord, SitePreferences
from belltown_site.jurisdiction.protocols import activate, in_force, publish, retire, version_of
from belltown_site.ledger.models import Entry
from tests.lib import cast as people

pytestmark = pytest.mark.django_db

OLD, NEW = "example-county/2026-01-01", "example-county/2026-07-01"
CHANGED = ("Example County", "Example County, amended")


@pytest.fixture(autouse=True)
def site(db):
    protocols._stored.cache_clear()
    SitePreferences.objects.create(site="example-county", name="Example County", timezone="America/Chicago")


@pytest.fixture
def pam(db):
    return people.pam()


def test_publishing_alone_brings_nothing_into_force(pam, now):
    publish(packaged_text(NEW), by=pam, now=now)
    with pytest.raises(NotPossible, match="No protocol is in force on 2026-08-01"):
        in_force(date(2026, 8, 1))


def test_each_day_has_the_newest_version_that_began_by_then(pam, now):
    for key in (NEW, OLD):
        activate(publish(packaged_text(key), by=pam, now=now), by=pam, now=now)
    assert in_force(date(2026, 1, 1)).key == OLD
    assert in_force(date(2026, 6, 30)).key == OLD
    assert in_force(date(2026, 7, 1)).key == NEW
    with pytest.raises(NotPossible):
        in_force(date(2025, 12, 31))


def test_the_same_pack_published_twice_is_one_version(pam, now):
    first = publish(packaged_text(NEW), by=pam, now=now)
    assert publish(f"# a remark\n{packaged_text(NEW)}", by=pam, now=now + timedelta(days=1)).pk == first.pk
    assert Entry.objects.filter(act="protocol.publish").count() == 1


def test_what_is_stored_reads_as_what_was_published(pam, now):
    text = packaged_text(NEW)
    record = publish(text, by=pam, now=now)
    kept, wanted = version_of(record.digest), load_text(text)
    assert kept.digest == wanted.digest
    assert kept.criteria == wanted.criteria


def test_an_amendment_for_the_same_day_retires_the_one_before(pam, now):
    old = activate(publish(packaged_text(NEW), by=pam, now=now), by=pam, now=now)
    amended = publish(packaged_text(NEW).replace(*CHANGED), by=pam, now=now)
    activate(amended, by=pam, now=now)
    old.refresh_from_db()
    assert old.retired_at == now
    assert in_force(date(2026, 8, 1)).digest == amended.digest
    assert version_of(old.digest).digest == old.digest


def test_a_retired_version_does_not_come_back(pam, now):
    record = activate(publish(packaged_text(NEW), by=pam, now=now), by=pam, now=now)
    retire(record, by=pam, now=now)
    with pytest.raises(NotPossible, match="was retired"):
        activate(record, by=pam, now=now)


def test_activating_twice_is_once(pam, now):
    record = publish(packaged_text(NEW), by=pam, now=now)
    first = activate(record, by=pam, now=now)
    assert activate(record, by=pam, now=now + timedelta(days=1)).activated_at == first.activated_at
    assert Entry.objects.filter(act="protocol.activate").count() == 1


def test_the_database_allows_one_version_in_force_for_a_day(pam, now):
    activate(publish(packaged_text(NEW), by=pam, now=now), by=pam, now=now)
    amended = publish(packaged_text(NEW).replace(*CHANGED), by=pam, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolVersionRecord.objects.filter(pk=amended.pk).update(activated_at=now)


def test_a_text_changed_in_the_database_is_refused(pam, now):
    record = activate(publish(packaged_text(NEW), by=pam, now=now), by=pam, now=now)
    text = re.sub('"at_most":[0-9]+', '"at_most":999', record.text)
    assert text != record.text
    ProtocolVersionRecord.objects.filter(pk=record.pk).update(text=text)
    protocols._stored.cache_clear()
    with pytest.raises(Tampered, match="was changed"):
        in_force(date(2026, 8, 1))


def test_a_digest_of_no_version_is_not_found(pam):
    with pytest.raises(NotFound):
        version_of("0" * 64)


def test_every_fault_of_a_bad_pack_is_said(pam, now):
    text = packaged_text(NEW).replace("timezone: America/Chicago", "timezone: Mars/Base").replace("yes_no", "maybe")
    with pytest.raises(BadPack) as refused:
        publish(text, by=pam, now=now)
    assert len(refused.value.faults) >= 2
    assert not ProtocolVersionRecord.objects.exists()


def test_another_sites_pack_is_refused(pam, now):
    with pytest.raises(NotPossible, match="is for"):
        publish(packaged_text("seattle/2011-10-01"), by=pam, now=now)


@pytest.mark.parametrize("name", ["ofelia", "cass", "pru", "bea", "eve", "pat", "nobody"])
def test_who_may_not_publish_or_activate(name, pam, now):
    someone = people.make_person(name)
    record = publish(packaged_text(NEW), by=pam, now=now)
    for act in (
        lambda: publish(packaged_text(OLD), by=someone, now=now),
        lambda: activate(record, by=someone, now=now),
        lambda: retire(record, by=someone, now=now),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert ProtocolVersionRecord.objects.filter(activated_at=None, retired_at=None).count() == 1


def test_a_site_not_set_up_says_so():
    SitePreferences.objects.all().delete()
    with pytest.raises(NotPossible, match="not set up"):
        in_force(date(2026, 8, 1))


def test_reading_the_protocol_again_asks_the_database_little(pam, now, django_assert_max_num_queries):
    activate(publish(packaged_text(NEW), by=pam, now=now), by=pam, now=now)
    in_force(date(2026, 8, 1))
    with django_assert_max_num_queries(2):
        in_force(date(2026, 8, 1))
