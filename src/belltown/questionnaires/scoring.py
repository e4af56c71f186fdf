"""Scores of a questionnaire. What was skipped is unknown: a total is then a range, never a smaller number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from belltown.questionnaires.questionnaire import Answer, Answers, Prompt, Question, Questionnaire, Scale


@dataclass(frozen=True, slots=True)
class Score:
    """One scale's result: the least and the most the total can be, and how many questions were skipped."""

    scale: Scale
    least: int
    most: int
    skipped: int

    @property
    def total(self) -> int | None:
        """The total, where every question was answered; else None."""
        return self.least if self.skipped == 0 else None

    @property
    def band(self) -> str:
        """The band in the instrument's words, where all that is possible lies in one; else empty."""
        inside = [band.text for band in self.scale.bands if band.least <= self.least and self.most <= band.most]
        return inside[0] if inside else ""

    @property
    def sentence(self) -> str:
        """The result in plain words: "7 of 27", "between 4 and 13 of 27, 3 skipped"."""
        of = f"of {self.scale.most}"
        if self.skipped == 0:
            said = f"{self.least} {of}"
        elif self.skipped == len(self.scale.questions):
            return "Not known: every question was skipped"
        else:
            said = f"Between {self.least} and {self.most} {of}, {self.skipped} skipped"
        return f"{said}: {self.band.lower()}" if self.band else said


def scores(questionnaire: Questionnaire, answers: Answers) -> tuple[Score, ...]:
    """The score of each scale. Answers must have passed `faults_in`."""
    return tuple(_score(scale, answers) for scale in questionnaire.scales)


def prompts(questionnaire: Questionnaire, answers: Answers) -> tuple[Prompt, ...]:
    """What must be done at once, given these answers."""
    return tuple(
        prompt for prompt in questionnaire.prompts if set(_chosen(answers, prompt.question)) & {*prompt.values}
    )


def asked(questionnaire: Questionnaire, answers: Answers) -> tuple[Question, ...]:
    """The questions that are asked, given what was answered so far: one that hangs on a question not asked is not."""
    shown: dict[str, Question] = {}
    for question in questionnaire.questions:
        when = question.when
        if when is None or (when.question in shown and set(_chosen(answers, when.question)) & {*when.values}):
            shown[question.id] = question
    return tuple(shown.values())


def _score(scale: Scale, answers: Answers) -> Score:
    ranges = [_points(question, answers.get(question.id)) for question in scale.questions]
    skipped = sum(1 for question in scale.questions if question.id not in answers)
    return Score(scale, sum(least for least, _ in ranges), sum(most for _, most in ranges), skipped)


def _points(question: Question, answer: Answer | None) -> tuple[int, int]:
    if answer is None:
        return question.range or (0, 0)
    points = question.points_of(str(answer)) or 0
    return points, points


def _chosen(answers: Answers, question: str) -> Iterator[str]:
    answer = answers.get(question)
    if isinstance(answer, tuple):
        yield from answer
    elif answer is not None:
        yield str(answer)
