"""What those who care see of a participant's own window: when it was used, how it is opened, what was asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from belltown.disclosure.circle import Circle
from belltown_site.accounts.models import OpenSession, User
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.records.gate.circles import circles_of
from belltown_site.records.gate.consents import viewer_of
from belltown_site.records.gate.own import is_late, question_line
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.gate.witness import seen_list
from belltown_site.records.guard import reads
from belltown_site.records.models import OwnWindow, Question, WindowCode
from belltown_site.records.sheets import OwnQuestion, Purpose, QuestionLine, WindowCard

MOST = 200


def window_card(person: UUID, now: datetime) -> WindowCard:
    """The window of a person in one's care: part of their sheet."""
    window, texts = OwnWindow.objects.select_related("user").filter(participant=person).first(), sends_texts()
    if window is None:
        return WindowCard(False, None, None, "", None, texts)
    code = WindowCode.objects.filter(window=window, used_at=None, ended_at=None, expires_at__gt=now).first()
    return WindowCard(
        is_open=True,
        last_used_at=_last_used_at(window.user),
        code_until=code.expires_at if code else None,
        phone=window.phone,
        phone_confirmed_at=window.phone_confirmed_at,
        texts=texts,
    )


def questions_of(person: UUID, viewer: User, now: datetime) -> tuple[OwnQuestion, ...]:
    """What a person in one's care asked one's agency, the newest first: part of their sheet."""
    rows = Question.objects.filter(participant=person, agency=viewer.agency_id)
    return tuple(question_line(row, now) for row in reversed(rows.select_related("agency", "answered_by__agency")))


@reads
def questions_waiting(*, viewer: User, purpose: Purpose = Purpose.CARE, now: datetime) -> tuple[QuestionLine, ...]:
    """What was asked of the viewer's agency and waits for an answer, the longest first."""
    if not viewer.may(Permission.KEEP_CONSENTS):
        return ()
    rows = Question.objects.filter(agency=viewer.agency_id, answered_at__isnull=True).select_related("participant")
    found = tuple(_line(row, now) for row in _admitting(rows[:MOST], viewer))
    seen_list(viewer, "questions_waiting", (("participant", line.participant_id) for line in found), purpose)
    return found


def _admitting(rows: Iterable[Question], viewer: User) -> list[Question]:
    """Those of the questions whose asker no circle keeps from this viewer."""
    kept = list(rows)
    around = circles_of({row.participant_id for row in kept})
    return [row for row in kept if _admits(around.get(row.participant_id), viewer)]


def _admits(circle: Circle | None, viewer: User) -> bool:
    return circle is None or circle.admits(viewer_of(viewer))


@reads
def asked_by(id: UUID | str, *, viewer: User, now: datetime) -> UUID:  # noqa: ARG001
    """Who asked this question of the viewer's agency: the participant's id and nothing else. Raises NotFound."""
    rows = Question.objects.filter(pk=as_uuid(id, "question"), agency=viewer.agency_id)
    found = _admitting(rows, viewer) if viewer.may(Permission.KEEP_CONSENTS) else []
    if not found:
        raise no_such("question")
    return found[0].participant_id


def sends_texts() -> bool:
    """Whether this site has somebody who sends its text messages."""
    return bool(preferences().webhook_url)


def _line(row: Question, now: datetime) -> QuestionLine:
    person = row.participant.chosen_name or row.participant.name_given or "Name not known"
    return QuestionLine(row.pk, row.participant_id, person, row.asked_at, is_late(row, now))


def _last_used_at(user: User) -> datetime | None:
    opened = OpenSession.objects.filter(user=user).first()
    return opened.seen_at if opened else user.last_login
