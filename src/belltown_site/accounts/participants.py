"""The account behind a participant's own window: no address, no password, and no name."""

from __future__ import annotations

from belltown.vocabulary import Role
from belltown_site.accounts.models import Agency, User

NAME = "A participant"
"""Accounts lie readable in the database, so the name of somebody who takes part never stands in one."""


def open_participant_account(agency: Agency) -> User:
    """A new account that nobody can sign in to: only a one-time code or link of the vault's opens its pages."""
    return User.objects.create_user(None, name=NAME, agency=agency, role=Role.PARTICIPANT.value)
