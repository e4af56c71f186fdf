"""Pages of signing in and out, and of one's own account."""

from __future__ import annotations

from django.urls import path

from belltown_site.accounts import account_views, again_views, agency_views, second_step, views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-in/second-step", second_step.second_step, name="second_step"),
    path("sign-in/protect", second_step.protect, name="protect"),
    path("sign-in/state", again_views.state, name="state"),
    path("sign-in/again", again_views.again, name="again"),
    path("sign-in/taken-up", again_views.taken_up, name="taken_up"),
    path("sign-in/agency/again", agency_views.go_again, name="agency_again"),
    path("sign-in/agency/<uuid:id>", agency_views.go, name="agency_go"),
    path("sign-in/agency/<uuid:id>/back", agency_views.back, name="agency_back"),
    path("sign-in/passkey/make", second_step.passkey_to_make, name="passkey_to_make"),
    path("sign-in/passkey/prove", second_step.passkey_to_prove, name="passkey_to_prove"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("demo/continue/<str:name>", views.continue_as, name="continue_as"),
    path("account", account_views.account, name="account"),
    path("account/password", account_views.password, name="password"),
    path("account/authenticator", second_step.add_authenticator, name="add_authenticator"),
    path("account/authenticator/remove", account_views.remove_authenticator, name="remove_authenticator"),
    path("account/passkey", second_step.add_passkey, name="add_passkey"),
    path("account/passkey/<uuid:id>/remove", account_views.remove_passkey, name="remove_passkey"),
    path("account/agency/remove", agency_views.unbind, name="agency_remove"),
    path("account/recovery-codes", account_views.recovery_codes, name="recovery_codes"),
    path("account/sign-out-everywhere", account_views.sign_out_everywhere, name="sign_out_everywhere"),
]
