"""Whether answers can be answers: every fault at once, each with its question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from belltown.errors import Fault
from belltown.questionnaires.questionnaire import Answer, Answers, Kind, Question, Questionnaire

LONGEST = 4_000
MOST_NUMBER = 1_000_000


def faults_in(questionnaire: Questionnaire, answers: Answers) -> tuple[Fault, ...]:
    """Everything that keeps these answers from being kept; empty when they may be."""
    known = {question.id: question for question in questionnaire.questions}
    strangers = [Fault(id, "is no question of this form") for id in answers if id not in known]
    return (*strangers, *(fault for id, answer in answers.items() if id in known for fault in _in(known[id], answer)))


def _in(question: Question, answer: Answer) -> Iterator[Fault]:
    reason = _CHECKS[question.kind](question, answer)
    if reason:
        yield Fault(question.id, reason)


def _choice(question: Question, answer: Answer) -> str:
    return "" if answer in question.values else f"must be one of {', '.join(question.values)}"


def _several(question: Question, answer: Answer) -> str:
    if not isinstance(answer, tuple) or not answer:
        return "must be one or more of its choices"
    return "" if set(answer) <= set(question.values) else f"must be among {', '.join(question.values)}"


def _number(_question: Question, answer: Answer) -> str:
    whole = isinstance(answer, int) and not isinstance(answer, bool)
    return "" if whole and 0 <= int(str(answer)) <= MOST_NUMBER else f"must be a whole number from 0 to {MOST_NUMBER}"


def _day(_question: Question, answer: Answer) -> str:
    try:
        date.fromisoformat(str(answer))
    except ValueError:
        return "must be a day such as 2026-11-24"
    return ""


def _text(_question: Question, answer: Answer) -> str:
    if not isinstance(answer, str) or not answer.strip():
        return "must be text; leave it out to skip it"
    return "" if len(answer) <= LONGEST else f"has {len(answer)} characters; the most is {LONGEST}"


_CHECKS = {
    Kind.CHOICE: _choice,
    Kind.SEVERAL: _several,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
    Kind.TEXT: _text,
}
