"""Writing down an encounter: what was met, what was found, who was heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from belltown.errors import BadInput, Fault, NotAllowed, NotPossible
from belltown.protocol.facts import Value
from belltown.vocabulary import NotOfferedReason, OfferOutcome, Pathway, Role, Strength
from belltown.workflow import encounter as workflow
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.jurisdiction.protocols import in_force, version_of
from belltown_site.records.actions import deciding, persons
from belltown_site.records.actions.acting import POLICE_SIDE, aware, check_texts, draft_of, encounter_of, one_of, trace
from belltown_site.records.actions.deciding import Checks, Facts, decide_anew, step
from belltown_site.records.actions.persons import Person
from belltown_site.records.gate.reach import as_uuid
from belltown_site.records.gate.witness import seen
from belltown_site.records.guard import writes
from belltown_site.records.models import (
    ComplainantAnswer,
    ComplainantWord,
    Encounter,
    Offer,
    Override,
    OverrideReason,
)
from belltown_site.records.sheets import Purpose, Relation

State, Event = workflow.State, workflow.Event
BEFORE_THE_OFFER = (State.COMPLAINANT_PENDING, State.APPROVAL_PENDING, State.SCREENED)
CLOCK_MAY_BE_FAST_BY = timedelta(minutes=5)
OLDEST = timedelta(days=31)

COMPLAINANT_EVENTS: dict[str, Event] = {
    ComplainantAnswer.NO_COMPLAINANT: Event.NO_COMPLAINANT,
    ComplainantAnswer.AGREES: Event.COMPLAINANT_AGREES,
    ComplainantAnswer.NO_VIEW: Event.COMPLAINANT_AGREES,
    ComplainantAnswer.OBJECTS: Event.COMPLAINANT_OBJECTS,
    ComplainantAnswer.NOT_REACHED: Event.COMPLAINANT_NOT_FOUND,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Where it was, and the local charge. All of it may be empty; a point wants both of its numbers."""

    place: str = ""
    beat: str = ""
    latitude: float | None = None
    longitude: float | None = None
    charge_code: str = ""
    charge_text: str = ""

    def __post_init__(self) -> None:
        check_texts({
            "place": (self.place, 300), "beat": (self.beat, 40),
            "charge_code": (self.charge_code, 40), "charge_text": (self.charge_text, 200),
        })  # fmt: skip
        point = (self.latitude, self.longitude)
        if point != (None, None) and not _on_earth(*point):
            raise BadInput("The point cannot be kept.", [Fault("latitude, longitude", "is no place on earth")])


@writes
def start(
    id: UUID | str,
    *,
    pathway: Pathway,
    by: User,
    now: datetime,
    at: datetime | None = None,
    scene: Scene | None = None,
    person: Person | None = None,
    facts: Facts | None = None,
    checks: Checks | None = None,
) -> UUID:
    """Write down a new encounter under the protocol in force on its day; returns its id.

    `id` is made by the phone: the same id from the same officer is the same encounter, and nothing is changed. Raises
    NotAllowed, NotPossible (no protocol, or it lacks this door) and BadInput naming every fault.
    """
    check_may(by, Permission.SCREEN)
    pathway, key = one_of(Pathway, pathway, "pathway"), as_uuid(id, "encounter")
    if already := Encounter.objects.filter(pk=key).first():
        return _same(already, by)
    row = _new(key, pathway, _checked(at or now, aware(now)), scene or Scene(), by)
    try:
        with transaction.atomic():
            _keep_new(row, scene or Scene(), person or Person(), facts or {}, now)
    except IntegrityError:
        return _same(Encounter.objects.filter(pk=key).first(), by)
    if checks:
        deciding.put_checks(row, checks, by, now)
        decide_anew(row, now)
        row.save()
    trace("encounter.start", row, by, pathway=row.pathway, answer=row.answer, protocol=row.protocol_digest)
    return row.pk


@writes
def answer(
    encounter_id: UUID | str,
    *,
    by: User,
    now: datetime,
    facts: Facts | None = None,
    checks: Checks | None = None,
) -> str:
    """Put facts and checks and decide anew; returns the answer: yes, no or unknown.

    Nothing changes where nothing is new, so a double tap is harmless. New facts send the encounter back to its first
    step. Raises BadInput naming every fault, NotAllowed, NotPossible once the offer is made.
    """
    row, relation = draft_of(encounter_id, by)
    _at_the_scene(relation)
    _put(row, facts or {}, checks or {}, by, aware(now))
    return row.answer


@writes
def describe(
    encounter_id: UUID | str,
    *,
    by: User,
    now: datetime,
    scene: Scene | None = None,
    person: Person | None = None,
) -> None:
    """Correct where it was, the local charge, or what is known of the person. Facts are put with `answer`."""
    row, relation = draft_of(encounter_id, by)
    _at_the_scene(relation)
    aware(now)
    _tell(row, scene, person, by)


@writes
def revise(
    encounter_id: UUID | str,
    *,
    by: User,
    now: datetime,
    facts: Facts,
    checks: Checks,
    scene: Scene | None,
    person: Person | None,
) -> None:
    """`answer` and `describe` in one, both or neither: what a page says that is sent whole. Raises as they do.

    Where nothing is new, the look that found so leaves its line.
    """
    row, relation = draft_of(encounter_id, by)
    _at_the_scene(relation)
    put = _put(row, facts, checks, by, aware(now))
    if scene or person:
        _tell(row, scene, person, by)
    elif not put:
        seen(by, "draft", "encounter", row.pk, Purpose.SCREENING)


@writes
def check(encounter_id: UUID | str, *, criterion: str, met: bool, by: User, now: datetime) -> str:
    """Note that the actor looked and found one criterion met or not met; returns the answer it gives now.

    An approver who looks into records does this; the steps already taken stand. Raises NotAllowed, NotPossible.
    """
    row, relation = encounter_of(encounter_id, by)
    if relation not in (*POLICE_SIDE, Relation.APPROVER):
        raise NotAllowed("Only police or the prosecutor who was asked may check a criterion. Please ask one of them.")
    _before_the_offer(row, "check a criterion")
    if deciding.put_checks(row, {criterion: met}, by, now):
        decide_anew(row, aware(now))
        row.save()
        trace("encounter.check", row, by, criterion=criterion, met=met, answer=row.answer)
    return row.answer


@writes
def override(encounter_id: UUID | str, *, criterion: str, reason: str, by: User, now: datetime) -> str:
    """Set a presumptive criterion aside; returns the answer it gives now. Raises NotAllowed, NotPossible, BadInput."""
    row, _ = encounter_of(encounter_id, by)
    set_aside(row, criterion, reason, by, now)
    return row.answer


@writes
def complainant(encounter_id: UUID | str, *, answer: str, by: User, now: datetime) -> None:
    """Keep what the person harmed said (a ComplainantAnswer). Raises BadInput, NotAllowed, NotPossible.

    Where the protocol gives a veto, an objection ends the offer, and that is kept with its reason.
    """
    row, relation = encounter_of(encounter_id, by)
    _at_the_scene(relation)
    event = COMPLAINANT_EVENTS.get(answer)
    if event is None:
        words = ", ".join(str(one) for one in ComplainantAnswer.values)
        raise BadInput("The complainant's answer cannot be kept.", [Fault("answer", f"must be one of {words}")])
    words = list(row.complainant_words.all())
    if words and words[-1].answer == answer and row.state != State.COMPLAINANT_PENDING:
        return
    step(row, event, by)
    row.save()
    ComplainantWord.objects.create(encounter=row, answer=answer, by=by, at=aware(now))
    if row.state == State.NOT_OFFERED:
        not_offered(row, NotOfferedReason.COMPLAINANT_OBJECTED, by, now)
    trace("encounter.complainant", row, by, answer=answer)


@writes
def mark_as_error(encounter_id: UUID | str, *, by: User, now: datetime) -> None:
    """Mark an encounter that should never have been written down. It stays, and counts no more."""
    row, _ = encounter_of(encounter_id, by)
    aware(now)
    if row.state == State.ENTERED_IN_ERROR:
        return
    step(row, Event.MARK_AS_ERROR, by)
    row.save()
    trace("encounter.mark_as_error", row, by)


def set_aside(row: Encounter, criterion: str, reason: str, by: User, now: datetime) -> None:
    """The override itself, for whoever has the encounter in hand already."""
    check_may(by, Permission.OVERRIDE)
    _before_the_offer(row, "set a criterion aside")
    _may_set_aside(row, criterion, by)
    if reason not in OverrideReason.values:
        words = ", ".join(str(one) for one in OverrideReason.values)
        raise BadInput("The override needs its reason.", [Fault("reason", f"must be one of {words}")])
    if any(one.criterion == criterion for one in row.overrides.all()):
        return
    Override.objects.create(encounter=row, criterion=criterion, reason=reason, by=by, at=now)
    deciding.forget(row, "overrides")
    decide_anew(row, aware(now))
    row.save()
    trace("encounter.override", row, by, criterion=criterion, reason=reason, answer=row.answer)


def not_offered(row: Encounter, reason: NotOfferedReason, by: User, now: datetime) -> Offer:
    """Keep that diversion was not offered, and why, with what the protocol said."""
    return Offer.objects.create(
        encounter=row, outcome=OfferOutcome.NOT_OFFERED.value, reason=reason.value, answer=row.answer,
        unknown=deciding.unknown_of(row), by=by, at=now,
    )  # fmt: skip


def _put(row: Encounter, facts: Facts, checks: Checks, by: User, now: datetime) -> bool:
    changed = deciding.put_facts(row, facts)
    changed = deciding.put_checks(row, checks, by, now) or changed
    if changed:
        deciding.back_to_start(row, by, now)
        decide_anew(row, now)
        row.save()
        trace("encounter.answer", row, by, answer=row.answer, facts=len(facts), checks=len(checks))
    return changed


def _tell(row: Encounter, scene: Scene | None, person: Person | None, by: User) -> None:
    if scene:
        for name in ("place", "beat", "latitude", "longitude", "charge_code", "charge_text"):
            setattr(row, name, getattr(scene, name))
    if person:
        row.participant = persons.keep(person, row.participant)
    row.save()
    trace("encounter.describe", row, by, scene=scene is not None, person=person is not None)


def _new(key: UUID, pathway: Pathway, at: datetime, scene: Scene, by: User) -> Encounter:
    on = local_day(at)
    version = in_force(on)
    if pathway not in version.pathways:
        raise NotPossible(f"{version.name} has no door [{pathway.label.lower()}] in force on {on}.")
    rules = version.pathways[pathway]
    return Encounter(
        id=key,
        pathway=pathway.value,
        state=workflow.machine(rules.complainant, rules.approval).start.value,
        agency=by.agency,
        officer=by,
        at=at,
        on=on,
        unit=by.unit[:40],
        place=scene.place,
        beat=scene.beat,
        latitude=scene.latitude,
        longitude=scene.longitude,
        charge_code=scene.charge_code,
        charge_text=scene.charge_text,
        protocol_digest=version.digest,
    )


def _keep_new(row: Encounter, scene: Scene, person: Person, facts: Facts, now: datetime) -> None:
    """Save the row with its person, both or neither: of two phones' retries only one may leave a person behind."""
    row.participant = persons.keep(person, None)
    deciding.put_facts(row, _known_by_itself(row, scene, person) | dict(facts))
    decide_anew(row, now)
    row.save(force_insert=True)


def _same(already: Encounter | None, by: User) -> UUID:
    if already is None or already.officer_id != by.pk:
        raise NotPossible("This encounter's number is taken. Please begin a new encounter.")
    return already.pk


def _checked(at: datetime, now: datetime) -> datetime:
    if aware(at) > now + CLOCK_MAY_BE_FAST_BY:
        raise BadInput("The encounter cannot be kept.", [Fault("at", "lies in the future; check the date")])
    if at < now - OLDEST:
        raise BadInput("The encounter cannot be kept.", [Fault("at", "is over a month ago; check the date")])
    return at


def _known_by_itself(row: Encounter, scene: Scene, person: Person) -> dict[str, Value | None]:
    version = version_of(row.protocol_digest)
    known: dict[str, Value | None] = dict(deciding.system_facts(version, scene.latitude, scene.longitude))
    if "age" in version.facts and (age := person.age_on(row.on)) is not None:
        known["age"] = age
    return known


def _at_the_scene(relation: Relation) -> None:
    if relation not in POLICE_SIDE:
        raise NotAllowed("Only the officer who made this encounter or their sergeant may change it. Please ask them.")


def _before_the_offer(row: Encounter, act: str) -> None:
    if row.state not in BEFORE_THE_OFFER:
        raise NotPossible(f"Nobody can {act} now: the encounter is {row.state.replace('_', ' ')}.")


def _may_set_aside(row: Encounter, criterion: str, by: User) -> None:
    version = version_of(row.protocol_digest)
    found = {one.id: one for one in version.criteria_for(Pathway(row.pathway))}.get(criterion)
    if found is None or found.strength is not Strength.PRESUMPTIVE:
        raise NotPossible("This criterion binds: nobody can set it aside. Only a new protocol could change that.")
    if Role(by.role) not in found.override:
        who = " or ".join(role.label.lower() for role in found.override)
        raise NotAllowed(f"To set aside “{found.text}” is for a {who}. Ask them.")


def _on_earth(latitude: float | None, longitude: float | None) -> bool:
    if latitude is None or longitude is None:
        return False
    return -90 <= latitude <= 90 and -180 <= longitude <= 180
