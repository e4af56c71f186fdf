"""Pages of signing in and out."""

from __future__ import annotations

from django.urls import path

from belltown_site.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("demo/continue/<str:name>", views.continue_as, name="continue_as"),
]
