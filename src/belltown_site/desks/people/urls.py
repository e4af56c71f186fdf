"""The people in care, and the papers by which they allow others to know of them."""

from __future__ import annotations

from django.urls import path

from belltown_site.desks.people import (
    circles,
    emergency,
    files,
    finding,
    identity,
    papers,
    signed_papers,
    views,
    window,
)

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
    path("emergency/", emergency.emergency, name="emergency"),
    path("emergency/<uuid:id>/close/", emergency.close, name="close_glass"),
    path("emergency/<uuid:id>/standing/", emergency.standing, name="glass"),
    path("emergency/openings/", emergency.openings, name="openings"),
    path("emergency/openings/<uuid:id>/", emergency.opening, name="opening"),
    path("<uuid:id>/circle/", circles.draw, name="circle"),
    path("<uuid:id>/circle/lift/", circles.lift, name="lift_circle"),
    path("<uuid:id>/", views.person, name="person"),
    path("<uuid:id>/who-has-looked.csv", files.accounting, name="accounting"),
    path("<uuid:id>/who-has-looked.pdf", files.accounting_pdf, name="accounting_pdf"),
    path("<uuid:id>/share/", papers.kinds, name="kinds"),
    path("<uuid:id>/share/<slug:kind>/", papers.choose, name="choose"),
    path("<uuid:id>/keep-back/", papers.keep_back, name="keep_back"),
    path("keep-back/<uuid:id>/end/", papers.lift, name="lift"),
    path("<uuid:id>/window/code/", window.code, name="window_code"),
    path("<uuid:id>/window/text/", window.text, name="window_text"),
    path("<uuid:id>/window/here/", window.here, name="window_here"),
    path("<uuid:id>/window/forget-phone/", window.forget_phone, name="window_forget_phone"),
    path("question/<uuid:id>/answer/", window.answer, name="answer"),
    path("consent/<uuid:id>/", papers.paper, name="paper"),
    path("consent/<uuid:id>/sign/", papers.sign, name="sign"),
    path("consent/<uuid:id>/stop/", papers.stop, name="stop"),
    path("consent/<uuid:id>/copy/", papers.copy, name="copy"),
    path("consent/<uuid:id>/copy.pdf", files.copy_pdf, name="copy_pdf"),
    path("consent/<uuid:id>/copy/given/", signed_papers.give_copy, name="give_copy"),
    path("consent/<uuid:id>/picture/", signed_papers.picture, name="picture"),
    path("consent/<uuid:id>/picture/clear/", signed_papers.clear_picture, name="clear_picture"),
    path("consent/<uuid:id>/picture/confirm/", signed_papers.confirm, name="confirm"),
    path("consent/<uuid:id>/picture/<int:number>/", signed_papers.signed_page, name="signed_page"),
]
