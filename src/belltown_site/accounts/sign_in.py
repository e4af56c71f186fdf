"""Sign-in with e-mail address and password. A stranger learns nothing: same answer, same work, known account or not."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from belltown_site.accounts.models import User

REFUSED = "That e-mail address and password do not match an open account."


class EmailBackend(BaseBackend):
    """Finds the open account for an address and password."""

    def authenticate(self, _request: HttpRequest | None, email: str = "", password: str = "", **_: Any) -> User | None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            make_password(password)  # the same work as for a known account, so that time tells nothing
            return None
        matches = user.check_password(password)
        return user if matches and user.is_active else None

    def get_user(self, user_id: Any) -> User | None:
        return User.objects.select_related("agency").filter(pk=user_id, is_active=True).first()


def visitor_address(request: HttpRequest) -> str:
    """The visitor's network address: the peer's, or what our own proxy saw when one stands in front."""
    if settings.BELLTOWN_BEHIND_PROXY:
        return request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")
