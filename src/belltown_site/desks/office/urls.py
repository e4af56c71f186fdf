"""The office: accounts and agencies, reviews, the ledger; and the page of whoever was invited."""

from __future__ import annotations

from django.urls import path

from belltown_site.desks.office.views import access, accounts, agencies, changes, invited, ledger, weekly

app_name = "office"
urlpatterns = [
    path("", accounts.accounts, name="accounts"),
    path("open/", accounts.open_account, name="open"),
    path("account/<uuid:id>/", accounts.account, name="account"),
    path("account/<uuid:id>/invite/", accounts.invite, name="invite"),
    path("account/<uuid:id>/reopen/", accounts.reopen, name="reopen"),
    path("account/<uuid:id>/seat/", changes.seat, name="seat"),
    path("account/<uuid:id>/release/", changes.release, name="release"),
    path("account/<uuid:id>/reset/", changes.reset, name="reset"),
    path("account/<uuid:id>/leave/", changes.leave, name="leave"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/add/", agencies.add, name="add_agency"),
    path("agencies/<uuid:id>/", agencies.agency, name="agency"),
    path("agencies/<uuid:id>/sign/", agencies.sign, name="sign_agency"),
    path("agencies/<uuid:id>/withdraw/", agencies.withdraw, name="withdraw_agency"),
    path("agencies/<uuid:id>/part-2/", agencies.posture, name="posture"),
    path("access/", access.review, name="access"),
    path("access/accounts.csv", access.as_file, name="access_file"),
    path("access/<uuid:id>/", access.say, name="say"),
    path("weeks/", weekly.weeks, name="weeks"),
    path("weeks/<slug:step>/", weekly.week, name="week"),
    path("weeks/<slug:step>/<uuid:id>/", weekly.mark, name="mark"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/check/", ledger.check, name="check"),
    path("invitation/<uuid:id>/", invited.invitation, name="invitation"),
]
