"""The invented county as an officer's screen needs it: a protocol, beats, people on call, a drop-off center."""

from __future__ import annotations

import uuid
from importlib.resources import files

from django.urls import reverse

from belltown_site.jurisdiction.areas import store_areas
from tests.integration.records import story
from tests.lib.cast import make_cast

SITE = "example-county"
ARREST = {"pathway": "arrest_diversion", "shown": "arrest_diversion", "who": "unknown"}
POSSESSION = {**ARREST, "offense": "drug_possession", "fact-drug_grams": "1.5", "beat": "D1"}
HOLDING = ["no-threat", "adult", "not-on-supervision", "no-recent-violence"]
IN_OLD_TOWN, FAR_AWAY = "38.9700,-98.2700", "10.0000,10.0000"
LIVE = {"HX-Request": "true"}


def set_up(now):
    """The county with its beats and a drop-off center; gives the cast."""
    story.set_up(now)
    store_areas((files("belltown") / "jurisdictions" / SITE / "catchment.geojson").read_text(), site=SITE)
    story.centre()
    return make_cast()


def write_url(id=None):
    return reverse("field:write", args=[id or uuid.uuid4()])


def id_of(url):
    """The encounter's or the handoff's number in an address."""
    return uuid.UUID(next(part for part in url.split("/") if len(part) == 36))
