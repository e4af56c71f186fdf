"""Makes the world: participants by the vault's own verbs, and then whatever the verbs rightly refuse."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Recipient, Share, SharingPurpose
from belltown.disclosure.wording import Language, wording
from belltown.vocabulary import OfferOutcome, Pathway, Role
from belltown_site.accounts.models import Agency, AgencyKind, User
from belltown_site.records import actions, models
from belltown_site.records.actions.encounters import Scene
from tests.integration.matrix.oracle import Matter, State
from tests.integration.matrix.world import (
    AGO,
    DAY,
    HIRED,
    OF_A_REFERRAL,
    PLAN,
    SEATS,
    Fact,
    Known,
    Plan,
    Seat,
    Side,
    Stage,
    Subject,
    World,
)
from tests.integration.records import story
from tests.lib.cast import make_cast
from tests.lib.vault import opened


def build(now: datetime) -> World:
    """The whole site, everybody met twenty days before `now`."""
    cast = make_cast()
    story.set_up(now - AGO)
    story.set_up_hours(now)
    people = _Makers(now, cast, _agencies())
    return World(now, people.seats, tuple(map(people.make, PLAN)), people.refer(90))


def _agencies() -> dict[str, Agency]:
    kinds = {"police": AgencyKind.POLICE, "care": AgencyKind.CASE_MANAGEMENT, "office": AgencyKind.PROSECUTOR,
             "defense": AgencyKind.DEFENDER}  # fmt: skip
    made = {
        f"{word} {name}": Agency.objects.create(name=f"{word.title()} {kind.label} (invented)", kind=kind, partner=True)
        for word in ("peer", "canary")
        for name, kind in kinds.items()
    }
    made["elsewhere"] = Agency.objects.create(name="Elsewhere (invented)", kind=AgencyKind.SERVICE, partner=True)
    return made


EVERY_PURPOSE = (
    SharingPurpose.CARE, SharingPurpose.CASE_CONFERENCE, SharingPurpose.LEGAL_COORDINATION,
    SharingPurpose.INTAKE_CONFIRMATION,
)  # fmt: skip


EVERY_CLASS = frozenset(Class) - {Class.COUNSELLING_NOTE}


class _Makers:
    """Makes participants by the vault's own verbs, and then whatever the verbs rightly refuse."""

    def __init__(self, now: datetime, cast: dict[str, User], agencies: dict[str, Agency]) -> None:
        self.now, self.met, self.cast, self.agencies = now, now - AGO, cast, agencies
        self.hired = {
            f"{word} {role.value}": _hire(word, role, agencies[f"{word} {agency}"]) for word, agency, role in HIRED
        }
        others = {
            "otis": _hire("colleague", Role.OFFICER, cast["ofelia"].agency),
            "elsewhere": _hire("elsewhere", Role.CASE_MANAGER, agencies["elsewhere"]),
        }
        users = {**cast, **self.hired, **others}
        self.seats = tuple(Seat(name, users.get(name), side, relation) for name, side, relation in SEATS)
        self.named = tuple(
            {user.agency_id for name, user in {**cast, **self.hired}.items() if "canary" not in name}
            - {cast["cass"].agency_id}
        )

    def make(self, plan: Plan) -> Subject:
        subject = self._met(plan, self._crew(plan.side))
        SIGN[plan.state](self, subject)
        return subject

    def _crew(self, side: Side) -> _Crew:
        if side is Side.CAST:
            return _Crew(*(self.cast[name] for name in ("ofelia", "sol", "dee", "pru")))
        roles = (Role.OFFICER, Role.SERGEANT, Role.OUTREACH, Role.PROSECUTOR)
        return _Crew(*(self.hired[f"canary {role.value}"] for role in roles))

    def refer(self, number: int) -> Subject:
        of_all = frozenset({Matter.REFERRAL})
        facts = tuple(Fact(name, kind, of_all, (f"Qx{number}{name}",)) for name, kind in OF_A_REFERRAL)
        id = actions.referrals.receive(
            uuid.uuid4(), now=self.now, by=self.cast["bea"], **{one.name: one.tokens[0] for one in facts}
        )
        return Subject("a neighbor's referral", State.NONE, Stage.SCREENED, Side.CAST, facts, {"referral": id})

    def _met(self, plan: Plan, crew: _Crew) -> Subject:
        known, stage = Known(plan.number, self.met), plan.stage
        encounter = _start(known, crew, self.met)
        ids = {"encounter": encounter}
        if stage is not Stage.SCREENED:
            ids |= _hand_over(encounter, known, crew, self.met, stage)
        with opened():
            row = models.Encounter.objects.get(pk=encounter)
            ids["participant"] = row.participant_id
            if stage is Stage.INTAKE_DONE:
                _confirm(row, known, crew.responder, self.now)
        facts, name = known.facts(ids["participant"], stage), f"{stage}, {plan.state}, {plan.side}"
        return Subject(name, plan.state, stage, plan.side, facts, ids)

    def paper(
        self, subject: Subject, *shares: Share, kind: ConsentKind = ConsentKind.NAMED_RECIPIENT, **raw: Any
    ) -> None:
        """A signed paper, whatever the verbs would say to it; `raw` is how its row differs from one in force."""
        by, template = self.cast["cass"], wording(kind, Language.ENGLISH)
        values = {
            "kind": kind.value, "discloser": by.agency, "language": "en", "wording": template.digest,
            "begins": self.met.date(), "until": (self.now + 300 * DAY).date(), "drafted_by": by, "drafted_at": self.met,
            "form": f"A form\n\nI, {subject_word(subject, 'Chosen')}, agree.", "form_digest": "f" * 64,
        }  # fmt: skip
        signed = {
            "signing": "read_aloud", "signature": subject_word(subject, "signature"), "witnessed_by": by,
            "signed_on": self.met.date(), "witnessed_at": self.met,
        }  # fmt: skip
        with opened():
            row = models.Consent.objects.create(participant_id=subject.ids["participant"], **values)
            models.ConsentShare.objects.bulk_create(_share_row(row, share) for share in shares)
            for name, value in {**signed, **raw}.items():
                setattr(row, name, value)
            row.save()
            subject.ids["consent"] = row.pk

    def shares(
        self, *purposes: SharingPurpose, to: Iterable[uuid.UUID] = (), classes: frozenset[Class] = EVERY_CLASS
    ) -> tuple[Share, ...]:
        """The same for every agency on the cast's side but the one that shares, each by its name."""
        return tuple(
            Share(Recipient(agency=str(agency)), classes, purpose)
            for agency in (to or self.named)
            for purpose in (purposes or EVERY_PURPOSE)
        )


@dataclass(frozen=True, slots=True)
class _Crew:
    officer: User
    sergeant: User
    responder: User
    prosecutor: User


def subject_word(subject: Subject, name: str) -> str:
    """The token this participant would have under this name."""
    return next(one for one in subject.facts if one.name == "chosen name").tokens[0].replace("Chosen", name)


def _start(known: Known, crew: _Crew, now: datetime) -> uuid.UUID:
    person = actions.Person(
        chosen_name=known.word("Chosen"), name_given=known.word("Given"), born=known.born, contact=known.word("Contact")
    )
    encounter = actions.encounters.start(
        uuid.uuid4(), pathway=Pathway.ARREST_DIVERSION, by=crew.officer, now=now, person=person,
        facts={**story.FACTS, "drug_grams": known.grams}, checks=story.CHECKS,
        scene=Scene(place=known.word("Place"), charge_text=known.word("Charge")),
    )  # fmt: skip
    actions.encounters.complainant(encounter, answer="no_complainant", by=crew.officer, now=now)
    actions.approvals.request(encounter, by=crew.officer, now=now)
    return encounter


def _hand_over(encounter: uuid.UUID, known: Known, crew: _Crew, now: datetime, stage: Stage) -> dict[str, uuid.UUID]:
    with opened():
        approval = models.Approval.objects.get(encounter=encounter).pk
    actions.approvals.approve(approval, by=crew.sergeant, now=now)
    actions.offers.record(
        encounter, outcome=OfferOutcome.ACCEPTED, by=crew.officer, now=now, office=crew.prosecutor.agency_id
    )
    handoff = actions.handoffs.request(
        uuid.uuid4(), encounter_id=encounter, meet_at=known.word("Meet"), by=crew.officer, now=now
    )
    if stage is not Stage.RINGING:
        with opened():
            models.Ring.objects.get_or_create(
                handoff_id=handoff, user=crew.responder, defaults={"rank": 1, "rung_at": now}
            )
        actions.handoffs.accept(handoff, by=crew.responder, now=now, eta_minutes=10)
        actions.handoffs.arrive(handoff, by=crew.responder, now=now + timedelta(minutes=12))
        actions.handoffs.release(handoff, by=crew.responder, now=now + timedelta(minutes=15))
    with opened():
        return {"handoff": handoff, "hold": models.Hold.objects.get(encounter=encounter).pk, "approval": approval}


def _confirm(row: models.Encounter, known: Known, by: User, now: datetime) -> None:
    """Done and told long ago, as it would stand whatever was signed or stopped since."""
    models.Intake.objects.create(encounter=row, completed=True, on=known.intake_day, by=by, at=now)
    models.Hold.objects.filter(encounter=row).update(state="intake_confirmed", due_index=None)


def _hire(word: str, role: Role, agency: Agency) -> User:
    return User.objects.create_user(
        f"{word}.{role.value}@matrix.belltown.example", name=f"{word.title()} {role.label}", agency=agency,
        role=role.value,
    )  # fmt: skip


def _share_row(row: models.Consent, share: Share) -> models.ConsentShare:
    return models.ConsentShare(
        consent=row, agency_id=share.recipient.agency, purpose=share.purpose.value,
        classes_shared=sorted(one.value for one in share.classes),
    )  # fmt: skip


def _unsigned(**more: Any) -> dict[str, Any]:
    return {"signing": "", "signature": "", "signed_on": None, "witnessed_by": None, "witnessed_at": None, **more}


def _restricted(make: _Makers, subject: Subject) -> None:
    make.paper(subject, *make.shares())
    with opened():
        models.Restriction.objects.bulk_create(
            models.Restriction(
                participant_id=subject.ids["participant"], agency_id=agency, asked_by=make.cast["cass"],
                asked_at=make.met, classes_kept=sorted(one.value for one in Class),
            )
            for agency in make.named
        )  # fmt: skip


def _stopped(make: _Makers, subject: Subject) -> None:
    make.paper(subject, *make.shares())
    actions.consents.revoke(subject.ids["consent"], by=make.cast["cass"], now=make.now)


SIGN: dict[State, Callable[[_Makers, Subject], None]] = {
    State.NONE: lambda make, one: None,
    State.DRAFTED: lambda make, one: make.paper(one, *make.shares(), **_unsigned()),
    State.IN_FORCE: lambda make, one: make.paper(one, *make.shares()),
    State.ONE_CLASS: lambda make, one: make.paper(one, *make.shares(classes=frozenset({Class.IDENTITY}))),
    State.OTHER_PURPOSE: lambda make, one: make.paper(one, *make.shares(SharingPurpose.EVALUATION)),
    State.OTHER_RECIPIENT: lambda make, one: make.paper(one, *make.shares(to=[make.agencies["elsewhere"].pk])),
    State.NOT_YET: lambda make, one: make.paper(one, *make.shares(), begins=(make.now + 30 * DAY).date()),
    State.EXPIRED_BY_DAY: lambda make, one: make.paper(
        one, *make.shares(), begins=(make.met - 60 * DAY).date(), until=(make.met - DAY).date()
    ),
    State.EXPIRED_BY_EVENT: lambda make, one: make.paper(
        one, *make.shares(), until_event="case_decided", event_happened_at=make.now - DAY
    ),
    State.REVOKED: _stopped,
    State.RESTRICTED: _restricted,
    State.DEFICIENT: lambda make, one: make.paper(one, *make.shares(), until=None),
    State.PROCEEDINGS: lambda make, one: make.paper(
        one, *make.shares(SharingPurpose.PROCEEDINGS), kind=ConsentKind.PROCEEDINGS
    ),
    State.COUNSELLING: lambda make, one: make.paper(
        one, *make.shares(classes=frozenset({Class.COUNSELLING_NOTE})), kind=ConsentKind.COUNSELLING_NOTES
    ),
    State.TREATMENT: lambda make, one: make.paper(one, *make.shares(), kind=ConsentKind.TREATMENT_PAYMENT_OPERATIONS),
}
"""How each state comes to be: by the verbs where they allow it, else as a row they would refuse to write."""
