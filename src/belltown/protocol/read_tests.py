"""Reading a test, as written in a pack, into frozen nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from belltown.protocol.facts import Fact, Kind, Value
from belltown.protocol.form import Faults, Form, meant, shown
from belltown.protocol.located import Listing, Node, Scalar, Table
from belltown.protocol.rules import All, AnyOf, AtLeast, AtMost, Ever, In, Is, Not, Period, Test, Within

_WHOLES: dict[str, str] = {"not": "the opposite of a test", "all": "a list of tests", "any": "a list of tests"}
_LEAVES = ("is", "in", "at_most", "at_least", "within", "ever")
_FORMS = "fact with one of is, in, at_most, at_least, within, ever; or one of not, all, any"


class TestReader:
    """Reads tests on the facts a pack knows, noting faults."""

    __test__ = False  # not a pytest class

    def __init__(self, facts: Mapping[str, Fact], faults: Faults) -> None:
        self.facts, self.faults = dict(facts), faults

    def read(self, node: Node) -> Test | None:
        """The test, or None when a fault was noted."""
        form = Form(node, self.faults, "a test", ("fact", *_LEAVES, *_WHOLES))
        if not form.sound or form.table is None:
            return None
        keys = set(form.table.entries)
        if len(keys) == 1 and (whole := next(iter(keys))) in _WHOLES:
            return self._whole(whole, form, form.table.entries[whole])
        if "fact" in keys and len(keys) == 2 and not keys & set(_WHOLES):
            (verb,) = keys - {"fact"}
            return self._leaf(form, verb, form.table.entries[verb])
        form.note(f"this test cannot be read; write {_FORMS}")
        return None

    def _whole(self, whole: str, form: Form, node: Node) -> Test | None:
        if whole == "not":
            inner = self.read(node)
            return Not(inner) if inner else None
        if not isinstance(node, Listing):
            form.note(f"[{whole}] must be a list of tests", node)
            return None
        parts = tuple(self.read(item) for item in node.items)
        if None in parts:
            return None
        return self.faults.attempt(node, lambda: (All if whole == "all" else AnyOf)(tuple(p for p in parts if p)))

    def _leaf(self, form: Form, verb: str, node: Node) -> Test | None:
        fact = form.known("fact", self.facts, "fact")
        if fact is None:
            return None
        make: Callable[[], Test | None] = getattr(self, f"_{verb}")(form, fact, node)
        return self.faults.attempt(node, make) if form.sound else None

    def _is(self, form: Form, fact: Fact, node: Node) -> Callable[[], Test]:
        value = self._choice(form, fact, node) if fact.kind is Kind.CHOICE else _plain(node)
        return lambda: Is(fact, value)

    def _in(self, form: Form, fact: Fact, node: Node) -> Callable[[], Test]:
        if not isinstance(node, Listing):
            form.note(f"[in] must be a list, such as [in: [{', '.join(fact.choices[:2]) or 'a, b'}]]", node)
            return lambda: In(fact, ("",))
        values = tuple(self._choice(form, fact, item) for item in node.items)
        self.faults.note_twins(node.items, values, "in")
        return lambda: In(fact, values)

    def _choice(self, form: Form, fact: Fact, node: Node) -> str:
        text = form.text_of(node, fact.id)
        if text and fact.kind is Kind.CHOICE and text not in fact.choices:
            form.note(f"[{fact.id}] is never {shown(text)}; {meant(text, fact.choices)}", node)
        return text

    def _at_most(self, form: Form, fact: Fact, node: Node) -> Callable[[], Test]:  # noqa: ARG002
        return lambda: AtMost(fact, _plain(node))  # type: ignore[arg-type]  # the node checks itself when made

    def _at_least(self, form: Form, fact: Fact, node: Node) -> Callable[[], Test]:  # noqa: ARG002
        return lambda: AtLeast(fact, _plain(node))  # type: ignore[arg-type]

    def _within(self, form: Form, fact: Fact, node: Node) -> Callable[[], Test]:  # noqa: ARG002
        period = Form(node, self.faults, "within", ("years", "months", "days"))
        years, months, days = period.whole("years"), period.whole("months"), period.whole("days")
        return lambda: Within(fact, Period(years, months, days))

    def _ever(self, form: Form, fact: Fact, node: Node) -> Callable[[], Test]:
        if _plain(node) is not True:
            form.note("[ever] must be true; for the opposite write not: {fact: ..., ever: true}", node)
        return lambda: Ever(fact)


def _plain(node: Node) -> Value:
    """The scalar's value; for a list, a table or nothing, a text that no fact can take."""
    if isinstance(node, Scalar) and node.value is not None:
        return node.value
    return "a table" if isinstance(node, Table) else "a list" if isinstance(node, Listing) else "nothing"
