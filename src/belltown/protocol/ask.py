"""The fewest questions that could settle an open finding.

A question is a fact to be told or, where records would have to be looked into, a check of one criterion by someone who
looks. Its answers are tried from the few values that matter to the rules. The search, for "all criteria met":

1. Criteria that share a question are settled together, all others apart (the groups of `_groups`).
2. In a group, try 1 question, then 2, and so on. Take the unmet criterion with the fewest questions; one of them must
   be answered, so try each with each value, then the rest; a question tried in vain is barred for its later siblings.
   A branch ends when a criterion is surely unmet, or when the criteria still open that share no question outnumber
   the questions left.

When the criteria cannot all be met, the same search asks for one criterion that surely fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from belltown.protocol.answers import NO, UNKNOWN, YES, Answer, every, opposite
from belltown.protocol.decide import Encounter, Finding, answer_to, decide, missing_for
from belltown.protocol.facts import AskedOf, Fact, Value
from belltown.protocol.sense import leaves, values_that_matter
from belltown.protocol.version import Criterion, ProtocolVersion
from belltown.protocol.words import check_question

MOST_STEPS = 2_000
"""The longest search, about a tenth of a second; real packs need at most a few hundred steps."""


class QuestionKind(StrEnum):
    """Whether a value is asked for, or someone's word after looking."""

    FACT = "fact"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask next. `bears_on` names the open criteria it could move; `alone` says it could settle all."""

    id: str
    text: str
    kind: QuestionKind
    fact: Fact | None
    bears_on: tuple[str, ...]
    alone: bool = False


def ask(version: ProtocolVersion, encounter: Encounter) -> tuple[Question, ...]:
    """The smallest set of questions that could settle the finding; those that could alone come first.

    It could settle it as YES if any answers could that agree with one another, else as NO. Empty when the finding is
    settled already. Where rules are so entangled that MOST_STEPS do not find the smallest set, every open question.
    Raises KeyError for a pathway this version does not open.
    """
    return ask_about(decide(version, encounter), encounter)


def ask_about(finding: Finding, encounter: Encounter) -> tuple[Question, ...]:
    """As `ask`, where the finding for this encounter is already at hand."""
    if finding.answer is not UNKNOWN:
        return ()
    open_criteria = [reason.criterion for reason in finding.because if reason.answer is UNKNOWN]
    search = _Search(open_criteria, encounter)
    chosen = search.fewest()
    questions = [search.question(id) for id in search.in_order() if id in chosen]
    return tuple(sorted(questions, key=lambda question: (not question.alone, -len(question.bears_on))))


@dataclass(frozen=True, slots=True)
class _State:
    """An encounter with some answers supposed, and the questions barred or already answered."""

    encounter: Encounter
    used: frozenset[str] = field(default_factory=frozenset)
    barred: frozenset[str] = field(default_factory=frozenset)


class _TooEntangled(Exception):
    """The search took MOST_STEPS."""


class _Search:
    """The questions on the open criteria of one encounter, and what answers to them would do."""

    def __init__(self, criteria: Sequence[Criterion], encounter: Encounter) -> None:
        self.criteria, self.start, self.steps = criteria, _State(encounter), 0
        self.missing = {criterion.id: missing_for(criterion, encounter) for criterion in criteria}
        self.asked = {criterion.id: self._questions_on(criterion) for criterion in criteria}
        tests = [leaf for criterion in criteria for part in (criterion.when, criterion.test) for leaf in leaves(part)]
        facts = {fact.id: fact for missing in self.missing.values() for fact in missing}
        self.values = {id: values_that_matter(fact, tests, encounter.on) for id, fact in facts.items()}

    def _questions_on(self, criterion: Criterion) -> tuple[str, ...]:
        facts = [fact.id for fact in self.missing[criterion.id] if fact.asked_of is not AskedOf.RECORDS]
        checked = len(facts) < len(self.missing[criterion.id])
        return (*facts, check_id(criterion)) if checked else tuple(facts)

    def in_order(self) -> list[str]:
        """The ids of all questions, as the protocol comes to them."""
        return list(dict.fromkeys(id for criterion in self.criteria for id in self.asked[criterion.id]))

    def question(self, id: str) -> Question:
        """The question of that id in full."""
        moved = [criterion for criterion in self.criteria if id in self.asked[criterion.id]]
        bears_on = tuple(criterion.id for criterion in moved)
        alone = any(self._settles(state, moved) for state in self._answers(self.start, id))
        fact = next((fact for fact in self.missing[moved[0].id] if fact.id == id), None)
        if fact is None:
            return Question(id, check_question(moved[0]), QuestionKind.CHECK, None, bears_on, alone)
        return Question(id, fact.question, QuestionKind.FACT, fact, bears_on, alone)

    def _settles(self, state: _State, moved: Sequence[Criterion]) -> bool:
        answers = [self._answer(criterion, state) for criterion in moved]
        return NO in answers or (len(moved) == len(self.criteria) and every(answers) is YES)

    def _answer(self, criterion: Criterion, state: _State) -> Answer:
        """From the facts where they settle it, else from a supposed check: supposed answers must not clash."""
        by_facts = answer_to(criterion, state.encounter)
        checked = state.encounter.checks.get(criterion.id)
        return Answer.of(checked) if by_facts is UNKNOWN else by_facts

    def _answers(self, state: _State, id: str) -> Iterable[_State]:
        """The states after each answer to this question that matters."""
        encounter, used = state.encounter, state.used | {id}
        if id in self.values:
            for value in self.values[id]:
                facts: dict[str, Value] = {**encounter.facts, id: value}
                yield replace(state, encounter=replace(encounter, facts=facts), used=used)
            return
        for met in (True, False):
            checks = {**encounter.checks, id.removeprefix("check:"): met}
            yield replace(state, encounter=replace(encounter, checks=checks), used=used)

    def fewest(self) -> frozenset[str]:
        """The smallest set of questions that could settle all, or every open one where that takes too long to find."""
        try:
            return self.all_met() or self.one_failed()
        except _TooEntangled:
            return frozenset(self.in_order())

    def all_met(self) -> frozenset[str]:
        """The smallest set of questions whose answers could meet every criterion; empty when none could."""
        found = [self._fewest(group, YES) for group in self._groups()]
        return frozenset().union(*found) if all(found) else frozenset()

    def one_failed(self) -> frozenset[str]:
        """The smallest set of questions whose answers could leave some criterion unmet; empty when none could."""
        found = [self._fewest([criterion], NO) for criterion in self.criteria]
        return min((one for one in found if one), key=len, default=frozenset())

    def _groups(self) -> list[list[Criterion]]:
        groups: list[list[Criterion]] = []
        for criterion in self.criteria:
            mine = set(self.asked[criterion.id])
            near = [group for group in groups if any(mine & set(self.asked[one.id]) for one in group)]
            groups = [group for group in groups if group not in near]
            groups.append([*(one for group in near for one in group), criterion])
        return groups

    def _fewest(self, criteria: Sequence[Criterion], wanted: Answer) -> frozenset[str]:
        most = len({id for criterion in criteria for id in self.asked[criterion.id]})
        for count in range(1, most + 1):
            if found := self._reach(criteria, wanted, self.start, count):
                return found
        return frozenset()

    def _reach(self, criteria: Sequence[Criterion], wanted: Answer, state: _State, left: int) -> frozenset[str]:
        """The questions answered once every criterion has the wanted answer; empty when `left` more cannot do it."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _TooEntangled
        answers = {criterion.id: self._answer(criterion, state) for criterion in criteria}
        if opposite(wanted) in answers.values():
            return frozenset()
        still = {one.id: self._open(one, state) for one in criteria if answers[one.id] is UNKNOWN}
        if not still:
            return state.used
        if _least(still.values()) > left:
            return frozenset()
        return self._try_each(criteria, wanted, state, left, min(still.values(), key=len))

    def _try_each(
        self, criteria: Sequence[Criterion], wanted: Answer, state: _State, left: int, ids: Sequence[str]
    ) -> frozenset[str]:
        barred = state.barred
        for id in ids:
            for after in self._answers(replace(state, barred=barred), id):
                if found := self._reach(criteria, wanted, after, left - 1):
                    return found
            barred |= {id}
        return frozenset()

    def _open(self, criterion: Criterion, state: _State) -> tuple[str, ...]:
        taken = state.used | state.barred
        return tuple(id for id in self.asked[criterion.id] if id not in taken)


def _least(open_questions: Iterable[Sequence[str]]) -> int:
    """At least this many questions are needed: the criteria, taken greedily, that share none."""
    seen: set[str] = set()
    count = 0
    for ids in sorted(open_questions, key=len):
        if not seen & set(ids):
            count += 1
            seen.update(ids)
    return count


def check_id(criterion: Criterion) -> str:
    """The id of the question whether someone has checked this criterion. No fact can bear it."""
    return f"check:{criterion.id}"
