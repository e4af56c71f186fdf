"""What an open page is answered when its session is locked, so that nothing that was typed is lost."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode

from belltown.vocabulary import Role
from belltown_site.accounts.forms import AgainForm
from belltown_site.accounts.models import User
from belltown_site.accounts.proofs import ways_of
from belltown_site.accounts.returning import Return
from belltown_site.accounts.sealing import Unreadable, seal, unseal

HEADER = "Belltown-Sign-In"
PAGE = "Belltown-Page"
WHOSE = "belltown.whose-page"
LOCKED = "You were signed out because nothing happened for a while. Please sign in again; nothing is lost."


@dataclass(frozen=True, slots=True)
class Held:
    """A form that was sent while the session was locked: where to, and every field with its values."""

    path: str
    fields: tuple[tuple[str, str], ...]


def is_behind_a_page(request: HttpRequest) -> bool:
    """Whether an open page asks by itself: a poll, a stream, a script's reading. What a person sends is never that."""
    if request.method not in ("GET", "HEAD"):
        return False
    return _is_scripted(request)


def _is_scripted(request: HttpRequest) -> bool:
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return "HX-Request" in request.headers or PAGE in request.headers or mode != "navigate"


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """What a request gets that only somebody signed in may make; None where the sign-in page is the answer."""
    if _is_scripted(request):
        return HttpResponse(LOCKED, status=401, headers={HEADER: "again"}, content_type="text/plain; charset=utf-8")
    if request.method == "POST" and (user := whose_session(request)):
        return again_page(request, user, Return(held=hold(request, user)))
    return None


def ask_again_for_this(request: HttpRequest) -> HttpResponse:
    """As `ask_again`, for somebody signed in whose last proof is too old for what they are about to do."""
    if answer := ask_again(request):
        return answer
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{resolve_url('accounts:again')}?{query}")


def whose_session(request: HttpRequest) -> User | None:
    """Whose session this is, open or locked."""
    user = request.user if request.user.is_authenticated else request.locked_user
    return _at_work().filter(pk=user.pk).first() if user else None


def _at_work() -> QuerySet[User]:
    """Those who sign in. A participant's own window is never locked and taken up: it shuts, and opens by a code."""
    return User.objects.filter(is_active=True).exclude(role=Role.PARTICIPANT.value)


def again_page(request: HttpRequest, user: User, back: Return, *, form: AgainForm | None = None) -> HttpResponse:
    """The page that asks this person, and nobody else, to sign in again."""
    ways = ways_of(user, request)
    context = {
        "form": form or AgainForm(ways=ways),
        "ways": ways,
        "who": name_page(user),
        "person": user,
        "back": back,
    }
    status = 422 if form else 401 if back.held else 200
    page = render(request, "accounts/again.html", context, status=status)
    page.headers[HEADER] = "again"
    return page


def name_page(user: User) -> str:
    """What a page carries to say whose it is: signed, and no name."""
    return signing.dumps(str(user.pk), salt=WHOSE)


def read_page(name: str) -> User | None:
    """Whose page this is; None when nobody here wrote that."""
    try:
        key = signing.loads(name, salt=WHOSE, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    return _at_work().filter(pk=key).first()


def hold(request: HttpRequest, user: User) -> str:
    """What was sent, sealed for this person alone: it stands in no address, no log and no page's source."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    kept = [one for one in fields if one[0] != "csrfmiddlewaretoken"]
    text = json.dumps({"path": request.get_full_path(), "fields": kept})
    return base64.b64encode(seal(zlib.compress(text.encode()), f"held {user.pk}")).decode()


def take_up(held: str, user: User) -> Held | None:
    """What this person had sent; None when it is not theirs or was changed."""
    try:
        text = zlib.decompress(unseal(base64.b64decode(held), f"held {user.pk}"))
    except (Unreadable, ValueError, zlib.error):
        return None
    read = json.loads(text)
    return Held(read["path"], tuple((name, value) for name, value in read["fields"]))
