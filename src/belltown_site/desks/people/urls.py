"""The people in care, and the papers by which they allow others to know of them."""

from __future__ import annotations

from django.urls import path

from belltown_site.desks.people import finding, identity, papers, views

app_name = "people"
urlpatterns = [
    path("", views.people, name="people"),
    path("find/", finding.find, name="find"),
    path("unnamed/<uuid:id>/", finding.introduce, name="introduce"),
    path("same/", identity.same, name="same"),
    path("same/link/", identity.link, name="link"),
    path("same/two/", identity.not_same, name="not_same"),
    path("same/two/<uuid:id>/end/", identity.lift, name="lift_not_same"),
    path("same/<uuid:id>/unlink/", identity.unlink, name="unlink"),
    path("name/<uuid:id>/end/", identity.end_name, name="end_name"),
    path("birth/<uuid:id>/end/", identity.end_birth, name="end_birth"),
    path("<uuid:id>/names/", identity.names, name="names"),
    path("<uuid:id>/birth/", identity.birth, name="birth"),
    path("<uuid:id>/others/", identity.others, name="others"),
    path("<uuid:id>/", views.person, name="person"),
    path("<uuid:id>/who-has-looked.csv", views.accounting, name="accounting"),
    path("<uuid:id>/share/", papers.kinds, name="kinds"),
    path("<uuid:id>/share/<slug:kind>/", papers.choose, name="choose"),
    path("<uuid:id>/keep-back/", papers.keep_back, name="keep_back"),
    path("keep-back/<uuid:id>/end/", papers.lift, name="lift"),
    path("consent/<uuid:id>/", papers.paper, name="paper"),
    path("consent/<uuid:id>/sign/", papers.sign, name="sign"),
    path("consent/<uuid:id>/stop/", papers.stop, name="stop"),
    path("consent/<uuid:id>/copy/", papers.copy, name="copy"),
]
