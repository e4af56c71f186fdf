"""The field desk. Addresses hold numbers of encounters and handoffs, and nothing of anybody."""

from __future__ import annotations

from django.urls import path, re_path

from belltown_site.desks.field.views import encounter, handoff, home, protocol, writing

app_name = "field"
_ENCOUNTER, _HANDOFF = "encounter/<uuid:id>/", "handoff/<uuid:id>/"
urlpatterns = [
    path("", home.start, name="start"),
    path("approvals/", home.approvals, name="approvals"),
    path("unit/", home.unit, name="unit"),
    path("centers/", home.centres, name="centres"),
    path("new/", writing.new, name="new"),
    path("new/<uuid:id>/", writing.write, name="write"),
    path("offenses/", writing.find, name="find"),
    path("known/", writing.known, name="known"),
    re_path(r"^protocol/(?P<digest>[0-9a-f]{64})\.json$", protocol.protocol, name="protocol"),
    path(_ENCOUNTER, encounter.encounter, name="encounter"),
    path(f"{_ENCOUNTER}complainant/", encounter.complainant, name="complainant"),
    path(f"{_ENCOUNTER}approval/", encounter.ask, name="ask"),
    path(f"{_ENCOUNTER}approval/<uuid:approval>/", encounter.decide, name="decide"),
    path(f"{_ENCOUNTER}set-aside/", encounter.set_aside, name="set_aside"),
    path(f"{_ENCOUNTER}offer/", encounter.offer, name="offer"),
    path(f"{_ENCOUNTER}reconsider/", encounter.reconsider, name="reconsider"),
    path(f"{_ENCOUNTER}error/", encounter.mark_as_error, name="mark_as_error"),
    path(f"{_ENCOUNTER}call/", encounter.call, name="call"),
    path(_HANDOFF, handoff.handoff, name="handoff"),
    path(f"{_HANDOFF}release/", handoff.release, name="release"),
    path(f"{_HANDOFF}drop-off/", handoff.drop_off, name="drop_off"),
    path(f"{_HANDOFF}dropped-off/", handoff.dropped_off, name="dropped_off"),
    path(f"{_HANDOFF}ring-again/", handoff.ring_again, name="ring_again"),
    path(f"{_HANDOFF}failed/", handoff.fail, name="fail"),
    path(f"{_HANDOFF}cancel/", handoff.cancel, name="cancel"),
]
