"""The first page after signing in, and the counts behind it."""

from __future__ import annotations

from django.urls import path

from belltown_site.desks.home import proceedings, views

app_name = "home"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("counts/", views.counts, name="counts"),
    path("site/proceedings/", proceedings.proceedings, name="proceedings"),
]
