"""A protocol version as its public page tells it: doors, rules, approvals and clocks, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from belltown.protocol.phrases import listed
from belltown.protocol.version import ClockRule, Criterion, OnCallHours, PathwayRules, ProtocolVersion, Source
from belltown.protocol.words import test_in_words
from belltown.vocabulary import ComplainantRule, Pathway, Role, Strength

DOORS = {
    Pathway.ARREST_DIVERSION: "An officer could make an arrest, and hands the person to a case manager instead.",
    Pathway.SOCIAL_CONTACT: "An officer refers a person whom no charge awaits, without an arrest.",
    Pathway.COMMUNITY_REFERRAL: "A neighbor, a business, a provider or a relative refers a person, without the police.",
}
_INTAKE = {
    "screening": "a first screening",
    "assessment": "the intake assessment",
    "release": "the signed release",
    "care_plan": "a care plan",
}
_CLOCKS = {
    "approval": "Whoever must approve answers within {}.",
    "arrive": "A case manager comes to the scene within {}.",
    "first_contact": "Somebody makes first contact within {}.",
    "intake": "Intake is done within {}.",
    "filing_hold": "The charge is held for {} while intake is done.",
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion: its text, when it is asked, and who may set it aside."""

    criterion: Criterion
    asked_when: str
    set_aside_by: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One time limit in a sentence, with what makes its clock stand still."""

    text: str
    pauses: str
    source: Source
    verified: bool


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: what it is, who may be offered it, what happens, and by when."""

    id: str
    title: str
    lead: str
    rules: tuple[Rule, ...]
    course: tuple[str, ...]
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class ProtocolPage:
    """Everything the page shows.

    `unverified` counts criteria that nobody has compared with their source. `one_source` is the source of every rule,
    where there is only one: then it need not be named each time.
    """

    version: ProtocolVersion
    doors: tuple[Door, ...]
    on_call: tuple[str, ...]
    unverified: int
    one_source: Source | None


def page_of(version: ProtocolVersion) -> ProtocolPage:
    """The public page of a protocol version."""
    return ProtocolPage(
        version=version,
        doors=tuple(_door(version, version.pathways[door]) for door in Pathway if door in version.pathways),
        on_call=tuple(_hours(hours) for hours in version.on_call),
        unverified=sum(not criterion.verified for criterion in version.criteria),
        one_source=next(iter(version.sources.values())) if len(version.sources) == 1 else None,
    )


def _door(version: ProtocolVersion, rules: PathwayRules) -> Door:
    return Door(
        id=rules.pathway.value.replace("_", "-"),
        title=rules.pathway.label,
        lead=DOORS[rules.pathway],
        rules=tuple(_rule(criterion) for criterion in version.criteria_for(rules.pathway)),
        course=tuple(_course(rules)),
        promises=tuple(_promise(rule) for rule in sorted(rules.clocks.values(), key=_in_order)),
    )


def _rule(criterion: Criterion) -> Rule:
    asked = f"Asked when {test_in_words(criterion.when)}." if criterion.when else ""
    presumptive = criterion.strength is Strength.PRESUMPTIVE
    return Rule(criterion, asked, f"{_roles(criterion.override)} may set this aside." if presumptive else "")


def _roles(roles: Iterable[Role]) -> str:
    return f"The {listed([role.label.lower() for role in roles], 'or the')}"


def _course(rules: PathwayRules) -> Iterable[str]:
    """What happens behind this door, in the order in which it happens."""
    if rules.complainant is ComplainantRule.CONSULTED:
        yield "The person harmed is asked what they think, and is heard."
    if rules.complainant is ComplainantRule.VETO:
        yield "The person harmed is asked, and may say no."
    yield f"{_roles(rules.approval)} must approve." if rules.approval else "Nobody else need approve."
    if rules.open_charge:
        yield "The charge waits. Nothing is filed or dropped by itself: a prosecutor decides."
    if rules.intake:
        yield f"Intake is complete with {listed([_INTAKE[part] for part in rules.intake], 'and')}."


def _promise(rule: ClockRule) -> Promise:
    sentence = _CLOCKS.get(rule.name, rule.name.replace("_", " ").capitalize() + ": {}.").format(_length(rule))
    pauses = listed([reason.value.replace("_", " ") for reason in rule.pauses], "or") if rule.pauses else ""
    return Promise(sentence, f"The clock stands still for {pauses}." if pauses else "", rule.source, rule.verified)


def _in_order(rule: ClockRule) -> int:
    return list(_CLOCKS).index(rule.name) if rule.name in _CLOCKS else len(_CLOCKS)


def _length(rule: ClockRule) -> str:
    for number, unit in ((rule.minutes, "minute"), (rule.days, "day"), (rule.business_days, "business day")):
        if number:
            return f"{number} {unit}{'' if number == 1 else 's'}"
    raise ValueError(f"the clock [{rule.name}] has no length")


def _hours(hours: OnCallHours) -> str:
    days = "Every day" if len(hours.days) == 7 else listed([_DAYS[day] for day in hours.days], "and")
    if hours.starts == hours.ends:
        return f"{days}, around the clock"
    over_night = " the next day" if hours.ends < hours.starts else ""
    return f"{days}, {hours.starts:%H:%M} to {hours.ends:%H:%M}{over_night}"
