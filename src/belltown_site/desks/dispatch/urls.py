"""The dispatch desk's addresses: the board, one handoff with what may be done to it, the roster."""

from __future__ import annotations

from django.urls import path

from belltown_site.desks.dispatch.views import answers, board, handoff, roster

app_name = "dispatch"
urlpatterns = [
    path("", board.board, name="board"),
    path("calls/", board.calls, name="calls"),
    path("answers/", answers.answers, name="answers"),
    path("roster/", roster.roster, name="roster"),
    path("roster/add/", roster.add, name="add_shift"),
    path("roster/<uuid:id>/", roster.shift, name="shift"),
    path("roster/<uuid:id>/cover/", roster.cover, name="cover"),
    path("roster/<uuid:id>/remove/", roster.remove, name="remove_shift"),
    path("<uuid:id>/", handoff.handoff, name="handoff"),
    path("<uuid:id>/accept/", handoff.accept, name="accept"),
    path("<uuid:id>/cannot/", handoff.cannot, name="cannot"),
    path("<uuid:id>/eta/", handoff.set_eta, name="set_eta"),
    path("<uuid:id>/set-out/", handoff.set_out, name="set_out"),
    path("<uuid:id>/arrive/", handoff.arrive, name="arrive"),
    path("<uuid:id>/release/", handoff.release, name="release"),
    path("<uuid:id>/dropped-off/", handoff.dropped_off, name="dropped_off"),
    path("<uuid:id>/ring-again/", handoff.ring_again, name="ring_again"),
    path("<uuid:id>/give-back/", handoff.give_back, name="give_back"),
    path("<uuid:id>/drop-off/", handoff.drop_off, name="drop_off"),
    path("<uuid:id>/fail/", handoff.fail, name="fail"),
    path("<uuid:id>/cancel/", handoff.cancel, name="cancel"),
]
