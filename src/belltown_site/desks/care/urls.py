"""The case manager's part in the filing clock. The rest of care has its own pages."""

from __future__ import annotations

from django.urls import path

from belltown_site.desks.care import views

app_name = "care"
urlpatterns = [
    path("", views.intakes, name="intakes"),
    path("<uuid:id>/confirm/", views.confirm, name="confirm"),
    path("<uuid:id>/pause/", views.pause, name="pause"),
    path("<uuid:id>/resume/", views.resume, name="resume"),
]
