"""A participant's own window: what they share, what is kept about them, and what they asked. Theirs alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from belltown.disclosure import consent as rules
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Share
from belltown.disclosure.wording import Language, NamedShare, end_words, share_words, wording, wording_of
from belltown.errors import NotPossible
from belltown.workflow.calendar import WorkCalendar
from belltown.workflow.office_hours import Reading, next_reading
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.jurisdiction.protocols import in_force
from belltown_site.records.gate import lines
from belltown_site.records.gate.consents import local, pure
from belltown_site.records.gate.own_care import (
    agency_of,
    dues_of,
    events_of,
    handoffs_under_way,
    happened_to,
    intake_of,
    own_window_of,
)
from belltown_site.records.gate.papers import names_in
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.gate.witness import seen
from belltown_site.records.guard import reads
from belltown_site.records.models import Consent, OwnWindow, Question, Restriction
from belltown_site.records.sheets import (
    KeptBack,
    OwnForm,
    OwnPage,
    OwnPaper,
    OwnQuestion,
    OwnQuestions,
    OwnRecord,
    OwnShare,
    Purpose,
)

LATE_AFTER = timedelta(days=2)
"""A question that has waited so long is marked late, to whoever asked and to whoever should answer."""


@reads
def own_page(*, viewer: User, now: datetime) -> OwnPage:
    """Who walks with one, the next dates that are known, and what is shared. Raises NotAllowed, NotFound."""
    window = _looked_at(viewer)
    happened, at = happened_to(window.participant_id), local(now)
    papers = [pure(row) for row in _signed(window)]
    care = happened.care
    return OwnPage(
        name=window.participant.chosen_name or window.participant.name_given,
        agency=agency_of(happened),
        case_manager=lines.who_or_none(care.accepted_by) if care else None,
        since=(care.released_at or care.dropped_off_at) if care else None,
        handoffs=handoffs_under_way(happened),
        dues=dues_of(happened, now),
        intake=intake_of(happened),
        sharing=sum(rules.standing(one, at) is rules.Standing.IN_FORCE for one in papers),
        waiting=Question.objects.filter(participant=window.participant_id, answered_at__isnull=True).count(),
    )


@reads
def own_papers(*, viewer: User, language: Language, now: datetime) -> tuple[OwnPaper, ...]:
    """Every paper one signed, the newest first, in words of this language. Raises NotAllowed, NotFound."""
    window = _looked_at(viewer)
    return _papers(window, language, now)


@reads
def own_form(id: UUID | str, *, viewer: User, language: Language, now: datetime) -> OwnForm:
    """One form as it was signed. Raises NotFound alike for none and for another person's."""
    window = own_window_of(viewer)
    row = _signed(window).filter(pk=as_uuid(id, "form")).first()
    if row is None:
        raise no_such("form")
    seen(viewer, "own", "consent", row.pk, Purpose.OWN)
    return OwnForm(
        paper=_paper(row, language, now),
        title=wording_of(row.wording).title,
        form=row.form,
        form_digest=row.form_digest,
        witness=lines.who_or_none(row.witnessed_by),
    )


@reads
def own_questions(*, viewer: User, now: datetime) -> OwnQuestions:
    """What one asked and what was answered, and when the next is read. Raises NotAllowed, NotFound."""
    window = _looked_at(viewer)
    return OwnQuestions(agency_of(happened_to(window.participant_id)), _questions(window, now), _reading(now))


@reads
def own_record(*, viewer: User, language: Language, now: datetime) -> OwnRecord:
    """What is kept about one by those who care: one's own copy (42 CFR 2.23). Raises NotAllowed, NotFound."""
    window = _looked_at(viewer)
    person, happened = window.participant, happened_to(window.participant_id)
    return OwnRecord(
        agency=agency_of(happened),
        chosen_name=person.chosen_name,
        name_given=person.name_given,
        name_unsure=person.name_unsure,
        born=person.born,
        born_unsure=person.born_unsure,
        contact=person.contact,
        phone=window.phone,
        phone_confirmed=window.phone_confirmed_at is not None,
        events=events_of(happened),
        papers=_papers(window, language, now),
        kept_back=_kept_back(window),
        questions=_questions(window, now),
    )


def question_line(row: Question, now: datetime) -> OwnQuestion:
    """One question with its answer. Whoever answered and the agency must have been fetched with it."""
    return OwnQuestion(
        id=row.pk,
        text=row.text,
        asked_at=row.asked_at,
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=lines.who_or_none(row.answered_by),
        agency=row.agency.name,
        is_late=is_late(row, now),
    )


def is_late(row: Question, now: datetime) -> bool:
    """Whether the question has waited too long."""
    return row.answered_at is None and now - row.asked_at > LATE_AFTER


def _looked_at(viewer: User) -> OwnWindow:
    window = own_window_of(viewer)
    seen(viewer, "own", "participant", window.participant_id, Purpose.OWN)
    return window


def _signed(window: OwnWindow) -> QuerySet[Consent]:
    """What was drafted and never signed shares nothing, and is not shown as though it did."""
    rows = Consent.objects.filter(participant=window.participant_id, signed_on__isnull=False)
    return rows.select_related("witnessed_by__agency").prefetch_related("shares")


def _papers(window: OwnWindow, language: Language, now: datetime) -> tuple[OwnPaper, ...]:
    return tuple(_paper(row, language, now) for row in reversed(_signed(window)))


def _paper(row: Consent, language: Language, now: datetime) -> OwnPaper:
    as_rule = pure(row)
    return OwnPaper(
        id=row.pk,
        kind=ConsentKind(row.kind),
        title=wording(ConsentKind(row.kind), language).title,
        language=Language(row.language),
        standing=rules.standing(as_rule, local(now)),
        signed_on=row.signed_on,
        ends=end_words(row.until, row.until_event, language),
        revoked_at=row.revoked_at,
        shares=_shares(as_rule.shares, language),
    )


def _shares(shares: tuple[Share, ...], language: Language) -> tuple[OwnShare, ...]:
    agencies, people = names_in(shares)
    return tuple(
        OwnShare(
            person=people.get(share.recipient.person, ""),
            role=share.recipient.role,
            agency=agencies.get(share.recipient.agency, ""),
            words=share_words(NamedShare("", tuple(sorted(share.classes)), share.purpose), language),
        )
        for share in shares
    )


def _questions(window: OwnWindow, now: datetime) -> tuple[OwnQuestion, ...]:
    rows = Question.objects.filter(participant=window.participant_id).select_related("agency", "answered_by__agency")
    return tuple(question_line(row, now) for row in reversed(rows))


def _kept_back(window: OwnWindow) -> tuple[KeptBack, ...]:
    rows = Restriction.objects.filter(participant=window.participant_id, ended_at__isnull=True)
    return tuple(
        KeptBack(row.agency.name, tuple(Class(one) for one in row.classes_kept), row.asked_at)
        for row in rows.select_related("agency")
    )


def _reading(now: datetime) -> Reading:
    try:
        holidays = in_force(local_day(now)).holidays
    except NotPossible:
        holidays = ""
    return next_reading(local(now), WorkCalendar(holidays))
