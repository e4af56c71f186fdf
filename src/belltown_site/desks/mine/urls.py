"""The participant's own window. No address names anybody; the id in a link is a secret that is good once."""

from __future__ import annotations

from django.urls import path

from belltown_site.desks.mine.views import entry, inside, sharing

app_name = "mine"
urlpatterns = [
    path("", entry.home, name="home"),
    path("code/", entry.code, name="code"),
    path("phone/", entry.phone, name="phone"),
    path("open/<uuid:id>/", entry.link, name="link"),
    path("language/<slug:kind>/", entry.language, name="language"),
    path("leave/", entry.leave, name="leave"),
    path("closed/", entry.closed, name="closed"),
    path("stay/", entry.stay, name="stay"),
    path("sharing/", sharing.shares, name="shares"),
    path("sharing/stop-everything/", sharing.stop_everything, name="stop_everything"),
    path("sharing/<uuid:id>/stop/", sharing.stop, name="stop"),
    path("sharing/<uuid:id>/", sharing.form, name="form"),
    path("who-has-looked/", inside.looks, name="looks"),
    path("questions/", inside.questions, name="questions"),
    path("kept/", inside.record, name="record"),
    path("kept/forget-phone/", inside.forget_phone, name="forget_phone"),
    path("rights/", inside.rights, name="rights"),
]
