"""Public pages. None needs an account, and none holds anything about a person."""

from __future__ import annotations

from django.urls import path

from belltown_site.desks.public import gallery, views

app_name = "public"
urlpatterns = [
    path("", views.front, name="front"),
    path("what/", views.what, name="what"),
    path("protocol/", views.protocol, name="protocol"),
    path("about/", views.about, name="about"),
    path("gallery/", gallery.gallery, name="gallery"),
]
