"""What participants ask those who walk with them, and the answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from belltown.errors import BadInput, Fault, NotPossible
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.records.actions.acting import aware, check_texts, locked, trace
from belltown_site.records.gate.own_care import agency_of, happened_to, own_window_of
from belltown_site.records.gate.people import look_at_own
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.guard import writes
from belltown_site.records.models import Question

LONGEST = 2000


@writes
def ask(id: UUID | str, *, text: str, by: User, now: datetime) -> UUID:
    """Ask the agency in whose care one is. The same id twice is one question.

    Raises NotAllowed, NotFound, BadInput, NotPossible while nobody has taken one into care.
    """
    window, key, words = own_window_of(by), as_uuid(id, "question"), _words(text)
    agency = agency_of(happened_to(window.participant_id))
    if agency is None:
        raise NotPossible("No agency walks with you yet, so nobody would read this. Please ask whoever you met.")
    row = Question(
        id=key, participant=window.participant, agency_id=agency.id, text=words, asked_by=by, asked_at=aware(now)
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return key
    trace("question.ask", row, by)
    return key


@writes
def answer(question_id: UUID | str, *, text: str, by: User, now: datetime) -> UUID:
    """Answer what was asked of one's agency; returns the participant's id.

    Raises NotAllowed, NotFound, BadInput, NotPossible for one that has an answer: what was read is not changed.
    """
    check_may(by, Permission.KEEP_CONSENTS)
    row, words = locked(Question, question_id, "question"), _words(text)
    if row.agency_id != by.agency_id:
        raise no_such("question")
    look_at_own(row.participant_id, by, now)
    if row.answered_at is not None:
        raise NotPossible("This question has an answer already. Please reload the page to read it.")
    row.answer, row.answered_by, row.answered_at = words, by, aware(now)
    row.save()
    trace("question.answer", row, by)
    return row.participant_id


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise BadInput("Nothing was written.", [Fault("text", "is empty: please write something")])
    check_texts({"text": (words, LONGEST)})
    return words
