"""Whom a service takes, so that a search can tell: closed questions, each yes, no or unknown.

HSDS 3.1 has no table of eligibility. It is said by ages and by attributes of link_type "eligibility"; these are the
terms of ours that such attributes name. An attribute's value is "yes" (also when it has none) or "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from belltown.protocol.answers import NO, UNKNOWN, YES, Answer

ANYONE = "all"


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of which a person has one answer. In an `exclusive` group, naming some shuts out the others."""

    code: str
    label: str
    exclusive: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question: `yes` and `no` say what a service answers, in words for whoever reads the page."""

    code: str
    label: str
    yes: str
    no: str

    @property
    def group(self) -> str:
        """The group it belongs to."""
        return self.code.partition(":")[0]


GROUPS = MappingProxyType({
    group.code: group
    for group in (
        Group("sex", "Who they are", True),
        Group("household", "Who comes along", True),
        Group("insurance", "Insurance", True),
        Group("takes", "It must take", False),
        Group("without", "It must work without", False),
    )
})  # fmt: skip

_ALL = (
    Criterion("sex:all", "Everybody", "Takes everybody", "Does not take everybody"),
    Criterion("sex:women", "Women", "Takes women", "Does not take women"),
    Criterion("sex:men", "Men", "Takes men", "Does not take men"),
    Criterion("sex:nonbinary", "Nonbinary people", "Takes nonbinary people", "Does not take nonbinary people"),
    Criterion("household:all", "Any household", "Takes any household", "Does not take every household"),
    Criterion("household:single", "One adult", "Takes single adults", "Does not take single adults"),
    Criterion("household:couple", "A couple", "Takes couples", "Does not take couples"),
    Criterion("household:family", "Children too", "Takes families with children", "Does not take children"),
    Criterion("household:youth", "A youth alone", "Takes young people alone", "Does not take young people alone"),
    Criterion("insurance:all", "Any insurance or none", "Any insurance or none", "Not every insurance"),
    Criterion("insurance:none", "None", "Needs no insurance", "Needs insurance"),
    Criterion("insurance:medicaid", "Medicaid", "Takes Medicaid", "Does not take Medicaid"),
    Criterion("insurance:medicare", "Medicare", "Takes Medicare", "Does not take Medicare"),
    Criterion("insurance:private", "Private", "Takes private insurance", "Does not take private insurance"),
    Criterion("takes:open_case", "An open court case", "An open case is no bar", "Takes nobody with an open case"),
    Criterion("takes:warrant", "A warrant", "A warrant is no bar", "Takes nobody with a warrant"),
    Criterion("takes:record", "A conviction", "A conviction is no bar", "Takes nobody with certain convictions"),
    Criterion("takes:registry", "A sex-offense registry", "The registry is no bar", "Takes nobody on the registry"),
    Criterion("takes:pets", "A pet", "Pets may come", "No pets"),
    Criterion("takes:wheelchair", "A wheelchair", "Wheelchairs get in", "No way in for a wheelchair"),
    Criterion("without:abstinence", "Abstinence", "Abstinence is not asked for", "Asks for abstinence"),
    Criterion("without:identification", "ID", "No ID is needed", "ID is needed"),
    Criterion("without:appointment", "An appointment", "No appointment is needed", "By appointment"),
    Criterion("without:referral", "A referral", "No referral is needed", "By referral"),
)  # fmt: skip

CRITERIA = MappingProxyType({one.code: one for one in _ALL})


def answer(asked: str, known: Mapping[str, bool]) -> Answer:
    """Whether a service with these criteria takes a person of whom `asked` is so. What nobody said is unknown.

    Raises KeyError for a code that is none of CRITERIA.
    """
    if asked in known:
        return YES if known[asked] else NO
    group = GROUPS[CRITERIA[asked].group]
    if not group.exclusive:
        return UNKNOWN
    anyone = known.get(f"{group.code}:{ANYONE}")
    if anyone:
        return YES
    named = any(holds for code, holds in known.items() if CRITERIA[code].group == group.code)
    return NO if named else UNKNOWN


def ages(least: float | None, most: float | None, age: int) -> Answer:
    """Whether a person of this age is served. A service that names no age says nothing of it."""
    if least is None and most is None:
        return UNKNOWN
    return Answer.of((least is None or age >= least) and (most is None or age <= most))
