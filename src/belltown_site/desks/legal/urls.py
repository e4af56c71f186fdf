"""The prosecutor's desk: diverted charges that wait, each with its clock."""

from __future__ import annotations

from django.urls import path

from belltown_site.desks.legal import views

app_name = "legal"
urlpatterns = [
    path("", views.holds, name="holds"),
    path("decided/", views.decided, name="decided"),
    path("<uuid:id>/", views.hold, name="hold"),
    path("<uuid:id>/decide/", views.decide, name="decide"),
    path("<uuid:id>/extend/", views.extend, name="extend"),
    path("<uuid:id>/pause/", views.pause, name="pause"),
    path("<uuid:id>/resume/", views.resume, name="resume"),
    path("<uuid:id>/return/", views.return_early, name="return_early"),
]
