"""A site from its pack: areas, partners, drop-off centers; and doing it twice."""

import json

import pytest

from belltown.errors import BadPack
from belltown.protocol.load import available
from belltown_site.accounts.demo import AGENCIES, CAST, make_cast
from belltown_site.accounts.models import Agency
from belltown_site.jurisdiction import setting_up
from belltown_site.jurisdiction.areas import beat_at, in_catchment, store_areas
from belltown_site.jurisdiction.models import Area, DropOffCentre, SitePreferences
from belltown_site.jurisdiction.preferences import local_day, preferences
from belltown_site.jurisdiction.setting_up import publish_packaged, set_up_site

pytestmark = pytest.mark.django_db

COUNTY = "example-county"


def counts():
    return [model.objects.count() for model in (Agency, Area, DropOffCentre, SitePreferences)]


def test_the_invented_county_is_whole():
    set_up_site(COUNTY)
    assert preferences().timezone == "America/Chicago"
    assert preferences().fallback_phone
    assert DropOffCentre.objects.count() == 2
    assert {area.code for area in Area.objects.all()} == {"catchment", "D1", "D2", "S1", "S2", "S3"}


def test_setting_up_twice_changes_nothing():
    set_up_site(COUNTY)
    before = counts()
    Agency.objects.filter(kind="police").update(phone="changed by hand")
    SitePreferences.objects.update(caseload_ceiling=18)
    set_up_site(COUNTY)
    assert counts() == before
    assert Agency.objects.filter(phone="changed by hand").count() == 2
    assert preferences().caseload_ceiling == 18


def test_the_cast_works_for_the_packs_own_agencies():
    set_up_site(COUNTY)
    before = Agency.objects.count()
    make_cast()
    assert Agency.objects.count() == before
    assert {AGENCIES[part.agency].name for part in CAST.values()} <= set(Agency.objects.values_list("name", flat=True))


@pytest.mark.parametrize("site", sorted({key.partition("/")[0] for key in available()}))
def test_every_pack_can_set_up_a_site(site):
    assert set_up_site(site).site == site


def test_a_site_without_a_pack_is_told_which_there_are():
    with pytest.raises(BadPack, match="example-county"):
        set_up_site("atlantis")


def test_every_packaged_version_is_published_and_in_force(cast, now):
    set_up_site(COUNTY)
    assert publish_packaged(COUNTY, publisher=cast["pam"], activator=cast["pam"], now=now) == 2
    assert publish_packaged(COUNTY, publisher=cast["pam"], activator=cast["pam"], now=now) == 2


def test_faults_of_partners_are_all_said(monkeypatch):
    text = "agencies: [{id: a, name: A, kind: circus, partner: true}, {id: b, kind: police}]\ndrop_off: [{name: D}]"
    monkeypatch.setattr(setting_up, "_packaged", lambda *_: text)
    with pytest.raises(BadPack) as refused:
        setting_up.read_partners(COUNTY)
    assert len(refused.value.faults) == 6


class TestAreas:
    @pytest.fixture(autouse=True)
    def _areas(self, db):
        set_up_site(COUNTY)

    def test_a_place_in_old_town_lies_in_its_beat_and_in_the_program(self):
        assert in_catchment(38.97, -98.27, site=COUNTY) is True
        assert beat_at(38.97, -98.27, site=COUNTY).code == "D1"

    def test_a_place_far_away_lies_in_none(self):
        assert in_catchment(47.61, -122.34, site=COUNTY) is False
        assert beat_at(47.61, -122.34, site=COUNTY) is None

    def test_a_site_that_drew_no_area_does_not_know(self):
        assert in_catchment(38.97, -98.27, site="seattle-to-be") is None

    def test_a_place_off_the_map_is_refused(self):
        with pytest.raises(ValueError, match="no such place"):
            in_catchment(97, 38, site=COUNTY)

    def test_a_beat_named_twice_is_refused(self):
        square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
        feature = {"type": "Feature", "properties": {"beat": "X"}, "geometry": square}
        with pytest.raises(BadPack, match=r"\[X\] stands twice"):
            store_areas(json.dumps({"type": "FeatureCollection", "features": [feature, feature]}), site=COUNTY)

    @pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"type": "Point", "coordinates": [0, 0]}'])
    def test_an_outline_that_is_none_is_refused_in_words(self, text):
        with pytest.raises(BadPack):
            store_areas(text, site=COUNTY)


def test_the_sites_day_is_its_own_not_greenwichs(now):
    set_up_site(COUNTY)
    assert local_day(now.replace(hour=5)).isoformat() == "2026-11-22"
    assert local_day(now.replace(hour=6)).isoformat() == "2026-11-23"


def test_there_is_one_row_of_preferences():
    from django.db import IntegrityError

    set_up_site(COUNTY)
    with pytest.raises(IntegrityError):
        SitePreferences.objects.create(id=2, site="x", name="x")


def test_the_ringing_steps_must_follow_one_another():
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        SitePreferences.objects.create(site="x", name="x", ring_next_after=60, ring_deputy_after=60)
