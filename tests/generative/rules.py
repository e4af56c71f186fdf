"""Invented facts, rules, versions and encounters, for laws that must hold whatever a jurisdiction writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache
from hashlib import sha256

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from belltown.protocol.decide import Encounter
from belltown.protocol.facts import NEVER, STANDARD_FACTS, AskedOf, Fact, Kind
from belltown.protocol.load import canonical_text
from belltown.protocol.projection import dump
from belltown.protocol.read_pack import CLOCK_NAMES, INTAKE_STEPS
from belltown.protocol.rules import All, AnyOf, AtLeast, AtMost, Ever, In, Is, Not, Period, Within
from belltown.protocol.sense import contradictions
from belltown.protocol.version import ClockRule, Criterion, OnCallHours, PathwayRules, ProtocolVersion, Source
from belltown.vocabulary import BjaPathway, ComplainantRule, Pathway, PauseReason, Role, Strength

OWN_FACTS = (
    Fact("calm", Kind.YES_NO, "Is the person calm?"),
    Fact("listed_before", Kind.YES_NO, "Is the person on the list?", AskedOf.RECORDS),
    Fact("rides", Kind.NUMBER, "How many rides?", unit="rides"),
    Fact("colour", Kind.CHOICE, "Which colour?", AskedOf.PERSON, choices=("red", "green", "blue", "yes", "1")),
    Fact("last_seen", Kind.LAST_DATE, "When was the person last seen?"),
    Fact("last_held", Kind.LAST_DATE, "When was the person last held?", AskedOf.RECORDS),
)
POOL = (*OWN_FACTS, STANDARD_FACTS["drug_grams"], STANDARD_FACTS["level"], STANDARD_FACTS["warrant_only"])
FACTS = STANDARD_FACTS | {fact.id: fact for fact in OWN_FACTS}
SOURCES = {"ordinance": Source("ordinance", "An ordinance", "https://law.example"), "memo": Source("memo", "A memo: 3")}
LIMITS = (0, 1, 2.5, 3, 18)


@cache
def of_kind(*kinds, pool=POOL):
    return st.sampled_from([fact for fact in pool if fact.kind in kinds])


periods = st.one_of(
    st.builds(Period, years=st.integers(1, 30)),
    st.builds(Period, months=st.integers(1, 40), days=st.integers(0, 40)),
    st.builds(Period, days=st.integers(1, 999_999)),
)


@cache
def _is_choice(fact):
    return st.builds(Is, st.just(fact), st.sampled_from(fact.choices))


@cache
def _in_choices(fact):
    some = st.lists(st.sampled_from(fact.choices), min_size=1, unique=True).map(tuple)
    return st.builds(In, st.just(fact), some)


@cache
def leaves(pool=POOL):
    """Every kind of leaf test on the facts of the pool, which must hold a fact of each kind."""
    return st.one_of(
        st.builds(Is, of_kind(Kind.YES_NO, pool=pool), st.booleans()),
        of_kind(Kind.CHOICE, pool=pool).flatmap(_is_choice),
        of_kind(Kind.CHOICE, pool=pool).flatmap(_in_choices),
        st.builds(AtMost, of_kind(Kind.NUMBER, pool=pool), st.sampled_from(LIMITS)),
        st.builds(AtLeast, of_kind(Kind.NUMBER, pool=pool), st.sampled_from(LIMITS)),
        st.builds(Within, of_kind(Kind.LAST_DATE, pool=pool), periods),
        st.builds(Ever, of_kind(Kind.LAST_DATE, pool=pool)),
    )


@cache
def any_tests(pool=POOL, max_leaves=5):
    """Tests of any shape."""
    return st.recursive(
        leaves(pool),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        ),
        max_leaves=max_leaves,
    )


days = st.dates(date(1990, 1, 1), date(2030, 12, 31)) | st.sampled_from(
    [date(2024, 2, 29), date(2023, 2, 28), date(2024, 3, 31), date(2000, 1, 1)]
)


def values(fact, on):
    """Values the fact can have, those near the edges of rules more often than others."""
    match fact.kind:
        case Kind.YES_NO:
            return st.booleans()
        case Kind.NUMBER:
            return st.sampled_from(LIMITS) | st.floats(0, 40) | st.integers(0, 40)
        case Kind.CHOICE:
            return st.sampled_from(fact.choices)
        case Kind.LAST_DATE:
            near = [on, on - timedelta(1), on + timedelta(1), on - timedelta(365), on - timedelta(366)]
            return st.just(NEVER) | st.sampled_from(near) | st.dates(date(1950, 1, 1), on)


@cache
def texts(characters="abc xyz:#-\"'é{}[],&*%@", max_size=20):
    """Text with characters that mean something to YAML, never blank."""
    return st.text(characters, min_size=1, max_size=max_size).map(str.strip).filter(bool)


@cache
def roles():
    return st.lists(st.sampled_from(Role), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def criteria(draw, number, pathways, pool=POOL, max_leaves=5):
    """One criterion of some of these pathways, hard or presumptive."""
    strength = draw(st.sampled_from(Strength))
    mine = draw(st.lists(st.sampled_from(pathways), min_size=1, unique=True))
    return Criterion(
        id=f"rule-{number}",
        text=f"It is as rule {number} wants.",
        test=draw(any_tests(pool, max_leaves)),
        source=SOURCES["memo"],
        pathways=tuple(mine),
        when=draw(st.none() | any_tests(pool, max_leaves)),
        strength=strength,
        override=draw(roles()) if strength is Strength.PRESUMPTIVE else (),
    )


@st.composite
def clocks(draw, name):
    limit = draw(st.sampled_from(["minutes", "days", "business_days"]))
    pauses = draw(st.lists(st.sampled_from(PauseReason), max_size=2, unique=True).map(tuple))
    source = draw(st.sampled_from(list(SOURCES.values())))
    return ClockRule(name, source, **{limit: draw(st.integers(1, 90))}, pauses=pauses, verified=draw(st.booleans()))


@st.composite
def pathway_rules(draw, pathway):
    names = draw(st.lists(st.sampled_from(CLOCK_NAMES), max_size=3, unique=True))
    return PathwayRules(
        pathway=pathway,
        bja=draw(st.none() | st.sampled_from(BjaPathway)),
        open_charge=draw(st.booleans()),
        approval=draw(st.just(()) | roles()),
        complainant=draw(st.sampled_from(ComplainantRule)),
        intake=tuple(draw(st.lists(st.sampled_from(INTAKE_STEPS), min_size=1, unique=True))),
        clocks={name: draw(clocks(name)) for name in names},
    )


minutes_of_day = st.builds(time, st.integers(0, 23), st.integers(0, 59))
shifts = st.builds(
    OnCallHours, st.lists(st.integers(0, 6), min_size=1, unique=True).map(tuple), minutes_of_day, minutes_of_day
)


@st.composite
def versions(draw, pool=POOL, most=5, max_leaves=5):
    """Versions with rules of any shape and little besides. Their criteria may contradict each other."""
    pathways = draw(st.lists(st.sampled_from(Pathway), min_size=1, max_size=2, unique=True))
    count = draw(st.integers(1, most))
    rules = tuple(draw(criteria(number, pathways, pool, max_leaves)) for number in range(count))
    opened = [one for one in pathways if any(one in rule.pathways for rule in rules)]
    return ProtocolVersion(
        site="north",
        name="North",
        effective=date(2020, 2, 29),
        timezone="UTC",
        facts=FACTS,
        criteria=rules,
        pathways={pathway: PathwayRules(pathway, None, True, intake=("screening",)) for pathway in opened},
        sources=SOURCES,
        on_call=(),
        digest="0" * 64,
    )


@st.composite
def packs(draw):
    """Versions as a jurisdiction might write them, adorned in full, consistent, with the digest of their own text."""
    version = draw(versions().filter(is_consistent))
    adorned = replace(
        version,
        site=draw(st.sampled_from(["north", "south-2"])),
        name=draw(texts()),
        timezone=draw(st.sampled_from(["UTC", "America/Los_Angeles"])),
        criteria=tuple(draw(_adorned(criterion)) for criterion in version.criteria),
        pathways={pathway: draw(pathway_rules(pathway)) for pathway in version.pathways},
        on_call=tuple(draw(st.lists(shifts, max_size=2))),
        summary=draw(st.just("") | texts()),
        invented=draw(st.booleans()),
    )
    return replace(adorned, digest=sha256(canonical_text(dump(adorned)).encode()).hexdigest())


@st.composite
def _adorned(draw, criterion):
    source = draw(st.sampled_from(list(SOURCES.values())))
    place = draw(st.just("") | texts())
    return replace(criterion, text=draw(texts()), source=source, place=place, verified=draw(st.booleans()))


def is_consistent(version):
    """Whether every pathway of the version can be taken by somebody."""
    return not any(contradictions(version.criteria, pathway, version.effective) for pathway in version.pathways)


@st.composite
def encounters(draw, version, pool=POOL):
    """Encounters under the version, with some facts told, some criteria checked and some set aside."""
    on = draw(days)
    pathway = draw(st.sampled_from(list(version.pathways)))
    ids = [criterion.id for criterion in version.criteria_for(pathway)]
    some = st.lists(st.sampled_from(ids), max_size=2, unique=True)
    facts = {fact.id: draw(values(fact, on)) for fact in pool if draw(st.booleans())}
    checks = {id: draw(st.booleans()) for id in draw(some)}
    return Encounter(pathway, on, facts, checks, frozenset(draw(some)))


@st.composite
def situations(draw, **options):
    """A version with an encounter under it."""
    version = draw(versions(**options))
    return version, draw(encounters(version, pool=options.get("pool", POOL)))


def laws(examples):
    """Settings for a law: so many examples, and no clock, since a busy machine is no fault of the law."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
