"""A participant's papers: drafted, signed, stopped. Stopping takes effect in the very transaction it is said in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from belltown.disclosure import consent as rules
from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Share
from belltown.disclosure.wording import EndEvent, Language, filled, wording
from belltown.errors import BadInput, Fault, NotPossible
from belltown.vocabulary import Role
from belltown_site.accounts.models import Agency, User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.records.actions import outbox
from belltown_site.records.actions.acting import aware, check_texts, locked, one_of, trace
from belltown_site.records.actions.papers_seen import check_seen
from belltown_site.records.gate.consents import is_offered, pure
from belltown_site.records.gate.own_care import own_window_of
from belltown_site.records.gate.papers import UNSIGNED, named
from belltown_site.records.gate.people import Before, look_at_own, person_of
from belltown_site.records.gate.reach import as_uuid, no_such
from belltown_site.records.guard import writes
from belltown_site.records.models import Consent, ConsentShare, Restriction, RevokedThrough, SigningWay
from belltown_site.records.sheets import PersonSheet

LONGEST_NAME = 200
LONGEST_SIGNATURE = 100_000
"""Characters of strokes: minutes of writing."""


@writes
def draft(
    id: UUID | str,
    *,
    participant: UUID | str,
    kind: ConsentKind,
    language: Language,
    shares: Iterable[Share],
    until: date | None,
    until_event: str = "",
    counsel: str = "",
    by: User,
    now: datetime,
) -> UUID:
    """Keep a paper that is filled in and not yet signed: nothing rests on it. The same id twice is one paper.

    `counsel`: the defender or other lawyer who is there, by name; only a paper for proceedings has one.
    Raises NotFound, NotAllowed, NotPossible, and BadInput naming everything it lacks, the signature apart.
    """
    key, kept = as_uuid(id, "consent"), tuple(shares)
    look = _own(participant, by, now)
    _check_offered(one_of(ConsentKind, kind, "kind"))
    _check_people(kept)
    check_texts({"counsel": (counsel, LONGEST_NAME)})
    row = Consent(
        id=key, participant=look.row, kind=one_of(ConsentKind, kind, "kind").value, discloser=by.agency,
        language=one_of(Language, language, "language").value, begins=local_day(aware(now)), until=until,
        until_event=one_of(EndEvent, until_event, "until_event").value if until_event else "",
        drafted_by=by, drafted_at=now,
        counsel_present=" ".join(counsel.split()) if kind is ConsentKind.PROCEEDINGS else "",
    )  # fmt: skip
    _fill_in(row, kept, person_of(look))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return key
    ConsentShare.objects.bulk_create(_rows_of(row, kept))
    trace("consent.draft", row, by, kind=row.kind)
    return key


@writes
def sign(
    consent_id: UUID | str,
    *,
    way: str,
    signature: str,
    by: User,
    now: datetime,
    form: str = "",
    signed_on: date | None = None,
) -> None:
    """Put the signed paper in force. `form` is the digest of the form that was on the screen when it was signed.

    Signed by hand on paper: `signature` is the `pages_digest` of the picture that `by` looked at, and `signed_on` the
    day that stands beside the signature there. Raises NotFound, NotAllowed, NotPossible, BadInput.
    """
    row = paper_of(consent_id, by, now)
    way = one_of(SigningWay, way, "way").value
    if row.revoked_at is not None:
        raise NotPossible("This paper was stopped. Please make a new one if the person wants to share again.")
    if row.signed_on is not None:
        return
    _check_offered(ConsentKind(row.kind))
    if form and form != row.form_digest:
        raise NotPossible("The form has changed since it was read. Please read it together again, then sign.")
    if way == SigningWay.PAPER:
        check_seen(row, signature)
    else:
        _check_signature(way, signature)
    row.signing, row.signature, row.signed_on = way, signature, _signed_on(row, way, signed_on, aware(now))
    row.witnessed_by, row.witnessed_at = by, now
    if faults := rules.lacking(pure(row)):
        raise BadInput("This paper is not complete. Nothing was signed.", list(faults))
    row.save()
    trace("consent.sign", row, by, kind=row.kind, way=way)


@writes
def revoke(consent_id: UUID | str, *, by: User, now: datetime, through: str = RevokedThrough.TOLD_STAFF) -> None:
    """Stop the sharing, at once and for everybody. A draft that nobody signed is put away the same way.

    The participant stops their own, through their own window; those who care do so because they were told.
    Raises NotFound, NotAllowed, BadInput.
    """
    if by.is_participant:
        row, through = _own_paper(consent_id, by), RevokedThrough.OWN_WINDOW
    else:
        row, through = paper_of(consent_id, by, now), one_of(RevokedThrough, through, "through")
        if through is RevokedThrough.OWN_WINDOW:
            raise BadInput("Nothing was stopped.", [Fault("through", "is for the participant themselves to say")])
    _stop(row, by, now, through)


@writes
def revoke_everything(*, by: User, now: datetime) -> int:
    """Stop all that one shares, by one's own word and at once; returns how many papers that were. Raises NotFound."""
    person = own_window_of(by).participant_id
    rows = Consent.objects.select_for_update().filter(
        participant=person, signed_on__isnull=False, revoked_at__isnull=True
    )
    return sum(_stop(row, by, now, RevokedThrough.OWN_WINDOW) for row in rows)


def _stop(row: Consent, by: User, now: datetime, through: RevokedThrough) -> bool:
    """Whether there was anything to stop."""
    if row.revoked_at is not None:
        return False
    row.revoked_by, row.revoked_at, row.revoked_through = by, aware(now), through.value
    row.save()
    outbox.drop_resting_on(row.pk)
    trace("consent.revoke", row, by, through=row.revoked_through)
    return True


@writes
def restrict(
    id: UUID | str,
    *,
    participant: UUID | str,
    agency: UUID | str | None,
    classes: Iterable[Class],
    by: User,
    now: datetime,
    role: Role | None = None,
) -> UUID:
    """Keep these classes back, whatever else was signed: from one agency, one seat of it, or (None) all outside.

    A second request for the same one replaces the first. Nothing that a person asks is refused because it costs them
    something: that is said before, by `gate.keeping_back`.
    """
    look, kept = _own(participant, by, now), sorted({one_of(Class, one, "classes").value for one in classes})
    if not kept:
        raise BadInput("Nothing was chosen.", [Fault("classes", "choose at least one thing to keep back")])
    whom = {"agency": _outside(agency, by), "role": one_of(Role, role, "role").value if role and agency else ""}
    open_ones = Restriction.objects.filter(participant=look.row, ended_at__isnull=True, **whom)
    open_ones.update(ended_by=by, ended_at=aware(now))
    row = Restriction.objects.create(
        id=as_uuid(id, "restriction"), participant=look.row, classes_kept=kept, asked_by=by, asked_at=now, **whom
    )
    trace("restriction.ask", row, by, agency=str(row.agency_id or ""), role=row.role)
    return row.pk


def _outside(agency: UUID | str | None, by: User) -> Agency | None:
    if agency is None:
        return None
    other = Agency.objects.filter(pk=as_uuid(agency, "agency"), partner=True).first()
    if other is None or other.pk == by.agency_id:
        raise BadInput("No such agency.", [Fault("agency", "must be another partner agency")])
    return other


@writes
def lift(restriction_id: UUID | str, *, by: User, now: datetime) -> UUID:
    """End a request to keep things back, because the participant says so. Returns the participant's id."""
    row = locked(Restriction, restriction_id, "request")
    _own(row.participant_id, by, now)
    if row.ended_at is None:
        row.ended_by, row.ended_at = by, aware(now)
        row.save()
        trace("restriction.lift", row, by)
    return row.participant_id


def _own(participant: UUID | str, by: User, now: datetime) -> Before:
    check_may(by, Permission.KEEP_CONSENTS)
    return look_at_own(participant, by, now)


def paper_of(consent_id: UUID | str, by: User, now: datetime) -> Consent:
    """The paper, locked. Only the agency that shares handles it; to others it does not exist."""
    check_may(by, Permission.KEEP_CONSENTS)
    row = locked(Consent, consent_id, "consent")
    if row.discloser_id != by.agency_id:
        raise no_such("consent")
    look_at_own(row.participant_id, by, now)
    return row


def _own_paper(consent_id: UUID | str, by: User) -> Consent:
    """The participant's own paper, locked. Another person's does not exist, nor does one that was never signed."""
    person, row = own_window_of(by).participant_id, locked(Consent, consent_id, "form")
    if row.participant_id != person or row.signed_on is None:
        raise no_such("form")
    return row


def _fill_in(row: Consent, shares: tuple[Share, ...], person: PersonSheet) -> None:
    """Print the form, with its digest. Raises BadInput naming everything the paper lacks, the signature apart."""
    template = wording(ConsentKind(row.kind), Language(row.language))
    row.wording, row.form_digest = template.digest, "0" * 64
    name = person.chosen_name or person.name_given
    wanted = [] if name else [Fault("participant", "needs a name first: write down what to call the person")]
    faults = [*wanted, *(fault for fault in rules.lacking(_as_rule(row, shares)) if fault.place != UNSIGNED)]
    if faults:
        raise BadInput("This paper is not complete. Nothing was saved.", faults)
    agency = row.discloser
    row.form = filled(
        template, participant=name, discloser=agency.name, shares=named(shares), begins=row.begins, until=row.until,
        until_event=row.until_event, revoke_to=", ".join(one for one in (agency.name, agency.phone) if one),
    )  # fmt: skip
    row.form_digest = hashlib.sha256(row.form.encode()).hexdigest()


def _as_rule(row: Consent, shares: tuple[Share, ...]) -> rules.Consent:
    """The paper as the rules read it, before its shares are rows."""
    return rules.Consent(
        id=str(row.pk), kind=ConsentKind(row.kind), participant=str(row.participant_id),
        discloser=str(row.discloser_id), shares=shares, begins=row.begins, until=row.until,
        until_event=row.until_event, right_to_revoke_told=True, consequences_told=True, template=row.wording,
        form=row.form_digest, counsel_present=bool(row.counsel_present),
    )  # fmt: skip


def _rows_of(row: Consent, shares: Iterable[Share]) -> list[ConsentShare]:
    return [
        ConsentShare(
            consent=row,
            person_id=share.recipient.person or None,
            agency_id=share.recipient.agency or None,
            role=share.recipient.role.value if share.recipient.role else "",
            classes_shared=sorted(one.value for one in share.classes),
            purpose=share.purpose.value,
        )
        for share in shares
    ]


def _check_offered(kind: ConsentKind) -> None:
    if not is_offered(kind):
        raise NotPossible(
            "This site makes no papers for legal proceedings and acts on none. Please ask the project manager, or let "
            "the person speak with a defender."
        )


def _check_people(shares: tuple[Share, ...]) -> None:
    """Whoever is named alone has an open account in the named agency and seat. Raises BadInput."""
    named = [share.recipient for share in shares if share.recipient.person]
    people = User.objects.filter(agency__partner=True, is_active=True).in_bulk([one.person for one in named])
    known = {(str(key), str(row.agency_id), row.role) for key, row in people.items()}
    if any((one.person, one.agency, one.role) not in known for one in named):
        wrong = Fault("recipient", "names somebody who does not work there in that seat: please choose again")
        raise BadInput("This paper is not complete. Nothing was saved.", [wrong])


def _signed_on(row: Consent, way: str, told: date | None, now: datetime) -> date:
    """The day of the signature: today on the screen; on paper the day that stands there. Raises BadInput."""
    today = local_day(now)
    if way != SigningWay.PAPER:
        return today
    if told is None or not row.begins <= told <= today:
        span = f"between {row.begins:%B} {row.begins.day}, {row.begins.year}, when this form was made, and today"
        raise BadInput("Nothing was signed.", [Fault("signed_on", f"must be the day on the paper, {span}")])
    return told


def _check_signature(way: str, signature: str) -> None:
    """Raises BadInput unless there is what this way of signing leaves: strokes, or the name of who read it aloud."""
    check = {SigningWay.FINGER: _is_strokes, SigningWay.READ_ALOUD: _is_full_name}[SigningWay(way)]
    if len(signature) > LONGEST_SIGNATURE:
        raise BadInput("The signature is too long.", [Fault("signature", "please clear the box and sign once more")])
    if not check(signature):
        raise BadInput("Nothing was signed.", [Fault("signature", _WANTED[way])])


_WANTED = {
    SigningWay.FINGER.value: "is empty: please let the person sign in the box",
    SigningWay.READ_ALOUD.value: "needs the full name of the person who read the form aloud",
}


def _is_strokes(signature: str) -> bool:
    """Strokes are lists of points, each pair within the box of 1000 by 400."""
    try:
        strokes = json.loads(signature)
    except ValueError:
        return False
    return (
        isinstance(strokes, list)
        and sum(len(one) for one in strokes if _is_stroke(one)) >= 3
        and all(_is_stroke(one) for one in strokes)
    )


def _is_stroke(stroke: object) -> bool:
    return isinstance(stroke, list) and all(
        isinstance(point, list) and len(point) == 2 and all(isinstance(n, int) and 0 <= n <= 1000 for n in point)
        for point in stroke
    )


def _is_full_name(signature: str) -> bool:
    return len(signature.split()) >= 2
