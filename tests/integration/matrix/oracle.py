"""Who may learn what of a participant: the law and the field's practice as tables, written from their texts alone.

Nothing here looks at the code that rules. It knows the seats and the classes of information by name and no more, so
that a fault in the ruling cannot hide in its proof. Sources: 42 CFR 2.11-2.33 (rule of 16 February 2024), 45 CFR
164.502(b), and what police-assisted diversion takes as given between the partners.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from belltown.disclosure.classes import InformationClass as Class
from belltown.vocabulary import Role


class Matter(StrEnum):
    """What the information is about."""

    PARTICIPANT = "participant"
    ENCOUNTER = "encounter"
    HANDOFF = "handoff"
    HOLD = "hold"
    INTAKE = "intake"
    REFERRAL = "referral"
    PAPER = "paper"


class Relation(StrEnum):
    """What the viewer's agency has to do with it."""

    HOLDER = "the agency in whose care the participant is"
    AUTHOR = "the police agency whose officer wrote it"
    COLLEAGUE = "the same police agency, another officer"
    OFFICE = "the prosecutor's office of the hold"
    COUNSEL = "the defender's office of the hold"
    DESK = "the desk that processes referrals"
    RUNG = "the care agency that is rung and has not yet answered"
    PEER = "another agency of the same kind"
    ELSEWHERE = "an agency that one participant alone has named"
    CANARY = "an agency that has nothing to do with anything"
    OUTSIDE = "an agency that has not signed, even if a paper names it"
    NOBODY = "nobody"


class State(StrEnum):
    """What the participant has signed, for the viewer's agency where nothing else is said."""

    NONE = "none"
    DRAFTED = "drafted"
    IN_FORCE = "in force"
    ONE_CLASS = "in force for the identity alone"
    OTHER_PURPOSE = "in force for another purpose"
    OTHER_RECIPIENT = "in force for another recipient"
    NOT_YET = "not yet begun"
    EXPIRED_BY_DAY = "expired by day"
    EXPIRED_BY_EVENT = "expired by event"
    REVOKED = "revoked"
    RESTRICTED = "restricted although consented"
    DEFICIENT = "deficient"
    PROCEEDINGS = "proceedings"
    COUNSELLING = "counselling alone"
    TREATMENT = "treatment, payment and operations, naming police by mistake"


@dataclass(frozen=True, slots=True)
class Answer:
    """May or may not, and the clause or rule that says so."""

    may: bool
    because: str


@dataclass(frozen=True, slots=True)
class Given:
    """What these seats are told of a matter without any paper, because the work cannot be done otherwise."""

    matter: Matter
    relations: frozenset[Relation]
    roles: frozenset[Role]
    classes: frozenset[Class]
    because: str


POLICE = frozenset({Role.OFFICER, Role.SERGEANT})
CARE = frozenset({Role.OUTREACH, Role.CASE_MANAGER, Role.CLINICAL_SUPERVISOR})
WALLED = {
    Class.NEEDS,
    Class.PLAN,
    Class.NOTE,
    Class.COUNSELLING_NOTE,
    Class.SUBSTANCE_USE,
    Class.MENTAL_HEALTH,
    Class.HEALTH,
}
OF_THE_REPORT = frozenset({Class.IDENTITY, Class.CONTACT, Class.DIVERSION_EVENT, Class.LEGAL, Class.ADMINISTRATIVE})
OF_THE_CHARGE = frozenset({Class.IDENTITY, Class.DIVERSION_EVENT, Class.LEGAL, Class.ADMINISTRATIVE})
EVERYTHING_KEPT = frozenset(Class) - {Class.COUNSELLING_NOTE}

NEVER_ANYBODY_BY_NAME: dict[Role, str] = {
    Role.BUSINESS_MEMBER: "names places, not people; of an own referral only that it was received",
    Role.COUNCIL_MEMBER: "sees counts",
    Role.EVALUATOR: "sees coded data under an agreement (2.52)",
    Role.ADMINISTRATOR: "opens accounts and has no power over what is known of participants",
    Role.PARTICIPANT: "has a window of their own, which is no desk (2.23)",
}

BY_CHOICE = (
    Given(
        Matter.ENCOUNTER,
        frozenset({Relation.DESK}),
        frozenset({Role.PROJECT_MANAGER}),
        OF_THE_REPORT | {Class.ELIGIBILITY},
        "the program's own office follows every diversion and approves where the protocol asks it; a police report is "
        "no record of treatment, and of care it learns nothing by this",
    ),
    Given(
        Matter.HANDOFF,
        frozenset({Relation.DESK}),
        frozenset({Role.PROJECT_MANAGER}),
        frozenset({Class.DIVERSION_EVENT, Class.LEGAL, Class.ADMINISTRATIVE}),
        "the program's own office stands in at the dispatch board",
    ),
    Given(
        Matter.HOLD,
        frozenset({Relation.DESK}),
        frozenset({Role.PROJECT_MANAGER}),
        frozenset({Class.LEGAL, Class.ADMINISTRATIVE}),
        "the program's own office keeps the partners to their clocks",
    ),
    Given(
        Matter.REFERRAL,
        frozenset({Relation.HOLDER, Relation.PEER, Relation.CANARY, Relation.ELSEWHERE, Relation.RUNG}),
        CARE,
        frozenset({Class.IDENTITY, Class.CONTACT, Class.NOTE, Class.DIVERSION_EVENT, Class.ADMINISTRATIVE}),
        "a neighbor asks nobody in particular: whichever partner's care has room takes it, and before anybody does it "
        "is no record of treatment (2.11)",
    ),
)
"""Where the product tells more than the letter of the field's table, on purpose. Each has its reason; each wants a
site's own yes. That any partner's public defender stands as the defender of a hold is one more: see the world."""

TAKEN_AS_GIVEN = (
    Given(
        Matter.ENCOUNTER,
        frozenset({Relation.AUTHOR}),
        POLICE,
        OF_THE_REPORT | {Class.ELIGIBILITY},
        "the author agency keeps what its own officer wrote, and no health record is in it",
    ),
    Given(
        Matter.ENCOUNTER,
        frozenset({Relation.HOLDER}),
        CARE,
        OF_THE_REPORT,
        "officer to case manager: name, contact, place, reason and charge, so that somebody can come",
    ),
    Given(
        Matter.ENCOUNTER,
        frozenset({Relation.OFFICE}),
        frozenset({Role.PROSECUTOR}),
        OF_THE_CHARGE | {Class.ELIGIBILITY},
        "the report and the screening go to the prosecutor by the normal police channel",
    ),
    Given(
        Matter.ENCOUNTER,
        frozenset({Relation.COUNSEL}),
        frozenset({Role.DEFENDER}),
        OF_THE_CHARGE,
        "the defender knows the diverted charge and whom it is brought against",
    ),
    Given(
        Matter.HANDOFF,
        frozenset({Relation.AUTHOR, Relation.HOLDER}),
        POLICE | CARE,
        frozenset({Class.DIVERSION_EVENT, Class.ADMINISTRATIVE}),
        "both ends of a warm handoff see where and how far it is",
    ),
    Given(
        Matter.HANDOFF,
        frozenset({Relation.RUNG}),
        CARE,
        frozenset({Class.DIVERSION_EVENT, Class.LEGAL, Class.ADMINISTRATIVE}),
        "whoever is asked to come learns where and what for, and not yet whom (45 CFR 164.502(b))",
    ),
    Given(
        Matter.ENCOUNTER,
        frozenset({Relation.RUNG}),
        CARE,
        frozenset({Class.DIVERSION_EVENT, Class.LEGAL, Class.ADMINISTRATIVE}),
        "whoever is asked to come learns where and what for, and not yet whom (45 CFR 164.502(b))",
    ),
    Given(
        Matter.HOLD,
        frozenset({Relation.OFFICE, Relation.COUNSEL}),
        frozenset({Role.PROSECUTOR, Role.DEFENDER}),
        frozenset({Class.LEGAL, Class.ADMINISTRATIVE}),
        "diverted charge and filing clock: prosecutor and defender",
    ),
    Given(
        Matter.HOLD,
        frozenset({Relation.HOLDER, Relation.AUTHOR}),
        CARE | POLICE,
        frozenset({Class.LEGAL, Class.ADMINISTRATIVE}),
        "whoever can stop the clock, and whoever wrote the charge, may see it run",
    ),
    Given(
        Matter.INTAKE,
        frozenset({Relation.HOLDER}),
        CARE,
        EVERYTHING_KEPT,
        "those who did the intake (2.12(c)(3): within the program)",
    ),
    Given(
        Matter.PARTICIPANT,
        frozenset({Relation.HOLDER}),
        CARE,
        EVERYTHING_KEPT,
        "those in whose care the participant is (2.12(c)(3): within the program)",
    ),
    Given(
        Matter.PAPER,
        frozenset({Relation.HOLDER}),
        CARE,
        EVERYTHING_KEPT,
        "whoever may disclose must know on what paper (2.31(a)(2))",
    ),
    Given(
        Matter.REFERRAL,
        frozenset({Relation.DESK}),
        frozenset({Role.PROJECT_MANAGER}),
        frozenset({Class.IDENTITY, Class.CONTACT, Class.NOTE, Class.DIVERSION_EVENT, Class.ADMINISTRATIVE}),
        "the project manager processes what neighbors ask for",
    ),
    *BY_CHOICE,
)

OPENED_BY_A_PAPER = frozenset({Matter.PARTICIPANT, Matter.INTAKE})

CLOSED_BY: dict[State, str] = {
    State.NONE: "no consent (2.31(a))",
    State.DRAFTED: "not signed (2.31(a)(8))",
    State.OTHER_PURPOSE: "only for the purpose that is named (2.31(a)(5))",
    State.OTHER_RECIPIENT: "only for the recipient that is named (2.31(a)(4))",
    State.NOT_YET: "the consent has not begun (2.31(a)(7))",
    State.EXPIRED_BY_DAY: "the consent has expired (2.31(c)(1))",
    State.EXPIRED_BY_EVENT: "the consent has expired (2.31(c)(1))",
    State.REVOKED: "the consent is revoked (2.31(c)(3))",
    State.RESTRICTED: "the participant asked that it be kept back (2.26)",
    State.DEFICIENT: "the consent lacks an element (2.31(c)(2))",
    State.PROCEEDINGS: "a consent for proceedings opens proceedings alone (2.31(d))",
}


def answer(role: Role, relation: Relation, state: State, matter: Matter, kind: Class) -> Answer:
    """May somebody in this seat learn this class of this matter, and by what rule."""
    if relation in (Relation.NOBODY, Relation.OUTSIDE):
        return Answer(False, "only partners who have signed the agreement take part")
    if role in NEVER_ANYBODY_BY_NAME:
        return Answer(False, f"a {role.value} {NEVER_ANYBODY_BY_NAME[role]}")
    if kind in WALLED and role in POLICE | {Role.PROSECUTOR}:
        return Answer(False, "the golden rule: nobody is worse off for taking part (2.12(d))")
    for row in TAKEN_AS_GIVEN:
        if row.matter is matter and relation in row.relations and role in row.roles and kind in row.classes:
            return Answer(True, row.because)
    if matter not in OPENED_BY_A_PAPER or relation is Relation.CANARY:
        return Answer(False, "nothing that anybody signed speaks of it (2.31(a)(3)-(4))")
    return _by_paper(role, state, kind)


def _by_paper(role: Role, state: State, kind: Class) -> Answer:
    if state in CLOSED_BY:
        return Answer(False, CLOSED_BY[state])
    if state is State.TREATMENT and role not in CARE:
        return Answer(False, "treatment, payment and operations name treating providers alone (2.31(a)(4)(i))")
    if (state is State.COUNSELLING) is not (kind is Class.COUNSELLING_NOTE):
        return Answer(False, "counselling notes are consented to on a paper of their own (2.31(b))")
    if state is State.ONE_CLASS and kind is not Class.IDENTITY:
        return Answer(False, "only the information that is described (2.31(a)(3))")
    return Answer(True, "a consent in force names the recipient, the information and the purpose (2.31(a), 2.33)")
