"""Loading a questionnaire from its file: all faults at once, each with file, line and reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from belltown.errors import BadPack
from belltown.protocol.form import Faults, Form, meant, shown
from belltown.protocol.load import text_of, tree_of
from belltown.protocol.located import Node, plain
from belltown.questionnaires.questionnaire import (
    Band,
    Choice,
    Condition,
    Kind,
    Prompt,
    Question,
    Questionnaire,
    Scale,
)

KEYS = (
    "id", "version", "title", "about", "licence", "source", "intro", "code", "choices", "questions", "scales",
    "prompts",
)  # fmt: skip
QUESTION_KEYS = ("id", "text", "kind", "choices", "hint", "code", "when")


def load(path: Path) -> Questionnaire:
    """The questionnaire in this file. Raises BadPack naming every fault as file:line: reason."""
    return load_text(text_of(path), name=str(path))


def load_text(text: str, *, name: str = "questionnaire") -> Questionnaire:
    """The questionnaire written in `text`; `name` stands for the file in faults. Raises BadPack."""
    tree, found = tree_of(text, name)
    faults = Faults(name, found)
    canonical = json.dumps(plain(tree), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    made = _Reader(tree, faults, hashlib.sha256(canonical.encode()).hexdigest()).questionnaire()
    if faults.found or made is None:
        raise BadPack(f"The questionnaire [{name}] cannot be used.", sorted(set(faults.found)))
    return made


def available() -> list[str]:
    """The ids of the questionnaires that come with Belltown, in order."""
    return sorted(entry.name.removesuffix(".yaml") for entry in _packaged().iterdir() if entry.name.endswith(".yaml"))


def named(id: str) -> Questionnaire:
    """The packaged questionnaire of that id. Raises BadPack when there is none."""
    if id not in available():
        raise BadPack(f"There is no questionnaire {shown(id)} here; {meant(id, available())}")
    return load_text((_packaged() / f"{id}.yaml").read_text(encoding="utf-8"), name=f"{id}.yaml")


def _packaged() -> Traversable:
    return files("belltown") / "questionnaires" / "packaged"


class _Reader:
    """Reads each section once; later ones see what the earlier ones declared."""

    def __init__(self, tree: Node, faults: Faults, digest: str) -> None:
        self.faults, self.digest = faults, digest
        self.form = Form(tree, faults, "a questionnaire", KEYS)
        self.shared: dict[str, tuple[Choice, ...]] = {}
        self.questions: dict[str, Question] = {}

    def questionnaire(self) -> Questionnaire | None:
        form = self.form
        rows = form.rows("choices", required=False)
        self.shared = {name: self._choices(form, node) for name, node in rows.items()}
        for node in form.items("questions"):
            self._question(node)
        scales = tuple(scale for node in form.items("scales", required=False) if (scale := self._scale(node)))
        prompts = tuple(self._prompt(node) for node in form.items("prompts", required=False))
        made = Questionnaire(
            id=form.name("id"),
            version=form.whole("version"),
            title=form.text("title"),
            about=form.text("about"),
            licence=form.text("licence"),
            source=form.text("source"),
            intro=form.text("intro", required=False),
            code=form.text("code", required=False),
            questions=tuple(self.questions.values()),
            scales=scales,
            prompts=prompts,
            digest=self.digest,
        )
        return made if form.sound else None

    def _choices(self, form: Form, node: Node) -> tuple[Choice, ...]:
        items = getattr(node, "items", ())
        if not isinstance(items, tuple) or not items:
            form.note("[choices] must be a list of value, text and perhaps points", node)
            return ()
        return tuple(self._choice(item) for item in items)

    def _choice(self, node: Node) -> Choice:
        form = Form(node, self.faults, "a choice", ("value", "text", "points"))
        points = form.whole("points") if form.has("points") else None
        return Choice(form.name("value"), form.text("text"), points)

    def _question(self, node: Node) -> None:
        form = Form(node, self.faults, "a question", QUESTION_KEYS)
        id = form.name("id")
        if id in self.questions:
            form.note(f"the question {shown(id)} is asked twice; give each an id of its own")
        kind = form.one_of("kind", Kind, Kind.CHOICE) or Kind.CHOICE
        choices, when = self._choices_of(form), self._when(form)
        text, hint, code = form.text("text"), form.text("hint", required=False), form.text("code", required=False)
        if form.sound and (
            made := self.faults.attempt(node, lambda: Question(id, text, kind, choices, hint, code, when))
        ):
            self.questions[id] = made

    def _choices_of(self, form: Form) -> tuple[Choice, ...]:
        """Choices written here, or the name of some that are written once for many questions."""
        node = form.node_at("choices", required=False)
        if node is None:
            return ()
        if getattr(node, "items", None) is None:
            return form.known("choices", self.shared, "list of choices") or ()
        return self._choices(form, node)

    def _when(self, form: Form) -> Condition | None:
        node = form.node_at("when", required=False)
        if node is None:
            return None
        when = Form(node, self.faults, "when", ("question", "is"))
        question = when.known("question", self.questions, "earlier question")
        values = when.texts("is")
        self._refuse_strange(when, question, values)
        return Condition(question.id, values) if question else None

    def _scale(self, node: Node) -> Scale | None:
        form = Form(node, self.faults, "a scale", ("id", "title", "questions", "bands", "code", "note"))
        questions = self._counted(form)
        bands = tuple(self._band(one) for one in form.items("bands", required=False))
        id, title = form.name("id"), form.text("title")
        code, note = form.text("code", required=False), form.text("note", required=False)
        return self.faults.attempt(node, lambda: Scale(id, title, questions, bands, code, note)) if form.sound else None

    def _counted(self, form: Form) -> tuple[Question, ...]:
        """The questions named, or, where none are, all that bring points."""
        if not form.has("questions"):
            return tuple(question for question in self.questions.values() if question.range)
        wanted = form.texts("questions")
        for id in wanted:
            if id not in self.questions:
                form.note(f"there is no question {shown(id)}; {meant(id, self.questions)}")
        return tuple(self.questions[id] for id in wanted if id in self.questions)

    def _band(self, node: Node) -> Band:
        form = Form(node, self.faults, "a band", ("from", "to", "text"))
        return Band(form.whole("from"), form.whole("to"), form.text("text"))

    def _prompt(self, node: Node) -> Prompt:
        form = Form(node, self.faults, "a prompt", ("question", "is", "text"))
        question, values = form.known("question", self.questions, "question"), form.texts("is")
        self._refuse_strange(form, question, values)
        return Prompt(question.id if question else "", values, form.text("text"))

    def _refuse_strange(self, form: Form, question: Question | None, values: tuple[str, ...]) -> None:
        known: Mapping[str, Choice] = {choice.value: choice for choice in question.choices} if question else {}
        for value in values if question else ():
            if value not in known:
                form.note(f"[{question.id if question else ''}] is never {shown(value)}; {meant(value, known)}")
