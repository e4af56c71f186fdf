"""The readings of a protocol. Each must answer every case of every pack alike.

A reading takes a version and its cases and returns, for each case, the answer and the answer to every criterion by id.
Who may override is the finding's business; a reading that does not say so leaves it None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest

from belltown.protocol.answers import NO, UNKNOWN, YES, Answer, every
from belltown.protocol.cases import Case
from belltown.protocol.decide import decide
from belltown.protocol.version import ProtocolVersion
from belltown.vocabulary import Role, Strength


@dataclass(frozen=True, slots=True)
class Told:
    """What a reading says of one case."""

    answer: Answer
    criteria: Mapping[str, Answer]
    overridable_by: tuple[Role, ...] | None = None

    def those(self, answer: Answer) -> set[str]:
        return {name for name, given in self.criteria.items() if given is answer}

    @property
    def unmet(self) -> set[str]:
        return self.those(NO)

    @property
    def unknown(self) -> set[str]:
        return self.those(UNKNOWN)


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read a protocol. `marks` are pytest marks for readings that need something, such as a browser."""

    name: str
    read: Callable[[ProtocolVersion, Sequence[Case]], list[Told]]
    marks: tuple = ()


def decided(version: ProtocolVersion, cases: Sequence[Case]) -> list[Told]:
    return [_told(decide(version, case.encounter)) for case in cases]


def _told(finding) -> Told:
    criteria = {reason.criterion.id: reason.answer for reason in finding.because}
    return Told(finding.answer, criteria, finding.overridable_by)


def screened(version: ProtocolVersion, cases: Sequence[Case]) -> list[Told]:
    """All cases of a pathway as one table; people's checks and overrides, which no table holds, are laid over it."""
    from tests.lib.tables import screened as rows_screened

    told: dict[int, Told] = {}
    for pathway in version.pathways:
        mine = [index for index, case in enumerate(cases) if case.encounter.pathway is pathway]
        rows = [(cases[index].encounter.on, cases[index].encounter.facts) for index in mine]
        answers = rows_screened(version, pathway, rows) if rows else []
        told |= {index: _overlaid(version, cases[index], row) for index, row in zip(mine, answers, strict=True)}
    return [told[index] for index in range(len(cases))]


def _overlaid(version: ProtocolVersion, case: Case, row: Mapping[str, Answer]) -> Told:
    said = {name: Answer.of(met) for name, met in case.encounter.checks.items()}
    aside = {one.id: YES for one in version.criteria if _is_set_aside(one, case)}
    own = {criterion.id: row[criterion.id] for criterion in version.criteria_for(case.encounter.pathway)}
    criteria = own | {name: answer for name, answer in (said | aside).items() if name in own}
    assert row["eligible"] is every(own.values())
    return Told(every(criteria.values()), criteria)


def _is_set_aside(criterion, case: Case) -> bool:
    return criterion.strength is Strength.PRESUMPTIVE and criterion.id in case.encounter.overrides


def in_browser(version: ProtocolVersion, cases: Sequence[Case]) -> list[Told]:
    """All cases at once in Chromium, by the script that the field page itself loads."""
    from tests.spec.browser_reading import read_in_browser

    (told,) = read_in_browser([(version, [case.encounter for case in cases])])
    return [Told(answer, {id: said for id, (said, _) in criteria.items()}) for answer, criteria in told]


READINGS = [
    Reading("decide", decided),
    Reading("screen", screened),
    Reading("browser", in_browser, marks=(pytest.mark.browser,)),
]
