"""The directory desk's addresses. What somebody looks for is posted and never part of one."""

from __future__ import annotations

from django.urls import path

from belltown_site.desks.directory.views import finding, partner, review, rooms, service

app_name = "directory"
urlpatterns = [
    path("", finding.needs, name="needs"),
    path("find/", finding.find, name="find"),
    path("found/", finding.found, name="found"),
    path("rooms/", rooms.board, name="rooms"),
    path("rooms/<uuid:id>/", rooms.count, name="count"),
    path("rooms/<uuid:id>/same/", rooms.same, name="same"),
    path("call/<uuid:id>/", rooms.call, name="call"),
    path("review/", review.queue, name="review"),
    path("review/<uuid:id>/settle/", review.settle, name="settle"),
    path("ask/<uuid:id>/", review.ask, name="ask"),
    path("link/<uuid:id>/end/", review.end_link, name="end_link"),
    path("freshness/", review.freshness, name="freshness"),
    path("texts/", partner.texts, name="texts"),
    path("update/<str:token>/", partner.update, name="update"),
    path("<uuid:id>/", service.service, name="service"),
    path("<uuid:id>/right/", service.right, name="right"),
    path("<uuid:id>/wrong/", service.wrong, name="wrong"),
    path("<uuid:id>/edit/", service.edit, name="edit"),
]
