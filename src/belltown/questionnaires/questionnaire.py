"""A questionnaire: frozen, checked when made. Every question may be skipped; no answer decides who is eligible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an answer may be."""

    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen. `points` None: it counts towards no score."""

    value: str
    text: str
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """When a question is asked at all: another one was answered with one of these values."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Raises ValueError where its kind and its choices do not fit."""

    id: str
    text: str
    kind: Kind
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    code: str = ""
    when: Condition | None = None

    def __post_init__(self) -> None:
        chosen = self.kind in (Kind.CHOICE, Kind.SEVERAL)
        if chosen is not bool(self.choices):
            raise ValueError(f"[{self.id}] {'needs choices' if chosen else 'takes no choices'}, being a {self.kind}")

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in self.choices)

    def points_of(self, value: str) -> int | None:
        return next((choice.points for choice in self.choices if choice.value == value), None)

    @property
    def range(self) -> tuple[int, int] | None:
        """The least and the most points it can bring; None where it brings none."""
        points = [choice.points for choice in self.choices if choice.points is not None]
        return (min(points), max(points)) if points else None


@dataclass(frozen=True, slots=True)
class Band:
    """What totals from `least` to `most` are called, in the instrument's own words. Not a diagnosis."""

    least: int
    most: int
    text: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A sum over some questions. Raises ValueError where its bands leave a gap, overlap, or miss its range."""

    id: str
    title: str
    questions: tuple[Question, ...]
    bands: tuple[Band, ...] = ()
    code: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not all(question.range for question in self.questions):
            raise ValueError(f"[{self.id}] counts a question that brings no points")
        edges = [(band.least, band.most) for band in self.bands]
        wanted = self.least
        for least, most in edges:
            if least != wanted or most < least:
                raise ValueError(f"[{self.id}] has bands that leave a gap or overlap at {wanted}")
            wanted = most + 1
        if edges and wanted != self.most + 1:
            raise ValueError(f"[{self.id}] has bands up to {wanted - 1}, and totals up to {self.most}")

    @property
    def least(self) -> int:
        return sum(question.range[0] for question in self.questions if question.range)

    @property
    def most(self) -> int:
        return sum(question.range[1] for question in self.questions if question.range)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What staff are asked to do at once when a question is answered so."""

    question: str
    values: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of one instrument or form. `licence` says by what right its words stand here; never empty."""

    id: str
    version: int
    title: str
    about: str
    licence: str
    source: str
    intro: str
    code: str
    questions: tuple[Question, ...]
    scales: tuple[Scale, ...]
    prompts: tuple[Prompt, ...]
    digest: str

    def question(self, id: str) -> Question:
        """The question of that id. Raises KeyError."""
        return {question.id: question for question in self.questions}[id]


Answer = str | int | tuple[str, ...]
Answers = Mapping[str, Answer]
"""By question id. A question that is not there was skipped."""
