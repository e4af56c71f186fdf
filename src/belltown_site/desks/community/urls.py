"""Community referral: a form for anybody, a queue for those who answer it."""

from __future__ import annotations

from django.urls import path

from belltown_site.desks.community import views

app_name = "community"
urlpatterns = [
    path("", views.refer, name="refer"),
    path("received/", views.received, name="received"),
    path("queue/", views.queue, name="queue"),
    path("queue/closed/", views.closed, name="closed"),
    path("queue/<uuid:id>/", views.referral, name="referral"),
    path("queue/<uuid:id>/refuse/", views.refuse, name="refuse"),
    path("queue/<uuid:id>/<slug:step>/", views.move, name="move"),
]
