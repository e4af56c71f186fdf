"""The one letter the office sends: a link to set up an account. It names the agency, and nobody else."""

from __future__ import annotations

import smtplib

from django.core.mail import send_mail

from belltown_site.accounts.models import User

SUBJECT = "Set up your account"
_TEXT = """An account was opened for you for your work at {agency}.

Open this link within three days to choose a password and a second step. It works once:

{link}

If you did not expect this letter, please tell your agency and do not open the link.
"""


def send_invitation(user: User, link: str) -> bool:
    """Send the link; returns whether the mail server took it."""
    try:
        sent = send_mail(SUBJECT, _TEXT.format(agency=user.agency.name, link=link), None, [user.email])
    except (OSError, smtplib.SMTPException):
        return False
    return bool(sent)
