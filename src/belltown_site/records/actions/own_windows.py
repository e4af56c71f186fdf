"""A participant's own window: opened by those who care for them, entered by a code or a link that is good once.

A wrong code, a used one and one that ran out are answered alike, and so is a phone number that nobody knows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.crypto import constant_time_compare

from belltown.errors import BadInput, NotAllowed, NotPossible
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.participants import open_participant_account
from belltown_site.accounts.roles import Permission
from belltown_site.records import own_codes
from belltown_site.records.actions import outbox
from belltown_site.records.actions.acting import aware, trace
from belltown_site.records.fields import blind, blinds
from belltown_site.records.gate.own_care import own_window_of
from belltown_site.records.gate.people import look_at_own
from belltown_site.records.gate.windows import sends_texts
from belltown_site.records.guard import writes, writes_as_worker
from belltown_site.records.models import Channel, EntryWay, OutboxMessage, OwnWindow, Participant, WindowCode
from belltown_site.records.sheets import OneTimeCode

GOOD_FOR = timedelta(minutes=30)
MOST_TRIES = 5
PHONE_GOOD_FOR = timedelta(days=90)
"""Numbers are given up and given to others. After so long without use, one is confirmed anew with the case manager."""
LINK_EVENT = "window.link"
_NOBODY_YET = "whoever comes with a code, a link or a number is nobody yet: it says whose window is meant"


@writes
def make_code(participant: UUID | str, *, by: User, now: datetime) -> OneTimeCode:
    """A code to be said or printed, told this once. A code or link made before no longer works.

    Raises NotAllowed, NotFound.
    """
    window = _window_for(participant, by, now)
    _end_codes(window, now)
    code = _keep_fresh_code(window, by, now)
    trace("window.code", window, by)
    return OneTimeCode(own_codes.shown(code), now + GOOD_FOR)


@writes
def text_link(participant: UUID | str, *, phone: str, by: User, now: datetime) -> None:
    """Send a link to this phone. The number counts as the participant's once the link was used.

    Raises NotAllowed, NotFound, NotPossible where no text can be sent, BadInput for what is no number.
    """
    window, number = _window_for(participant, by, now), own_codes.phone_of(phone)
    if number != window.phone:
        _keep_phone(window, number)
    _send_link(window, by, now)


@writes
def open_here(participant: UUID | str, *, by: User, now: datetime, account: User | None = None) -> User:
    """Open the window on the screen in front of both; returns the account that takes the place of `by` there.

    `account`: a participant's account that is there already, in place of a new one. Raises NotAllowed, NotFound.
    """
    window = _window_for(participant, by, now, account)
    _end_codes(window, now)
    trace("window.here", window, by)
    return window.user


@writes
def forget_phone(*, by: User, now: datetime, participant: UUID | str = "") -> None:
    """Forget the phone a link may be sent to: one's own, or that of a person in one's care. Raises NotFound."""
    window = own_window_of(by) if by.is_participant else _window_for(participant, by, now)
    _keep_phone(window, "")
    trace("window.forget_phone", window, by)


@writes_as_worker(_NOBODY_YET)
def enter(*, code: str, now: datetime) -> User | None:
    """The account whose window this code opens; it is used up by that. None for a code that opens nothing."""
    bare = own_codes.read(code)
    return _use(own_codes.place_of(bare), bare, now) if bare else None


@writes_as_worker(_NOBODY_YET)
def enter_by_link(*, link: UUID, now: datetime) -> User | None:
    """The same by a link, which also shows that the phone it was sent to is in the participant's hands."""
    secret = str(link)
    return _use(own_codes.digest_of(secret), secret, now)


@writes_as_worker(_NOBODY_YET)
def ask_for_link(*, phone: str, now: datetime) -> None:
    """Send a link to a confirmed phone. Nothing happens for any other, and for one that two people share."""
    if not sends_texts():
        return
    try:
        digests = blinds("phone", own_codes.phone_of(phone))
    except BadInput:
        return
    since = aware(now) - PHONE_GOOD_FOR
    known = OwnWindow.objects.select_related("user").filter(phone_digest__in=digests, phone_confirmed_at__gte=since)[:2]
    if len(known) == 1:
        _send_link(known[0], known[0].user, now)


@writes_as_worker("codes of every agency run out, and their places are wanted again")
def end_expired(*, now: datetime) -> int:
    """End the codes that ran out; returns how many."""
    return _open().filter(expires_at__lte=aware(now)).update(ended_at=now)


def _use(place: str, secret: str, now: datetime) -> User | None:
    """Count the try before it is judged, then swap the code for used: of two uses at once, one is."""
    live = _open().filter(place=place, expires_at__gt=aware(now), tries__lt=MOST_TRIES)
    if not live.update(tries=F("tries") + 1):
        return None
    row = _open().select_related("window__user__agency").filter(place=place).first()
    if row is None or not constant_time_compare(row.digest, own_codes.digest_of(secret)):
        return None
    user: User = row.window.user
    if not user.may(Permission.SEE_OWN) or not _open().filter(pk=row.pk).update(used_at=now):
        return None
    if row.way == EntryWay.LINK:
        OwnWindow.objects.filter(pk=row.window_id).update(phone_confirmed_at=now)
    trace("window.enter", row.window, user, through=row.way)
    return user


def _open() -> QuerySet[WindowCode]:
    return WindowCode.objects.filter(used_at__isnull=True, ended_at__isnull=True)


def _window_for(participant: UUID | str, by: User, now: datetime, account: User | None = None) -> OwnWindow:
    """The window of a person in one's care, made where there is none yet. Locked until the transaction ends."""
    check_may(by, Permission.KEEP_CONSENTS)
    person = look_at_own(participant, by, aware(now)).row
    Participant.objects.select_for_update().filter(pk=person.pk).values_list("pk", flat=True).first()
    found = OwnWindow.objects.select_related("user__agency").filter(participant=person).first()
    return found or _new_window(person, by, now, account)


def _new_window(person: Participant, by: User, now: datetime, account: User | None) -> OwnWindow:
    if account is not None and not account.is_participant:
        raise NotAllowed("Only a participant's account has a window of its own. Please choose another account.")
    user = account or open_participant_account(by.agency)
    window = OwnWindow.objects.create(participant=person, user=user, opened_by=by, opened_at=now)
    trace("window.open", window, by)
    return window


def _end_codes(window: OwnWindow, now: datetime) -> None:
    still = _open().filter(window=window)
    _drop_texts(list(still.values_list("pk", flat=True)))
    still.update(ended_at=now)


@writes_as_worker("a text on its way is the participant's and the sender's, not the agency's that ends its link")
def _drop_texts(codes: list[UUID]) -> None:
    outbox.drop(codes)


def _keep_fresh_code(window: OwnWindow, by: User, now: datetime) -> str:
    """Another code than any that is out, told by its place; the database says which are."""
    while True:
        code = own_codes.new_code()
        row = _row(window, EntryWay.CODE, by, now)
        row.place, row.digest = own_codes.place_of(code), own_codes.digest_of(code)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            continue
        return code


def _send_link(window: OwnWindow, by: User, now: datetime) -> None:
    if not sends_texts():
        raise NotPossible("This site sends no text messages. Please give the person a code.")
    _end_codes(window, now)
    row = _row(window, EntryWay.LINK, by, now)
    row.place = row.digest = own_codes.digest_of(str(own_codes.link_of(row.pk)))
    row.save(force_insert=True)
    OutboxMessage.objects.create(
        channel=Channel.WEBHOOK, event=LINK_EVENT, subject=row.pk, recipient=window.user, due_at=now
    )
    trace("window.text", window, by)


def _row(window: OwnWindow, way: EntryWay, by: User, now: datetime) -> WindowCode:
    return WindowCode(window=window, way=way, made_by=by, made_at=now, expires_at=now + GOOD_FOR)


def _keep_phone(window: OwnWindow, number: str) -> None:
    window.phone, window.phone_digest = number, blind("phone", number) if number else b""
    window.phone_confirmed_at = None
    window.save()
